"""Who does what at the school: inviting, ending, a fresh code for a forgotten password."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from kehou.ground.refusal import NotYours, Refusal
from kehou.people import queries as people
from kehou.people.accounts import ROLE_NAMES, Holder, holders_at_school
from kehou.people.actions.end_role import end_role
from kehou.people.actions.renew_invitation import renew_invitation
from kehou.people.permits import at_school, over_school
from kehou.web.account.inviting import InviteForm, code_page, invite
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

OFFICE = ("coordinator", "principal")
ROLES = (
    "coordinator", "principal", "duty_leader", "gate", "finance_maker", "finance_checker", "aid_officer", "committee",
)  # fmt: skip


@screen(allow=[at_school(*OFFICE), over_school()])
def accounts(request: ActRequest, school_id: int) -> HttpResponse:
    """Teachers come with the staff list; everybody else can also be invited here."""
    form = InviteForm(ROLES, request.POST if request.method == "POST" else None)
    refusal = None
    here = reverse("school:accounts", args=[school_id])
    if form.is_bound and form.is_valid():
        try:
            code = invite(request, form, school_id=school_id)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            return code_page(request, name=form.cleaned_data["name"], code=code, back=here)
    found = holders_at_school(request.act, school_id=school_id, teachers=False)
    held = {holder.role for holder in found}
    found = sorted(found, key=lambda holder: ROLES.index(holder.role) if holder.role in ROLES else len(ROLES))
    page = Paginator([_line(school_id, holder) for holder in found], 50).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "school_id": school_id,
        "form": form,
        "holders": page,
        "page": page,
        "missing": [ROLE_NAMES[role] for role in ROLES if role not in held],
    }
    return form_page(request, "school/accounts.html", context, refusal=refusal)


def _line(school_id: int, holder: Holder) -> dict[str, object]:
    return {
        "name": holder.name, "label": holder.label, "phone": holder.phone, "came": holder.came,
        "end": reverse("school:role_end", args=[school_id, holder.role_id]),
        "again": reverse("school:code_again", args=[school_id, holder.account_id]),
        "leave": "" if holder.role == "committee" else reverse("school:account_end", args=[school_id, holder.account_id]),
    }  # fmt: skip


@require_POST
@screen(allow=[at_school(*OFFICE), over_school()])
def role_end(request: ActRequest, school_id: int, role_id: int) -> HttpResponse:
    found = holders_at_school(request.act, school_id=school_id)
    holder = next((holder for holder in found if holder.role_id == role_id), None)
    if holder is None:
        raise NotYours
    end_role(request.act, role_id=role_id)
    says = _t("%(name)s不再是%(role)s，从现在起") % {"name": holder.name, "role": holder.label}
    messages.success(request, says)
    return HttpResponseRedirect(reverse("school:accounts", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def code_again(request: ActRequest, school_id: int, account_id: int) -> HttpResponse:
    code = renew_invitation(replace(request.act, key=""), school_id=school_id, account_id=account_id)
    name = people.account_names([account_id]).get(account_id, "")
    return code_page(request, name=name, code=code, back=reverse("school:accounts", args=[school_id]))


urlpatterns = [
    path("<school:school_id>/accounts/", accounts, name="accounts"),
    path("<school:school_id>/accounts/<role:role_id>/end/", role_end, name="role_end"),
    path("<school:school_id>/accounts/<account:account_id>/code/", code_again, name="code_again"),
]
