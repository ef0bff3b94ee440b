"""A school's public page, without sign-in: content, fees, whom to tell; the same as a sheet of A4."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kehou.gateways.pdf import render_pdf
from kehou.gateways.qr import qr_svg
from kehou.kernel.permit import anyone
from kehou.plan.notice import Notice
from kehou.plan.queries.notice import notice, school_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[anyone])
def school(request: ActRequest, code: str) -> HttpResponse:
    """The notice; where nothing is public yet, that it is so."""
    found = notice(request.act, code=code)
    if found is None:
        name = school_name(request.act, code=code)
        if not name:
            raise Http404
        return render(request, "public/school_not_yet.html", {"name": name})
    context = {"notice": found, "qr": mark_safe(qr_svg(_address(request, code)))}
    return render(request, "public/school.html", context)


@screen(allow=[anyone])
def school_pdf(request: ActRequest, code: str) -> HttpResponse:
    """One page of A4 for the school gate, with a QR code that leads to the page."""
    found = notice(request.act, code=code)
    if found is None:
        raise Http404
    pdf = render_pdf("notice", _sheet(found, qr_svg(_address(request, code))))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="notice.pdf"'
    return response


def _address(request: ActRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("public:school", args=[code]))


def _sheet(found: Notice, qr: str) -> dict[str, Any]:
    """The notice in the shape of the paper template."""
    ways = [(found.phone, ""), (found.mailbox, _("信箱：")), (found.online, _("网上："))]
    first, *others = [label + way for way, label in ways if way]
    return {
        "title": found.title,
        "meta": found.meta,
        "facts": [asdict(fact) for fact in found.facts],
        "content": [asdict(line) for line in found.content],
        "menu": {"note": found.menu_note, "courses": [asdict(course) for course in found.menu]},
        "fees": [asdict(line) for line in found.fees],
        "contact": {"phone": first, "says": _("学校课后服务监督"), "more": [*others, _says()]},
        "qr": qr,
        "qr_says": [_("扫码看最新版")],
        "basis": found.basis,
        "school": found.school,
        "date": f"{found.published_on.year}年{found.published_on.month}月{found.published_on.day}日",
    }


def _says() -> str:
    return _("强制参加、收费不明、无人看管，都可以说，可不留姓名。")


urlpatterns = [
    path("s/<slug:code>/", school, name="school"),
    path("s/<slug:code>/notice.pdf", school_pdf, name="school_pdf"),
]
