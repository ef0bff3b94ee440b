"""Activation slips: printed by class, for the children whose family has no account yet."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from kehou.gateways.pdf import CannotPrint, render_pdf
from kehou.gateways.qr import qr_svg
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.actions.issue_codes import LASTS, issue_codes
from kehou.people.activation import activation_by_class, without_account
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.wording import class_text

OFFICE = ("coordinator", "principal")
Slip = tuple[int, int, int, str]


@screen(allow=[at_school(*OFFICE)])
def slips(request: ActRequest, school_id: int) -> HttpResponse:
    found = activation_by_class(request.act, school_id=school_id)
    children, active = sum(c.children for c in found), sum(c.active for c in found)
    context = {"school_id": school_id, "classes": found, "children": children, "active": active}
    return render(request, "school/slips.html", context)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def slips_print(request: ActRequest, school_id: int) -> HttpResponse:
    """class: "4-2", as often as wanted. The codes exist only in the answer."""
    wanted = {_class(word) for word in request.POST.getlist("class")} - {None}
    found = without_account(request.act, school_id=school_id, classes={c for c in wanted if c})
    if not found:
        messages.warning(request, _t("没有要印的：先勾班级；已经开通的家庭不用再印"))
        return HttpResponseRedirect(reverse("school:slips", args=[school_id]), status=303)
    return _print(request, school_id, found)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def slip_again(request: ActRequest, school_id: int, child_id: int) -> HttpResponse:
    """A lost slip: a fresh code for one child; the old one opens nothing any more. A second guardian gets one too."""
    child = next(iter(people.pupils(school_id, ids=[child_id])), None)
    if child is None:
        return HttpResponseRedirect(reverse("school:slips", args=[school_id]), status=303)
    return _print(request, school_id, [(child.id, child.grade, child.class_no, child.name)])


def _class(word: str) -> tuple[int, int] | None:
    grade, _, number = word.partition("-")
    return (int(grade), int(number)) if grade.isdecimal() and number.isdecimal() else None


def _print(request: ActRequest, school_id: int, found: list[Slip]) -> HttpResponse:
    codes = issue_codes(replace(request.act, key=""), school_id=school_id, child_ids=[child for child, *_ in found])
    classes: dict[tuple[int, int], list[dict[str, str]]] = {}
    for child, grade, number, name in found:
        code = codes[str(child)]
        classes.setdefault((grade, number), []).append({"child": name, "code": f"{code[:4]} {code[4:]}"})
    until = (request.act.at + LASTS - timedelta(days=1)).astimezone(LOCAL)
    term = org.term_on(school_id, request.act.today)
    data = {
        "school": org.school(school_id).name,
        "term": term.name if term else "",
        "site": request.get_host() + reverse("family:activate"),
        "qr": qr_svg(request.build_absolute_uri(reverse("family:activate"))),
        "valid_until": f"{until.month}月{until.day}日",
        "classes": [{"name": class_text(*key), "slips": slips} for key, slips in classes.items()],
    }
    try:
        paper = render_pdf("activation_slips", data)
    except CannotPrint:
        messages.error(request, _t("这台机器还没有中文字体，印不出来。请管理员按说明装好再印"))
        return HttpResponseRedirect(reverse("school:slips", args=[school_id]), status=303)
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="slips.pdf"'
    return response


urlpatterns = [
    path("<school:school_id>/slips/", slips, name="slips"),
    path("<school:school_id>/slips/print/", slips_print, name="slips_print"),
    path("<school:school_id>/slips/<pupil:child_id>/", slip_again, name="slip_again"),
]
