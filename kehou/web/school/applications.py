"""Who offered to take part; the school chooses (五.1)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.ground.school_day import WEEKDAY_NAMES, WORKDAYS
from kehou.menu.queries import ApplicationBoard, application_board
from kehou.people.permits import at_school, at_school_of, over_school
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.staff.actions.accept_application import accept_application
from kehou.staff.actions.decline_application import decline_application
from kehou.staff.queries import ApplicationInfo, place_of
from kehou.web.screen import ActRequest, screen

ASKERS = ("coordinator", "principal")
PER_PAGE = 40


@screen(allow=[at_school(*ASKERS), over_school()])
def applications(request: ActRequest, school_id: int) -> HttpResponse:
    board = application_board(request.act, school_id=school_id)
    page = Paginator(board.applications, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "school_id": school_id,
        "board": board,
        "waiting": board.count("applied"),
        "accepted": board.count("accepted"),
        "page": page,
        "lines": [_line(application, board) for application in page],
        "days": [(WEEKDAY_NAMES[day], board.by_weekday.get(day, 0)) for day in WORKDAYS],
        "weekdays": [WEEKDAY_NAMES[day] for day in WORKDAYS],
    }
    return render(request, "school/applications.html", context)


def _line(application: ApplicationInfo, board: ApplicationBoard) -> dict[str, Any]:
    courses = [f"{c['name']}（{CONTENT_NAMES.get(c['content'], '')}）" for c in application.courses]
    return {
        "id": application.id,
        "name": application.staff.name,
        "days": [day in application.weekdays for day in WORKDAYS],
        "courses": "、".join(courses),
        "homework": application.homework_duty,
        "hours": None if application.max_minutes is None else f"{application.max_minutes / 60:g}",
        "state": application.state,
        "duties": board.duties.get(application.staff.id, 0),
        "applied_at": application.applied_at,
    }


_MINE = at_school_of("staff.Application", "application_id", *ASKERS)


@require_POST
@screen(allow=[_MINE])
def application_accept(request: ActRequest, application_id: int) -> HttpResponse:
    accept_application(request.act, application_id=application_id)
    messages.success(request, _("已选定，老师会收到通知"))
    return _back(application_id)


@require_POST
@screen(allow=[_MINE])
def application_decline(request: ActRequest, application_id: int) -> HttpResponse:
    decline_application(request.act, application_id=application_id)
    messages.success(request, _("这学期不安排，老师会收到通知"))
    return _back(application_id)


def _back(application_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:applications", args=[place_of(application_id)[0]]), status=303)


urlpatterns = [
    path("<school:school_id>/applications/", applications, name="applications"),
    path("applications/<application:application_id>/accept/", application_accept, name="application_accept"),
    path("applications/<application:application_id>/decline/", application_decline, name="application_decline"),
]
