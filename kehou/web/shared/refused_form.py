"""A refused deed beside the fields it is about: what was typed stays, each sentence stands where it belongs."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kehou.ground.refusal import NotYours, Refusal


def show_beside_fields(form: Form, refusal: Refusal) -> None:
    """Put the refusal's sentences at the form's fields. Errors: NotYours goes on: it is no mistake of the form's."""
    if isinstance(refusal, NotYours):
        raise refusal
    for name, says in refusal.fields.items():
        form.add_error(name if name in form.fields else None, says)


def form_page(
    request: HttpRequest, template: str, context: dict[str, object], *, refusal: Refusal | None = None
) -> HttpResponse:
    """The page with its form again: 200 at first, 422 where a field is wrong, 409 where the deed is refused."""
    form = context.get("form")
    wrong = isinstance(form, Form) and form.is_bound and bool(form.errors)
    status = 409 if refusal and not refusal.fields else 422 if wrong or refusal else 200
    return render(request, template, {**context, "refusal": refusal}, status=status)
