"""Who is not there? Everyone preset, one tap per exception, one to finish (八.5c)."""

from collections import Counter
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.day.actions.finish_roll_call import finish_roll_call
from kehou.day.actions.open_safety_notes import open_safety_notes
from kehou.day.permits import keeps
from kehou.day.queries.safety import safety_notes
from kehou.day.queries.teaching import RollChild, roll
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Kid

# What a tile says → what the deed is told. A tile on leave or gone says nothing new.
MARKS = {"here": "present", "late": "late", "absent": "absent"}
FIELD = "state-"


@screen(allow=[keeps])
def roll_call(request: ActRequest, session_id: int) -> HttpResponse:
    if request.method == "POST":
        return _finish(request, session_id)
    return _page(request, session_id)


def _page(request: ActRequest, session_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = roll(request.act, session_id=session_id)
    typed = _marks(request.POST) if refusal else {}
    notes = notes_of(request, session_id)
    kids = [_kid(child, typed, bool(notes.get(child.id))) for child in found.children]
    counts = Counter(kid.shown for kid in kids)
    context = {
        "roll": found,
        "lesson": found.lesson,
        "kids": kids,
        "notes": [(child.name, notes[child.id]) for child in found.children if child.id in notes],
        "counts": counts | {"here": counts["here"] + counts["late"]},
        "key": opaque_id("session", session_id),
        "saved": int(found.saved_at.timestamp() * 1000) if found.saved_at else 0,
        "back": reverse("teacher:today"),
        "refusal": refusal,
    }
    return render(request, "teacher/roll_call.html", context, status=409 if refusal else 200)


def notes_of(request: ActRequest, session_id: int, child_id: int | None = None) -> dict[int, str]:
    """Safety notes of the session's children, or of one; a leader who looks in sees none. Showing them is on record."""
    try:
        found = safety_notes(request.act, session_id=session_id)
        opening = found.sealed if child_id is None else found.sealed & {child_id}
        if opening:  # without the key of a form that was refused: that one is for the form
            act = replace(request.act, key="")
            open_safety_notes(act, session_id=session_id, child_ids=sorted(opening))
            found = safety_notes(request.act, session_id=session_id)
    except NotYours:
        return {}
    return found.said


def _kid(child: RollChild, typed: dict[int, str], care: bool) -> Kid:
    preset = "left" if child.gone else {"leave": "leave", "absent": "absent"}.get(child.state, "here")
    state = {mark: tile for tile, mark in MARKS.items()}.get(typed.get(child.id, ""), "")
    return Kid(opaque_id("pupil", child.id), child.name, child.place, preset, state, care)  # type: ignore[arg-type]


def _marks(data: QueryDict) -> dict[int, str]:
    """Tiles → marks by child. Errors: NotYours for a key this system did not make."""
    marks = {}
    for name in data:
        tile = str(data[name])
        if name.startswith(FIELD) and tile in MARKS:
            try:
                marks[row_id("pupil", name.removeprefix(FIELD))] = MARKS[tile]
            except ValueError as error:
                raise NotYours from error
    return marks


def _finish(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        counts = finish_roll_call(request.act, session_id=session_id, marks=_marks(request.POST))
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, session_id, refusal)
    says = _("已点名：实到 %(present)s，请假 %(leave)s，未到 %(absent)s") % counts
    if counts["absent"]:
        messages.warning(request, says + _("。已通知家长和值守组长"))
    else:
        messages.success(request, says)
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


urlpatterns = [path("session/<session:session_id>/roll/", roll_call, name="roll_call")]
