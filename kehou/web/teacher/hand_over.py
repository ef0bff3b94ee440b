"""Who has not left yet, and may this child go with this person? (I11)"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day.actions.ask_exception import ask_exception
from kehou.day.actions.call_guardian import call_guardian
from kehou.day.actions.hand_over import hand_over as hand_over_child
from kehou.day.actions.try_code import try_code
from kehou.day.permits import gate, keeps, keeps_or_gate, on_duty
from kehou.day.queries.gate import Waiting, Way, at_the_gate
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.teacher.roll_call import notes_of

# What a button posts: "guardian:KEY", "collector:KEY", "exception:KEY" or "self".
KINDS = {"guardian": "guardianship", "collector": "collector", "exception": "exception"}


@dataclass(frozen=True)
class Choice:
    """One way as a button. value: what it posts."""

    value: str
    label: str
    way: Way


def _choice(way: Way) -> Choice:
    if way.kind == "self":
        return Choice("self", _("自己走"), way)
    value = f"{way.kind}:{opaque_id(KINDS[way.kind], way.id or 0)}"
    return Choice(value, f"{way.relation} {way.name}".strip(), way)


def _parameters(value: str) -> dict[str, int]:
    """What a button posted → whom. Errors: NotYours for anything this system did not make."""
    kind, _colon, key = value.partition(":")
    if kind == "self":
        return {}
    try:
        return {f"{KINDS[kind]}_id": row_id(KINDS[kind], key)}
    except (KeyError, ValueError) as error:
        raise NotYours from error


@screen(allow=[keeps_or_gate])
def hand_over(request: ActRequest, session_id: int) -> HttpResponse:
    return _gate_page(request, session_id)


def _gate_page(
    request: ActRequest, session_id: int, *, match: dict[str, Any] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    found = at_the_gate(request.act, session_id=session_id)
    heads = found.lesson.heads
    lines = [(child, [_choice(way) for way in child.ways]) for child in found.waiting]
    if match and match.get("collector_id"):
        match |= _matched(lines, match["child_id"], match["collector_id"])
    context = {
        "gate": found,
        "lesson": found.lesson,
        "lines": lines,
        "gone": heads.gone,
        "all": heads.here + heads.gone,
        "match": match,
        "exceptions": [
            (child, opaque_id("exception", child.exception.pk)) for child in found.waiting if child.exception
        ],
        "back": reverse(_from(request, session_id)),
        "refusal": refusal,
    }
    return render(request, "teacher/hand_over.html", context, status=409 if refusal else 200)


def _from(request: ActRequest, session_id: int) -> str:
    """Whoever stands at the gate goes back to the gate's list, everybody else to their day. SQL: 1–2."""
    of = {"session_id": session_id}
    at_gate = gate.holds(request.act, of) and not on_duty().holds(request.act, of)
    return "teacher:gate" if at_gate else "teacher:today"


def _matched(lines: list[tuple[Waiting, list[Choice]]], child_id: int, collector_id: int) -> dict[str, Any]:
    """The child and the button of a code that was right; nothing where the child has left already."""
    for child, choices in lines:
        if child.id == child_id:
            found = [c for c in choices if c.way.kind == "collector" and c.way.id == collector_id]
            return {"child": child, "choice": found[0] if found else None}
    return {"child": None, "choice": None}


@require_POST
@screen(allow=[keeps_or_gate])
def code(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        match = try_code(request.act, session_id=session_id, code=request.POST.get("code", "")[:12])
    except Refusal as refusal:
        return _gate_page(request, session_id, refusal=_shown(refusal))
    return _gate_page(request, session_id, match=dict(match))


def _shown(refusal: Refusal) -> Refusal:
    if isinstance(refusal, NotYours):
        raise refusal
    return refusal


class ExceptionForm(forms.Form):
    """Who came, and which guardian agreed on the phone."""

    name = forms.CharField(
        label=lazy("来的人姓名"), max_length=40, error_messages={"required": lazy("写上来的人的姓名")}
    )
    relation = forms.CharField(
        label=lazy("和孩子的关系"), max_length=20, error_messages={"required": lazy("写上和孩子的关系，例如姑姑")}
    )
    agreed = forms.ChoiceField(
        label=lazy("哪位监护人电话里同意"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("先打电话，选同意的那位监护人")},
    )

    def __init__(self, child: Waiting, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "agreed", [(opaque_id("guardianship", g.id), f"{g.relation} {g.name}") for g in child.guardians])


@screen(allow=[keeps_or_gate])
def child_gate(request: ActRequest, session_id: int, child_id: int) -> HttpResponse:
    """One child: everybody who may take it, each a button; and the way for somebody who is not named."""
    if request.method == "POST":
        return _release(request, session_id, child_id)
    return _child_page(request, session_id, child_id)


def _child_page(
    request: ActRequest,
    session_id: int,
    child_id: int,
    *,
    form: ExceptionForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    found = at_the_gate(request.act, session_id=session_id, child_id=child_id)
    child = found.waiting[0]
    context: dict[str, object] = {
        "lesson": found.lesson,
        "child": child,
        "note": notes_of(request, session_id, child_id).get(child_id, ""),
        "given": given_name(child.name),
        "choices": [_choice(way) for way in child.ways],
        "form": form or ExceptionForm(child),
        "back": reverse("teacher:hand_over", args=[session_id]),
    }
    return form_page(request, "teacher/hand_over_child.html", context, refusal=refusal)


def _release(request: ActRequest, session_id: int, child_id: int) -> HttpResponse:
    who = _parameters(request.POST.get("to", ""))
    try:
        hand_over_child(request.act, session_id=session_id, child_id=child_id, **who)
    except Refusal as refusal:
        if refusal.code == "not_there":  # a second tap on a page that has not been drawn anew
            return _gate_page(request, session_id, refusal=refusal)
        return _child_page(request, session_id, child_id, refusal=_shown(refusal))
    messages.success(request, _("已交接"))
    return HttpResponseRedirect(reverse("teacher:hand_over", args=[session_id]), status=303)


class Dial(HttpResponseRedirect):
    """Hands the phone a number; a link leads here, so that no page holds it."""

    allowed_schemes = ["tel"]


@screen(allow=[keeps_or_gate])
def call(request: ActRequest, session_id: int, child_id: int, guardianship_id: int) -> HttpResponse:
    phone = call_guardian(request.act, session_id=session_id, child_id=child_id, guardianship_id=guardianship_id)
    return Dial(f"tel:{phone}")


@require_POST
@screen(allow=[keeps])
def exception(request: ActRequest, session_id: int, child_id: int) -> HttpResponse:
    child = at_the_gate(request.act, session_id=session_id, child_id=child_id).waiting[0]
    form = ExceptionForm(child, request.POST)
    if not form.is_valid():
        return _child_page(request, session_id, child_id, form=form)
    data = form.cleaned_data
    try:
        ask_exception(
            request.act, session_id=session_id, child_id=child_id, name=data["name"], relation=data["relation"],
            guardianship_id=row_id("guardianship", data["agreed"]),
        )  # fmt: skip
    except Refusal as refusal:
        show_beside_fields(form, _shown(refusal))
        return _child_page(request, session_id, child_id, form=form, refusal=refusal)
    messages.warning(request, _("先别放。已请值守组长到场确认，确认后才能交接"))
    return HttpResponseRedirect(reverse("teacher:hand_over", args=[session_id]), status=303)


urlpatterns = [
    path(
        "session/<session:session_id>/call/<pupil:child_id>/<guardianship:guardianship_id>/", call, name="call_guardian"
    ),
    path("session/<session:session_id>/hand-over/", hand_over, name="hand_over"),
    path("session/<session:session_id>/hand-over/code/", code, name="hand_over_code"),
    path("session/<session:session_id>/hand-over/<pupil:child_id>/", child_gate, name="hand_over_child"),
    path("session/<session:session_id>/hand-over/<pupil:child_id>/exception/", exception, name="ask_exception"),
]
