"""Did we get a place, and why? What is offered from the waiting list, what can be given back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.enrol.actions.accept_offer import accept_offer
from kehou.enrol.actions.pass_offer import pass_offer
from kehou.enrol.actions.release_seat import release_seat
from kehou.enrol.queries.results import Answered, Line, Place, Result, result
from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import weekdays_text
from kehou.kernel.secrets import opaque_id, row_id
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.web.family.which import which_child
from kehou.web.family.why import Why, why
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.mode_words import mode_words


@dataclass(frozen=True, slots=True)
class Card:
    """One course on the page: a wish with its answer, or a place got otherwise."""

    name: str
    facts: tuple[str, ...]
    tone: str
    word: str
    figure: str
    icon: str
    seat_id: int | None
    line: Line | None
    why: Why | None


@screen(allow=[any_guardian])
def seat_first(request: ActRequest) -> HttpResponse:
    """Where a message to the whole school leads: the result."""
    return which_child(request, "family:seat", _("看哪个孩子的选课结果"))


@screen(allow=[guardian_of("child_id")])
def seat(request: ActRequest, child_id: int) -> HttpResponse:
    return _page(request, child_id)


def _page(request: ActRequest, child_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = result(request.act, child_id=child_id)
    name = given_name(found.child.name)
    mode = found.round.mode if found.round is not None else ""
    cards = [_of_wish(answered, name, mode) for answered in found.answered]
    first = next((card for card in cards if card.line), None)
    cards += [_of_place(place) for place in found.places] + [_of_line(line) for line in found.lines]
    context = {
        "found": found, "child": found.child, "name": name, "says": _says(found, name), "refusal": refusal,
        "cards": [card for card in cards if not (card.line and card.line.offer_until)],
        "offers": [(line, [(opaque_id("seat", seat), course) for seat, course in line.in_the_way]) for line in found.offers],
        "words": mode_words(found.round.mode, found.round.gate) if found.round is not None else None,
        "back": reverse("family:today", args=[child_id]), "here": reverse("family:choose", args=[child_id]), "first": first,
    }  # fmt: skip
    return render(request, "family/seat.html", context, status=409 if refusal else 200)


def _says(found: Result, name: str) -> str:
    """The answer, in one line."""
    if found.round is None:
        return _("还没有结果")
    got, waits = found.seats, found.waiting
    if got and waits:
        return _("录上 %(got)s 门，候补 %(waits)s 门") % {"got": got, "waits": waits}
    if got:
        return _("录上 %(got)s 门") % {"got": got}
    if waits:
        return _("没直接录上，候补 %(waits)s 门") % {"waits": waits}
    if not found.answered:
        return _("%(name)s这一轮没有填志愿") % {"name": name}
    return _("%(name)s现在没有课") % {"name": name}


def _of_wish(answered: Answered, name: str, mode: str) -> Card:
    section = answered.section
    facts = (
        _("第%(k)s志愿") % {"k": answered.rank},
        weekdays_text(section.weekdays),
        section.room.name if section.room else "",
    )
    told, line, seat_id = why(answered, name, mode), answered.line, answered.seat_id
    if seat_id is not None:
        return Card(section.name, facts, "ok", _("录取"), "", "", seat_id, None, told)
    if line is not None:
        figure = _("第 %(n)s 位") % {"n": line.position}
        return Card(section.name, facts[:2], "warn", _("候补"), figure, "hourglass", None, line, told)
    word = {"better": _("不用再录"), "closed": _("没有开班")}.get(answered.answer, _("没有录取"))
    if answered.answer == "given":
        word = _("已放弃")
    return Card(section.name, facts[:2], "idle", word, "", "minus", None, None, told)


def _of_place(place: Place) -> Card:
    how = {"claim": _("补选"), "waiting": _("候补录取"), "moved": _("学校调整")}.get(place.how, _("摇号"))
    section = place.section
    facts = (how, weekdays_text(section.weekdays), section.room.name if section.room else "")
    return Card(section.name, facts, "ok", _("录取"), "", "", place.seat_id, None, None)


def _of_line(line: Line) -> Card:
    figure = _("第 %(n)s 位") % {"n": line.position}
    return Card(
        line.section.name,
        (weekdays_text(line.section.weekdays),),
        "warn",
        _("候补"),
        figure,
        "hourglass",
        None,
        line,
        None,
    )


def _done(request: ActRequest, child_id: int, deed: Callable[[], object], says: str) -> HttpResponse:
    """Do it and come back to the result, or show the result with the refusal."""
    try:
        deed()
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, child_id, refusal)
    messages.success(request, says)
    return HttpResponseRedirect(reverse("family:seat", args=[child_id]), status=303)


@require_POST
@screen(allow=[guardian_of("child_id")])
def release(request: ActRequest, child_id: int, seat_id: int) -> HttpResponse:
    return _done(
        request,
        child_id,
        lambda: release_seat(request.act, child_id=child_id, seat_id=seat_id),
        _("已放弃，名额让给候补的孩子"),
    )


@require_POST
@screen(allow=[guardian_of("child_id")])
def accept(request: ActRequest, child_id: int, waiting_id: int) -> HttpResponse:
    """Taking an offer gives up what stands at the same time: each place that the page named."""
    try:
        given_up = [row_id("seat", key) for key in request.POST.getlist("give_up")]
    except ValueError as error:
        raise NotYours from error
    return _done(
        request,
        child_id,
        lambda: accept_offer(request.act, child_id=child_id, waiting_id=waiting_id, give_up_seat_ids=given_up),
        _("已录取"),
    )


@require_POST
@screen(allow=[guardian_of("child_id")])
def leave_line(request: ActRequest, child_id: int, waiting_id: int) -> HttpResponse:
    return _done(
        request, child_id, lambda: pass_offer(request.act, child_id=child_id, waiting_id=waiting_id), _("已退出候补")
    )


urlpatterns = [
    path("seat/", seat_first, name="seat_first"),
    path("<pupil:child_id>/seat/", seat, name="seat"),
    path("<pupil:child_id>/seat/<seat:seat_id>/release/", release, name="release_seat"),
    path("<pupil:child_id>/seat/<waiting:waiting_id>/accept/", accept, name="accept_offer"),
    path("<pupil:child_id>/seat/<waiting:waiting_id>/leave/", leave_line, name="leave_line"),
]
