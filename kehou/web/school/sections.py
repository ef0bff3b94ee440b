"""Sections with who is in charge on which weekday, gaps on top; one step to fill one (五.1–五.3, 附.11)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS, weekdays_text
from kehou.menu.actions.assign_adult import assign_adult
from kehou.menu.actions.end_assignment import end_assignment
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.actions.set_section import set_section
from kehou.menu.actions.use_class_rooms import use_class_rooms
from kehou.menu.queries import Gap, SectionBoard, SectionInfo, rooms_for, section_board, staffing
from kehou.menu.queries.pages import Staffing
from kehou.org import queries as org
from kehou.people.permits import at_school, at_school_of, over_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields

ASKERS = ("coordinator", "principal")
PER_PAGE = 40
MOST_SHOWN = 20
SHOWS = ("gaps", "courses", "classes")


@screen(allow=[at_school(*ASKERS), over_school()])
def sections(request: ActRequest, school_id: int) -> HttpResponse:
    board = section_board(request.act, school_id=school_id)
    gaps = {gap.section_id: gap for gap in board.gaps}
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "gaps" if gaps else "courses"
    page = Paginator(_shown(board, gaps, show), PER_PAGE).get_page(request.GET.get("page"))
    weekdays = _weekdays(board)
    context = {
        "school_id": school_id,
        "board": board,
        "show": show,
        "page": page,
        "weekdays": [WEEKDAY_NAMES[day] for day in weekdays],
        "class_rooms": sum(s.class_no is not None and s.room is None for s in board.sections),
        "lines": [_line(section, gaps.get(section.id), weekdays, request) for section in page],
    }
    return render(request, "school/sections.html", context)


def _shown(board: SectionBoard, gaps: dict[int, Gap], show: str) -> list[SectionInfo]:
    if show == "gaps":
        return [section for section in board.sections if section.id in gaps]
    return [section for section in board.sections if (section.course_key is not None) == (show == "courses")]


def _weekdays(board: SectionBoard) -> list[str]:
    """Monday to Friday, and whatever weekend day some section meets on."""
    used = {day for section in board.sections for day in section.weekdays}
    return [day for day in WEEKDAYS if day in WORKDAYS or day in used]


def _line(section: SectionInfo, gap: Gap | None, weekdays: list[str], request: ActRequest) -> dict[str, Any]:
    today = request.act.today
    cells = []
    for day in weekdays:
        names = [a.name for a in section.adults if a.weekday == day and (a.until is None or a.until >= today)]
        meets = day in section.weekdays
        cells.append(
            {"meets": meets, "names": "、".join(dict.fromkeys(names)), "gap": bool(gap and day in gap.weekdays)}
        )
    now = [meet for meet in section.meets if meet.until_date >= today]
    return {"section": section, "gap": gap, "cells": cells, "hour": now[0] if now else None}


@require_POST
@screen(allow=[at_school(*ASKERS)])
def sections_open(request: ActRequest, school_id: int) -> HttpResponse:
    term = org.term_on(school_id, request.act.today)
    if term is None:
        raise Refusal(
            "no_term", _t("区里还没有设好学期，不能开设教学班"), satisfied_by=_t("请区教育局先设好学期和校历")
        )
    opened = open_sections(request.act, school_id=school_id, term_id=term.id)
    messages.success(
        request, _t("按方案开出 %(n)s 个教学班") % {"n": opened} if opened else _t("方案里的教学班都已经开着")
    )
    return HttpResponseRedirect(reverse("school:sections", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(*ASKERS)])
def sections_class_rooms(request: ActRequest, school_id: int) -> HttpResponse:
    term = org.term_on(school_id, request.act.today)
    placed = use_class_rooms(request.act, school_id=school_id, term_id=term.id) if term else 0
    messages.success(request, _t("%(n)s 个教学班排在各班自己的教室") % {"n": placed})
    return HttpResponseRedirect(reverse("school:sections", args=[school_id]), status=303)


class ChargeForm(forms.Form):
    """Which weekdays, whom. The choices are those the section and its school have."""

    weekdays = forms.MultipleChoiceField(
        label=_("哪几天"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("至少选一天")}
    )
    adult = forms.ChoiceField(
        label=_("谁来带"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一位"), "invalid_choice": _("请从名单里选")},
    )
    main = forms.TypedChoiceField(
        label=_("做什么"),
        choices=(("yes", _("主要负责")), ("no", _("协助"))),
        coerce=lambda word: word == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项")},
    )

    def __init__(self, found: Staffing, data: Any = None) -> None:
        super().__init__(data, initial={"weekdays": found.weekdays})
        days = [(day, WEEKDAY_NAMES[day]) for day in found.section.weekdays]
        offer(self, "weekdays", days)
        # Everybody is a choice, who may first: the deed itself says why one may not, with the clause.
        people = sorted(found.possible, key=lambda person: person.why_not is not None)
        offer(self, "adult", [(str(p.staff.number), p.staff.name) for p in people])


@screen(allow=[at_school(*ASKERS)])
def section_charge(request: ActRequest, school_id: int, section_id: int) -> HttpResponse:
    """Put somebody in charge; then on to the next gap."""
    asked = tuple(request.POST.getlist("weekdays") or request.GET.getlist("weekdays"))
    found = staffing(request.act, school_id=school_id, section_id=section_id, weekdays=asked)
    form = ChargeForm(found, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        by_number = {str(p.staff.number): p.staff for p in found.possible}
        adult = by_number[form.cleaned_data["adult"]]
        weekdays = tuple(form.cleaned_data["weekdays"])
        try:
            main = form.cleaned_data["main"]
            assign_adult(request.act, section_id=section_id, staff_id=adult.id, weekdays=weekdays, main=main)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            says = _t("已排：%(section)s %(days)s %(name)s")
            messages.success(
                request, says % {"section": found.section.name, "days": weekdays_text(weekdays), "name": adult.name}
            )
            if found.next_gap is None:
                return HttpResponseRedirect(reverse("school:sections", args=[school_id]), status=303)
            return HttpResponseRedirect(reverse("school:section", args=[school_id, found.next_gap]), status=303)
    return form_page(request, "school/section.html", _charge_context(request, school_id, found, form), refusal=refusal)


def _charge_context(request: ActRequest, school_id: int, found: Staffing, form: ChargeForm) -> dict[str, object]:
    sought = request.GET.get("name", "").strip()
    may = [p for p in found.possible if p.why_not is None and sought in p.staff.name]
    today = request.act.today
    live = [a for a in found.section.adults if a.until is None or a.until >= today]
    return {
        "school_id": school_id,
        "found": found,
        "section": found.section,
        "form": form,
        "days_text": weekdays_text(found.weekdays),
        "may": may[:MOST_SHOWN],
        "more": max(0, len(may) - MOST_SHOWN),
        "may_not": [p for p in found.possible if p.why_not is not None and sought in p.staff.name][:MOST_SHOWN],
        "sought": sought,
        "chosen": request.POST.get("adult", ""),
        "adults": [(weekdays_text([a.weekday]), a) for a in live],
        "hours": [(weekdays_text([m.weekday]), m) for m in found.section.meets if m.until_date >= today],
    }


@require_POST
@screen(allow=[at_school_of("menu.RosterEntry", "entry_id", *ASKERS)])
def section_end(request: ActRequest, school_id: int, section_id: int, entry_id: int) -> HttpResponse:
    """Today is the last day; what is planned for today stays."""
    end_assignment(request.act, section_id=section_id, entry_id=entry_id)
    messages.success(request, _t("带到今天为止，明天起要另外排人"))
    return HttpResponseRedirect(reverse("school:section", args=[school_id, section_id]), status=303)


class PlaceForm(forms.Form):
    room = forms.ChoiceField(label=_("教室"), required=False)
    capacity = forms.IntegerField(
        label=_("名额"),
        min_value=1,
        max_value=2000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("请填 1 到 2000")),
    )
    minimum = forms.IntegerField(
        label=_("最少开班人数"),
        min_value=0,
        max_value=2000,
        help_text=_("录取后不到这个数就不开；0 是有人就开"),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("请填 0 到 2000")),
    )


@screen(allow=[at_school(*ASKERS)])
def section_place(request: ActRequest, school_id: int, section_id: int) -> HttpResponse:
    """Room, places, the fewest that it needs."""
    section, rooms = rooms_for(request.act, school_id=school_id, section_id=section_id)
    places = {str(place): room for place, room in enumerate(rooms, start=1)}
    now = next((key for key, room in places.items() if section.room and room.id == section.room.id), "")
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        initial={"room": now, "capacity": section.capacity, "minimum": section.minimum},
    )
    choices = [(key, _room_text(room.name, room.floor, room.capacity)) for key, room in places.items()]
    offer(form, "room", [("", _t("还没定")), *choices])
    refusal = None
    if form.is_bound and form.is_valid():
        room = places.get(form.cleaned_data["room"])
        given = {key: form.cleaned_data[key] for key in ("capacity", "minimum")}
        try:
            set_section(request.act, section_id=section_id, room_id=room.id if room else None, **given)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已改好%(name)s") % {"name": section.name})
            return HttpResponseRedirect(reverse("school:sections", args=[school_id]), status=303)
    context = {"school_id": school_id, "section": section, "form": form, "has_rooms": bool(rooms)}
    return form_page(request, "school/section_place.html", context, refusal=refusal)


def _room_text(name: str, floor: str, capacity: int) -> str:
    return _t("%(room)s，能容纳 %(n)s 人") % {"room": f"{floor} {name}".strip(), "n": capacity}


urlpatterns = [
    path("<school:school_id>/sections/", sections, name="sections"),
    path("<school:school_id>/sections/open/", sections_open, name="sections_open"),
    path("<school:school_id>/sections/class-rooms/", sections_class_rooms, name="sections_class_rooms"),
    path("<school:school_id>/sections/<section:section_id>/", section_charge, name="section"),
    path("<school:school_id>/sections/<section:section_id>/end/<entry:entry_id>/", section_end, name="section_end"),
    path("<school:school_id>/sections/<section:section_id>/place/", section_place, name="section_place"),
]
