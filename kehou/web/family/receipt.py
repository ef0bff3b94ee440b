"""Are our wishes in the draw? The receipt: to read, to print, to keep as a file and to check without us."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kehou.enrol.queries.receipts import receipt
from kehou.ground.refusal import NotYours
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of("child_id")])
def receipt_page(request: ActRequest, child_id: int) -> HttpResponse:
    found = receipt(request.act, child_id=child_id)
    context = {
        "found": found, "child": found.child, "name": given_name(found.child.name), "receipt": found.receipt,
        "back": reverse("family:seat", args=[child_id]),
    }  # fmt: skip
    return render(request, "family/receipt.html", context)


@screen(allow=[guardian_of("child_id")])
def receipt_file(request: ActRequest, child_id: int) -> HttpResponse:
    """The file that docs/verify.py and the public page of the draw take."""
    found = receipt(request.act, child_id=child_id)
    if found.receipt is None:
        raise NotYours
    response = HttpResponse(json.dumps(found.receipt, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response


urlpatterns = [
    path("<pupil:child_id>/receipt/", receipt_page, name="receipt"),
    path("<pupil:child_id>/receipt.json", receipt_file, name="receipt_file"),
]
