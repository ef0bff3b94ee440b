"""How was it drawn, and can I check it? The commitment from the start; seed, digests and counts after the draw."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.enrol.queries.rounds import public_draw
from kehou.kernel.permit import anyone
from kehou.web.screen import ActRequest, screen


@screen(allow=[anyone])
def draw(request: ActRequest, round_id: int) -> HttpResponse:
    found = public_draw(request.act, round_id=round_id)
    figures = found.certificate.get("figures", {})
    checked = found.certificate.get("checked", {})
    context = {
        "found": found, "figures": figures, "kept": bool(checked) and not any(checked.values()),
        "parts": found.certificate.get("parts", []),
    }  # fmt: skip
    return render(request, "public/draw.html", context)


urlpatterns = [path("draw/<round:round_id>/", draw, name="draw")]
