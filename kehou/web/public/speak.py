"""Anybody says something about a school without a name, and looks up the answer by a receipt."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_public
from kehou.kernel.permit import anyone
from kehou.org import queries as org
from kehou.review.actions.drop_tip import drop_tip
from kehou.review.queries.complaints import by_receipt
from kehou.review.throttle import origin_of
from kehou.web.account.origin import network_of
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.speaking import ReceiptForm, SpeakForm


@screen(allow=[anyone])
def speak(request: ActRequest, code: str) -> HttpResponse:
    """The form of one school. Whoever is signed in is not told apart here: the deed is done by nobody in particular."""
    school = org.school_by_code(code)
    if school is None:
        raise Http404
    form = SpeakForm(request.POST) if request.method == "POST" else SpeakForm.fresh()
    refusal = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        nobody = by_public(request.act.at)  # without the form's key: it would keep the minute; the receipt stands in
        origin = origin_of(network_of(request), request.act.at)
        words = {"text": given["text"], "about": given["about"], "receipt": given["receipt"]}
        try:
            drop_tip(nobody, school_id=school.id, origin=origin, **words)
        except Refusal as error:
            show_beside_fields(form, error)
            refusal = error
        else:
            # No redirect: the receipt stands only on this page, never in an address.
            return render(request, "public/speak_done.html", {"school": school, "receipt": given["receipt"]})
    return form_page(request, "public/speak.html", {"school": school, "form": form}, refusal=refusal)


@screen(allow=[anyone])
def receipt(request: ActRequest) -> HttpResponse:
    """What became of it. The receipt is posted: an address is remembered, a form is not."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    line = refusal = None
    if form.is_bound and form.is_valid():
        try:
            line = by_receipt(by_public(request.act.at), receipt=form.cleaned_data["code"])
        except Refusal as error:
            form.add_error("code", error.fields.get("receipt", error.says))
            refusal = error
    return form_page(request, "public/receipt.html", {"form": form, "line": line}, refusal=refusal)


urlpatterns = [
    path("s/<slug:code>/speak/", speak, name="speak"),
    path("receipt/", receipt, name="receipt"),
]
