"""Where the school's term stands, and what blocks its next step."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _

from kehou.kernel.permit import is_shown
from kehou.people.permits import at_school
from kehou.review.blockers import Blocker
from kehou.review.queries.track import DECIDERS, READERS, TermTrack, term_figures, term_track
from kehou.review.steps import Step, change
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Bar, Branch, Stage

_DOMAIN_CLASS = {"德": "de", "智": "zhi", "体": "ti", "美": "mei", "劳": "lao"}
_STAGE_OF = {"done": "done", "ok": "now", "act": "now", "now": "now", "warn": "warn", "block": "block", "idle": "next"}
_PAGE_OF_STEP = {
    "survey": "school:survey", "plan": "school:plan", "committee": "school:plan", "filing": "school:plan",
    "publication": "school:plan", "choice": "school:rounds", "service": "school:today", "bills": "school:bills",
    "appraisal": "school:appraisal",
}  # fmt: skip
_PAGE_OF_BLOCKER = {
    "lists": "school:lists", "survey": "school:survey",
    "plan": "school:plan", "choice": "school:rounds", "findings": "school:findings", "complaints": "school:complaints",
    "bills": "school:bills", "appraisal": "school:appraisal", "questions": "school:questions",
}  # fmt: skip
_CHANGED = ("plan", "committee", "filing", "publication")


@screen(allow=[DECIDERS, at_school(*READERS)])
def term(request: ActRequest, school_id: int) -> HttpResponse:
    track = term_track(request.act, school_id=school_id)
    today = request.act.today
    context = {
        "school_id": school_id,
        "track": track,
        "stages": [_stage(step, track, school_id) for step in track.steps],
        "branches": _branches(track, school_id),
        "blockers": [(blocker, _page(_PAGE_OF_BLOCKER[blocker.go], school_id), _left(blocker, today)) for blocker in track.blockers],
        "decides": is_shown(DECIDERS, request.act),
        "over": track.standing.term is not None and today > track.standing.term.last_day,
        "running": any(day.held for day in track.standing.days),
        "bars": [
            Bar(domain, minutes / 60, _DOMAIN_CLASS[domain], _("%(h)s 小时") % {"h": f"{minutes / 60:.3g}"})
            for domain, minutes in track.hours.items()
        ],
    }  # fmt: skip
    return render(request, "school/term.html", context)


def _page(name: str, school_id: int) -> str:
    try:
        return reverse(name, args=[school_id])
    except NoReverseMatch:
        return ""


def _stage(step: Step, track: TermTrack, school_id: int) -> Stage:
    """On the main line a step that an earlier version has done stays done; its change is on a line of its own."""
    says = step.says or step.word
    state = _STAGE_OF[step.state]
    if step.key in _CHANGED and change(track.standing) and step.state not in ("block",):
        state, says = "done", _("第%(n)d版有效") % {"n": _in_force_number(track)} if step.key == "plan" else _("有效")
    if step.key == "service" and track.week and step.state == "ok":
        says = _("第%(n)d周") % {"n": track.week}
    return Stage(step.label, says, state, _page(_PAGE_OF_STEP[step.key], school_id))  # type: ignore[arg-type]


def _in_force_number(track: TermTrack) -> int:
    return max((version.number for version in track.standing.versions if version.state == "filed"), default=1)


def _branches(track: TermTrack, school_id: int) -> list[Branch]:
    version = change(track.standing)
    if version is None:
        return []
    stages = [
        Stage(step.label, _change_says(step), _STAGE_OF[step.state], _page("school:plan", school_id))  # type: ignore[arg-type]
        for step in track.steps
        if step.key in _CHANGED[:3]
    ]
    title = _("第%(n)d版变更") % {"n": version.number}
    return [Branch(title, version.title, [*stages, Stage(_("公示"), _("等备案"))])]


def _change_says(step: Step) -> str:
    return step.word if step.state == "idle" else step.says or step.word


def _left(blocker: Blocker, today: object) -> str:
    if blocker.due is None:
        return ""
    days = (blocker.due - today).days  # type: ignore[operator]
    if days < 0:
        return _("过期 %(n)d 天") % {"n": -days}
    return _("今天到期") if days == 0 else _("剩 %(n)d 天") % {"n": days}


@screen(allow=[at_school(*READERS)])
def figures(request: ActRequest, school_id: int) -> HttpResponse:
    """The last four weeks; counted apart, because counting takes longer than reading."""
    found = term_figures(request.act, school_id=school_id)
    back = reverse("school:term", args=[school_id])
    return render(request, "school/term_figures.html", {"figures": found, "back": back})


urlpatterns = [
    path("<school:school_id>/term/", term, name="term"),
    path("<school:school_id>/term/figures/", figures, name="term_figures"),
]
