"""What have we ranked, does anything clash, is it saved? Every change is saved as it goes; the deadline is the server's."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.enrol.actions.rank_choices import rank_choices
from kehou.enrol.queries.family import Choice, choice
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import row_id
from kehou.menu.queries import SectionInfo
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.web.family.choose_week import AT_FIRST, MenuLine, menu_lines, ranked, section_key, week
from kehou.web.family.which import which_child
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.mode_words import mode_words
from kehou.web.shared.wording import clock_text


@screen(allow=[any_guardian])
def choose_first(request: ActRequest) -> HttpResponse:
    """Where a message to the whole school leads: the list."""
    return which_child(request, "family:choose", _("给哪个孩子选课"))


@screen(allow=[guardian_of("child_id")])
def choose(request: ActRequest, child_id: int) -> HttpResponse:
    found = choice(request.act, child_id=child_id)
    if request.method != "POST" or found.round is None:
        return _page(request, found)
    keys, submit = _moved(request.POST.getlist("ranked"), request), "submit" in request.POST
    try:
        section_ids = [row_id("section", key) for key in keys]
        seen_ids = [row_id("section", key) for key in request.POST.getlist("seen") if key]
    except ValueError as error:
        raise NotYours from error
    ids: dict[str, Any] = {"round_id": found.round.pk, "child_id": child_id, "section_ids": section_ids}
    try:
        kept = rank_choices(request.act, **ids, seen_ids=seen_ids if "seen" in request.POST else None, submit=submit)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal=refusal, typed=section_ids)
    if request.headers.get("HX-Request"):
        by_id = {section.id: section for section in found.offered}
        wishes = [by_id[section_id] for section_id in section_ids]
        now = week(found.fixed, _for_child(found), wishes, request.act.today)
        return render(request, "family/choose_week.html", {"week": now, "name": given_name(found.child.name)})
    if submit:
        messages.success(request, _("已提交 %(n)s 个志愿，截止前还能改") % {"n": kept})
    return HttpResponseRedirect(reverse("family:choose", args=[child_id]) + _kept_query(request), status=303)


def _moved(keys: list[str], request: ActRequest) -> list[str]:
    """The list after the button that was pressed: `add` a key, or `move` one up, down or away (without script)."""
    if added := request.POST.get("add"):
        return [*keys, added]
    where, _colon, key = request.POST.get("move", "").partition(":")
    if key not in keys:
        return keys
    place = keys.index(key)
    rest = [other for other in keys if other != key]
    if where == "remove":
        return rest
    rest.insert(max(0, place - 1) if where == "up" else place + 1, key)
    return rest


def _kept_query(request: ActRequest) -> str:
    asked = request.GET.urlencode()
    return f"?{asked}" if asked else ""


def _for_child(found: Choice) -> list[SectionInfo]:
    return [section for section in found.offered if found.child.grade in section.grades]


def _page(
    request: ActRequest, found: Choice, *, refusal: Refusal | None = None, typed: Sequence[int] | None = None
) -> HttpResponse:
    on, by_id = request.act.today, {section.id: section for section in found.offered}
    wishes = [by_id[id] for id in typed if id in by_id] if typed is not None else found.wishes
    lines = menu_lines(found.offered, wishes, found.child.grade, on)
    open_now = found.is_open(request.act.at) and found.joins
    chip = request.GET.get("show", "")
    shown = [line for line in lines if not chip or chip == line.domain or _meets(found, line, chip)]
    bounded = shown if "all" in request.GET else shown[:AT_FIRST]
    context = {
        "found": found, "child": found.child, "name": given_name(found.child.name), "round": found.round,
        "open": open_now, "drawn": found.round is not None and found.round.state == "drawn",
        "early": found.round is not None and request.act.at < found.round.opens_at,
        "week": week(found.fixed, _for_child(found), wishes, on), "wishes": ranked(wishes, on),
        "words": mode_words(found.round.mode, found.round.gate) if found.round is not None else None,
        "seen": [section_key(wish) for wish in found.wishes],
        "menu": bounded, "more": len(shown) - len(bounded), "rest": len(lines),
        "possible": sum(not line.shut for line in lines), "chip": chip,
        "chips": [d for d in ("体", "美", "劳", "智", "德") if any(line.domain == d for line in lines)],
        "saved": _("%(at)s 已保存") % {"at": clock_text(found.saved_at)} if found.saved_at else "",
        "refusal": refusal, "back": reverse("family:today", args=[found.child.id]),
    }  # fmt: skip
    return render(request, "family/choose.html", context, status=409 if refusal else 200)


def _meets(found: Choice, line: MenuLine, weekday: str) -> bool:
    return any(section_key(s) == line.key and weekday in s.weekdays for s in found.offered)


urlpatterns = [
    path("choose/", choose_first, name="choose_first"),
    path("<pupil:child_id>/choose/", choose, name="choose"),
]
