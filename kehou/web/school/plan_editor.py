"""The plan editor: parts, form, live problems. Each change is saved, the whole plan judged again, and all shown anew."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.plan.actions.apply_fix import apply_fix
from kehou.plan.actions.refresh_part import refresh_part
from kehou.plan.actions.save_part import save_part
from kehou.plan.fixes import fix_for
from kehou.plan.judging import PlanProblem
from kehou.plan.parts import BY_NAME, NUMBERS, PARTS, Part
from kehou.plan.prefill import REFRESHED_PARTS
from kehou.plan.queries import editor
from kehou.plan.queries.editor import WRITERS, Draft
from kehou.web.school.plan_charts import head_lines, week_grid
from kehou.web.school.plan_drawing import PartView, draw_part
from kehou.web.school.plan_fields import input_name
from kehou.web.school.plan_reading import content_of, open_rows
from kehou.web.school.plan_rows import Arrangement, arrange
from kehou.web.screen import ActRequest, screen

_TOGETHER = {"windows": ("windows", "blocks"), "blocks": ("windows", "blocks")}
"""Time and content are written side by side: the day's chart shows both."""


@dataclass(frozen=True, slots=True)
class OutlineItem:
    part: Part
    number: int
    blocks: int
    remarks: int
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class PanelItem:
    """A problem in the panel: where it leads, and its one-tap correction's words, if there is one.

    subject: whom it concerns, where the place does not say so already.
    """

    problem: PlanProblem
    subject: str
    url: str
    fix: str


@screen(allow=[at_school(*WRITERS)])
def plan_edit(request: ActRequest, school_id: int, version_id: int) -> HttpResponse:
    """To the part that needs somebody most."""
    draft = editor.draft(request.act, school_id=school_id, version_id=version_id)
    first = draft.judgement.in_the_way or draft.judgement.problems
    return HttpResponseRedirect(_url(school_id, version_id, first[0].part if first else "basics"))


@screen(allow=[at_school(*WRITERS)])
def plan_part(request: ActRequest, school_id: int, version_id: int, part: str) -> HttpResponse:
    """A part's form; a POST saves it."""
    if part not in BY_NAME:
        raise Http404
    if request.method == "POST":
        return _save(request, school_id, version_id, part)
    draft = editor.draft(request.act, school_id=school_id, version_id=version_id)
    rows = _asked_row(request.GET.get("row", ""))
    return render(request, "school/plan_editor.html", _page(draft, school_id, part, rows))


@screen(allow=[at_school(*WRITERS)])
def plan_fix(request: ActRequest, school_id: int, version_id: int, part: str) -> HttpResponse:
    """Apply a one-tap correction, seen from a part."""
    if request.method != "POST" or part not in BY_NAME:
        raise Http404
    try:
        apply_fix(
            request.act,
            school_id=school_id,
            version_id=version_id,
            rule=request.POST.get("rule", ""),
            where=request.POST.get("where", ""),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return _answer(request, school_id, version_id, part, Arrangement({}, {}, is_new_layout=True))


@screen(allow=[at_school(*WRITERS)])
def plan_refresh(request: ActRequest, school_id: int, version_id: int, part: str) -> HttpResponse:
    """Take a part from the system again."""
    if request.method != "POST" or part not in REFRESHED_PARTS:
        raise Http404
    try:
        refresh_part(request.act, school_id=school_id, version_id=version_id, part=part)
    except Refusal as refusal:
        return _refused(request, refusal)
    return _answer(request, school_id, version_id, part, Arrangement({}, {}, is_new_layout=True))


def _save(request: ActRequest, school_id: int, version_id: int, part: str) -> HttpResponse:
    posted = request.POST
    document = editor.draft_document(request.act, school_id=school_id, version_id=version_id)
    opened = open_rows(part, posted)
    made = arrange(part, posted, content_of(part, posted, document), opened, document)
    named = posted.get("force") or posted.get("revision", "")
    try:
        save_part(
            request.act,
            school_id=school_id,
            version_id=version_id,
            part=part,
            content=made.content,
            revision=int(named) if named.isdigit() else 0,
        )
    except Refusal as refusal:
        current = editor.revision(request.act, school_id=school_id, version_id=version_id)
        return _refused(request, refusal, url=_url(school_id, version_id, part), revision=current, part=part)
    return _answer(request, school_id, version_id, part, made)


def _answer(request: ActRequest, school_id: int, version_id: int, part: str, made: Arrangement) -> HttpResponse:
    """The form, the panel, the outline and the way on, all from one judgement."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(_url(school_id, version_id, part))
    draft = editor.draft(request.act, school_id=school_id, version_id=version_id)
    context = _page(draft, school_id, part, {part: made.open_rows} if made.open_rows else {}, made.new_row)
    response = render(request, "school/plan_editor/answer.html", context)
    if made.is_new_layout:
        # Rows moved: the form is drawn afresh instead of being matched to what stood there.
        response["HX-Reswap"] = "outerHTML"
    return response


def _refused(request: ActRequest, refusal: Refusal, **more: Any) -> HttpResponse:
    context = {"refusal": refusal, "is_conflict": refusal.code == "part_changed_meanwhile", **more}
    response = render(request, "school/plan_editor/refused.html", context, status=409)
    response["HX-Retarget"] = "#plan-refused"
    response["HX-Reswap"] = "innerHTML"
    return response


def _page(
    draft: Draft, school_id: int, part: str, rows: dict[str, dict[str, set[int]]], new_row: str = ""
) -> dict[str, Any]:
    version = draft.version
    shown = _TOGETHER.get(part, (part,))
    views: list[tuple[Part, int, PartView]] = [
        (
            BY_NAME[name],
            NUMBERS[name],
            draw_part(
                name,
                draft.document,
                draft.judgement,
                draft.reasons,
                open_rows=rows.get(name),
                new_row=new_row,
                before=draft.before,
            ),
        )
        for name in shown
    ]
    judgement = draft.judgement
    items = [_panel_item(problem, draft, school_id) for problem in judgement.problems]
    return {
        "rail": True,
        "here": reverse("school:plan", args=[school_id]),
        "draft": draft,
        "version": version,
        "document": draft.document,
        "judgement": judgement,
        "school_id": school_id,
        "part": BY_NAME[part],
        "views": views,
        "outline": [_outline_item(p, draft, school_id, part) for p in PARTS],
        "blocks": [item for item in items if item.problem.level == "block"],
        "remarks": [item for item in items if item.problem.level != "block"],
        "head": head_lines(draft.document) if part == "basics" else (),
        "votes": (draft.document.get("committee") or {}).get("meetings", ()) if part == "committee" else (),
        "week": week_grid(draft.document, judgement) if "blocks" in shown else (),
        "refreshed": REFRESHED_PARTS,
        "saved": _("{at} 已保存").format(at=version.changed_at.strftime("%H:%M")),
    }


def _outline_item(part: Part, draft: Draft, school_id: int, here: str) -> OutlineItem:
    """here: the part whose address is open; one that is shown below it for company is not marked."""
    problems = draft.judgement.of_part(part.name)
    blocks = sum(problem.level == "block" for problem in problems)
    returned = sum(reason.path.split(".")[0].split("[")[0] in part.keys for reason in draft.reasons)
    url = _url(school_id, draft.version.id, part.name)
    return OutlineItem(
        part,
        NUMBERS[part.name],
        blocks + returned,
        len(problems) - blocks,
        url,
        part.name == here,
    )


def _panel_item(problem: PlanProblem, draft: Draft, school_id: int) -> PanelItem:
    fix = fix_for(problem, draft.document) if draft.version.is_open else None
    name = input_name(problem.field)
    row = "-".join(name.split("-")[:2])
    query = f"?row={row}" if row.rpartition("-")[2].isdigit() else ""
    url = f"{_url(school_id, draft.version.id, problem.part)}{query}#{name}"
    is_said = problem.subject.replace(" ", "") in problem.place.replace(" ", "")
    subject = "" if is_said else problem.subject
    return PanelItem(problem, subject, url, fix.label if fix else "")


def _asked_row(named: str) -> dict[str, dict[str, set[int]]]:
    """?row=courses-12 opens that row of a long list."""
    key, _, place = named.rpartition("-")
    if not place.isdigit():
        return {}
    return {name: {key: {int(place)}} for name in BY_NAME if key in BY_NAME[name].keys} if key != "waivers" else {}


def _url(school_id: int, version_id: int, part: str) -> str:
    return reverse("school:plan_part", args=[school_id, version_id, part])


urlpatterns = [
    path("<school:school_id>/plan/<version:version_id>/edit/", plan_edit, name="plan_edit"),
    path("<school:school_id>/plan/<version:version_id>/edit/<slug:part>/", plan_part, name="plan_part"),
    path("<school:school_id>/plan/<version:version_id>/edit/<slug:part>/fix/", plan_fix, name="plan_fix"),
    path("<school:school_id>/plan/<version:version_id>/edit/<slug:part>/refresh/", plan_refresh, name="plan_refresh"),
]
