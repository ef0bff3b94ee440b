"""Which section has no adult, and who goes? The duty board, drawn anew every ten seconds (附.11)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day import alarms
from kehou.day.actions.acknowledge_alarm import acknowledge_alarm
from kehou.day.actions.close_day import close_day
from kehou.day.actions.plan_sessions import plan_day_if_due
from kehou.day.actions.send_adult import send_adult
from kehou.day.permits import LEADERS, leads
from kehou.day.queries.board import board, day_on_paper
from kehou.day.queries.no_service import why_no_service
from kehou.gateways.pdf import render_pdf
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.org import queries as org
from kehou.people.permits import at_school, at_school_of, holder_of
from kehou.people.queries import roles_of
from kehou.web.school import today_words as words
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Segment

ALARM = "day.Alarm"


class NoteForm(forms.Form):
    """Who sees to it, and how."""

    note = forms.CharField(
        label=lazy("谁去、怎么处理"), max_length=100, error_messages={"required": lazy("写一句谁去、怎么处理")}
    )


@screen(allow=[holder_of(*LEADERS)])
def mine(request: ActRequest) -> HttpResponse:
    """Where an alarm's message leads: the board of the school one works at."""
    for role in roles_of(request.act.account_id, request.act.at):
        if role.role in LEADERS and role.school_id is not None:
            return HttpResponseRedirect(reverse("school:today", args=[role.school_id]))
    raise NotYours


@screen(allow=[at_school(*LEADERS)])
def today(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(
    request: ActRequest, school_id: int, *, refusal: Refusal | None = None, note: NoteForm | None = None
) -> HttpResponse:
    asked = request.GET.get("slot", "")
    slot = int(asked) if asked.isdecimal() else None
    # A whole page also draws its frame; who is free comes with the fragment that follows at once, or by a link.
    fragment = request.headers.get("HX-Request") == "true" and refusal is None
    free = fragment or "free" in request.GET
    found = board(request.act, school_id=school_id, slot=slot, free=free)
    if not found.slots and refusal is None:
        refusal = _plan(request, school_id)
        found = board(request.act, school_id=school_id, slot=slot, free=free)
    nothing = None if found.slots or refusal else why_no_service(request.act, school_id=school_id)
    at = request.act.at
    context = {
        "school_id": school_id,
        "school_key": opaque_id("school", school_id),
        "board": found,
        "says": words.answer(found, at),
        "under": words.under(found),
        "floors": words.floors(found, at),
        "alarms": [(alarm, *words.alarm_says(alarm, at)) for alarm in found.alarms],
        "senders": words.senders(found),
        "latest": words.latest(found),
        "nothing": words.empty(nothing) if nothing else None,
        "to_plan": nothing is not None
        and nothing.why == "no_plan"
        and at_school("coordinator", "principal").holds(request.act, {"school_id": school_id}),
        "segments": [Segment(words.minute(start), words.minute(end), "") for start, end in words.parts(found.slots)],
        "slots": [(place, slot, slot == found.slot) for place, slot in enumerate(found.slots)],
        "asked": asked if asked.isdecimal() else "",
        "note": note or NoteForm(),
        "refusal": refusal,
        "level_names": alarms.LEVEL_NAMES,
    }
    template = "school/today_board.html" if fragment else "school/today.html"
    return render(request, template, context, status=409 if refusal and request.method == "POST" else 200)


def _plan(request: ActRequest, school_id: int) -> Refusal | None:
    """The clock's worker may not have come by yet; without a filed plan the board says so."""
    try:
        plan_day_if_due(request.act, school_id)
    except Refusal as refusal:
        return refusal
    return None


@require_POST
@screen(allow=[leads])
def send(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        staff_id = row_id("staff", request.POST.get("staff", ""))
    except ValueError as error:
        raise NotYours from error
    school_id = _school(request)
    try:
        send_adult(request.act, session_id=session_id, staff_id=staff_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    messages.success(request, _("已派去，到了会在手机上签到；签到前警报不会停"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


def _school(request: ActRequest) -> int:
    """The school whose board posted; only for the way back, the deed looks at its own row."""
    try:
        return row_id("school", request.POST.get("school", ""))
    except ValueError as error:
        raise NotYours from error


@require_POST
@screen(allow=[at_school_of(ALARM, "alarm_id", *LEADERS)])
def acknowledge(request: ActRequest, alarm_id: int) -> HttpResponse:
    school_id, form = _school(request), NoteForm(request.POST)
    try:
        acknowledge_alarm(request.act, alarm_id=alarm_id, note=request.POST.get("note", ""))
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal, note=form)
    messages.success(request, _("已接手。原因消除后警报会自己收起"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(*LEADERS)])
def close(request: ActRequest, school_id: int) -> HttpResponse:
    try:
        close_day(request.act, school_id=school_id, date=request.act.today)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    messages.success(request, _("今天已关账。之后只能更正，原来的记录会留着"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


@screen(allow=[at_school(*LEADERS)])
def on_paper(request: ActRequest, school_id: int) -> HttpResponse:
    """The day's rolls as a PDF, one sheet a lesson."""
    sheets = day_on_paper(request.act, school_id=school_id)
    pdf = render_pdf("roster", words.roster(org.school(school_id).name, sheets, request.act.at))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="roster.pdf"'
    return response


urlpatterns = [
    path("today/", mine, name="today_mine"),
    path("<school:school_id>/today/", today, name="today"),
    path("<school:school_id>/today/close/", close, name="close_day"),
    path("<school:school_id>/today/roster.pdf", on_paper, name="day_roster"),
    path("session/<session:session_id>/send/", send, name="send_adult"),
    path("alarm/<alarm:alarm_id>/acknowledge/", acknowledge, name="acknowledge_alarm"),
]
