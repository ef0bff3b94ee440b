"""Which schools need the officer today: schools × steps, what is due, and how the last day went."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.gateways.sheet_writer import Sheet, write_xlsx
from kehou.people.permits import city as city_officer
from kehou.people.permits import over_district
from kehou.review.queries.overview import Line, Overview, city_matrix, matrix
from kehou.review.steps import Step
from kehou.review.todo import Todo
from kehou.review.words import STEPS
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Cell, Column, MatrixRow

TODO_SHOWN = 8
_URGENT = ("block", "act", "warn", "now", "idle", "ok", "done")
_SHOWN: dict[str, tuple[object, Callable[[Line], bool]]] = {
    "needed": (lazy("需要处理"), lambda line: line.needed),
    "primary": (lazy("小学"), lambda line: "primary" in line.standing.school.stages),
    "middle": (lazy("中学"), lambda line: bool({"junior", "senior"} & set(line.standing.school.stages))),
    "private": (lazy("民办"), lambda line: line.standing.school.ownership == "private"),
}
_STAGES = {"primary": lazy("小学"), "junior": lazy("初中"), "senior": lazy("高中")}
_BUTTONS = {
    "filing": lazy("审阅"), "complaint": lazy("看投诉"), "recheck": lazy("复核"), "overdue": lazy("看问题"),
    "plan": lazy("看进度"), "vote": lazy("看进度"),
}  # fmt: skip


@screen(allow=[over_district("district_officer")])
def overview(request: ActRequest, district_id: int) -> HttpResponse:
    """?show=: a kind of school; ?name=: part of a name; ?step=: whoever is furthest from done in it comes first."""
    found = matrix(request.act, district_id=district_id)
    show, name, step = (request.GET.get(key, "").strip()[:40] for key in ("show", "name", "step"))
    belongs = _SHOWN[show][1] if show in _SHOWN else None
    lines = [line for line in found.lines if (belongs is None or belongs(line)) and name in line.standing.school.name]
    if step in STEPS:
        place = list(STEPS).index(step)
        lines.sort(key=lambda line: _URGENT.index(line.steps[place].state))
    kept = {"show": show if belongs else "", "name": name}
    chips = [(name, words, sum(map(belongs, found.lines))) for name, (words, belongs) in _SHOWN.items()]
    context = {
        "district_id": district_id,
        "found": found,
        "show": show if belongs else "",
        "chips": [(name, words, count) for name, words, count in chips if count],
        "columns": [
            Column(label, f"?{urlencode(kept | ({'step': key} if key != step else {}))}", key == step)
            for key, label in STEPS.items()
        ],
        "rows": [_row(line) for line in lines],
        "name": name,
        "step": step if step in STEPS else "",
        "over": found.term is not None and request.act.today > found.term.last_day,
        "todo": [(item, *_way(item)) for item in found.todo[:TODO_SHOWN]],
        "more": max(0, len(found.todo) - TODO_SHOWN),
    }
    return render(request, "authority/overview.html", context)


def _row(line: Line) -> MatrixRow:
    school = line.standing.school
    stages = _("、").join(str(_STAGES[stage]) for stage in school.stages)
    says = _("民办") + stages if school.ownership == "private" else stages
    cells = [_cell(step, line) for step in line.steps]
    return MatrixRow(school.name, cells, says, reverse("authority:school", args=[school.id]), line.needed)


def _cell(step: Step, line: Line) -> Cell:
    url = f"{reverse('authority:school', args=[line.standing.school.id])}#{step.key}"
    last = line.standing.versions[-1] if line.standing.versions else None
    if step.key == "filing" and step.state == "act" and last and last.filing_id:
        url = reverse("authority:filing", args=[line.standing.school.id, last.filing_id])
    return Cell(step.state, step.word, url, f"{step.label}{_('：')}{step.says or step.word or _('完成')}")


def _way(item: Todo) -> tuple[str, object]:
    """(where it is dealt with, the button's words)."""
    if item.kind == "filing" and item.filing_id:
        url = reverse("authority:filing", args=[item.school_id, item.filing_id])
    else:
        anchor = {"plan": "plan", "vote": "committee"}.get(item.kind, "waiting")
        url = f"{reverse('authority:school', args=[item.school_id])}#{anchor}"
    return url, _BUTTONS[item.kind]


@screen(allow=[over_district("district_officer")])
def overview_table(request: ActRequest, district_id: int) -> HttpResponse:
    """The same as a workbook: schools × steps, and what is due."""
    found = matrix(request.act, district_id=district_id)
    return _workbook([_steps_sheet(_("学校和步骤"), found), _todo_sheet(found)], "overview.xlsx")


def _steps_sheet(name: str, found: Overview) -> Sheet:
    rows = [
        (line.standing.school.name, *(step.says or step.word or _("完成") for step in line.steps))
        for line in found.lines
    ]
    return Sheet(name, (_("学校"), *STEPS.values()), rows, (24, *[14] * len(STEPS)))


def _todo_sheet(found: Overview) -> Sheet:
    rows = [(item.school, item.what, item.says, item.due.isoformat() if item.due else "") for item in found.todo]
    return Sheet(_("待办"), (_("学校"), _("事项"), _("说明"), _("期限")), rows, (24, 16, 40, 12))


def _workbook(sheets: list[Sheet], name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(write_xlsx(sheets), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@screen(allow=[city_officer])
def city(request: ActRequest) -> HttpResponse:
    """The same over all districts: how many schools have come how far."""
    found = city_matrix(request.act)
    rows = [_district_row(name, district_id, overview) for name, district_id, overview in found]
    context = {
        "rows": rows,
        "columns": list(STEPS.values()),
        "schools": sum(len(overview.lines) for *_, overview in found),
        "needed": sum(overview.needed for *_, overview in found),
        "figures": [(name, overview.yesterday) for name, _id, overview in found if overview.yesterday],
    }
    return render(request, "authority/city.html", context)


def _district_row(name: str, district_id: int, overview: Overview) -> MatrixRow:
    url = reverse("authority:overview", args=[district_id])
    cells = []
    for place, key in enumerate(STEPS):
        steps = [line.steps[place] for line in overview.lines]
        done = sum(step.state in ("done", "ok") for step in steps)
        wrong = sum(step.state == "block" for step in steps)
        state = "block" if wrong else "done" if done == len(steps) else "idle"
        word = _("%(n)d 所") % {"n": wrong} if wrong else "" if state == "done" else f"{done}/{len(steps)}"
        says = _("%(step)s：%(all)d 所学校，%(done)d 所完成，%(wrong)d 所不符合") % {
            "step": STEPS[key], "all": len(steps), "done": done, "wrong": wrong,
        }  # fmt: skip
        cells.append(Cell(state, word, url, says))  # type: ignore[arg-type]
    says = _("%(n)d 所学校") % {"n": len(overview.lines)}
    return MatrixRow(name, cells, says, url, overview.needed > 0)


@screen(allow=[city_officer])
def city_table(request: ActRequest) -> HttpResponse:
    """One sheet a district."""
    return _workbook([_steps_sheet(name, found) for name, _id, found in city_matrix(request.act)], "city.xlsx")


urlpatterns = [
    path("city/", city, name="city"),
    path("city/table.xlsx", city_table, name="city_table"),
    path("<district:district_id>/overview/", overview, name="overview"),
    path("<district:district_id>/overview/table.xlsx", overview_table, name="overview_table"),
]
