"""How was it drawn, and can I check it? Each step as it was published, the files anyone may have, and a place for a receipt."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as lazy

from kehou.enrol.queries.rounds import public_draw, public_files, receipt_faults
from kehou.kernel.permit import anyone
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.checking import zipped
from kehou.web.shared.mode_words import mode_words

LARGEST_RECEIPT = 64 * 1024


class ReceiptFileForm(forms.Form):
    file = forms.FileField(
        label=lazy("收据文件"),
        help_text=lazy("在“摇号收据”里存下的 receipt.json；只在这里算一遍，不保存"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages=dict.fromkeys(("required", "empty", "missing"), lazy("选一个收据文件")),
    )


@screen(allow=[anyone])
def draw(request: ActRequest, round_id: int) -> HttpResponse:
    """A receipt is posted, not linked: an address is remembered, a form is not."""
    found = public_draw(request.act, round_id=round_id)
    form = ReceiptFileForm(request.POST or None, request.FILES or None)
    faults: list[str] | None = None
    is_checked = request.method == "POST" and form.is_valid() and found.frozen_at is not None
    if is_checked:
        faults = receipt_faults(request.act, round_id=round_id, text=_text(form.cleaned_data["file"]))
        if faults is None:
            form.add_error("file", lazy("这不是一张摇号收据，选“摇号收据”里存下的那个文件"))
    checked = found.certificate.get("checked", {})
    context = {
        "found": found, "found_id": round_id, "words": mode_words(found.mode, found.gate), "figures": found.certificate.get("figures", {}),
        "kept": bool(checked) and not any(checked.values()),
        "form": form, "faults": faults, "is_right": is_checked and faults == [],
    }  # fmt: skip
    return render(request, "public/draw.html", context, status=422 if form.errors else 200)


def _text(file: UploadedFile) -> str:
    """The file's text, or nothing where it is too large or no text."""
    raw = file.read(LARGEST_RECEIPT + 1)
    return raw.decode("utf-8-sig", errors="replace") if len(raw) <= LARGEST_RECEIPT else ""


@screen(allow=[anyone])
def draw_files(request: ActRequest, round_id: int) -> HttpResponse:
    """The frozen wishes under seals, the sorted hashes of the numbers, the log, and the program that checks them."""
    return zipped("draw.zip", public_files(request.act, round_id=round_id))


urlpatterns = [
    path("draw/<round:round_id>/", draw, name="draw"),
    path("draw/<round:round_id>/files.zip", draw_files, name="draw_files"),
]
