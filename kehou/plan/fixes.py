"""One-tap corrections, only where there is a single right answer. Pure."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from kehou.plan.judging import PlanProblem

Document = Mapping[str, Any]
Change = Callable[[dict[str, Any], PlanProblem], str | None]


@dataclass(frozen=True, slots=True)
class Fix:
    """label: what the button says; document: the whole plan with the correction in it."""

    label: str
    document: dict[str, Any]


def fix_for(problem: PlanProblem, document: Document) -> Fix | None:
    """The certain correction of a problem; None where a person has to think."""
    change = _CHANGES.get(problem.rule)
    if change is None:
        return None
    changed = deepcopy(dict(document))
    try:
        label = change(changed, problem)
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    if label is None:
        return None
    return Fix(label, changed)


def _item(document: dict[str, Any], where: str) -> dict[str, Any]:
    """ "windows[1]" → the item."""
    key, _, rest = where.partition("[")
    found: dict[str, Any] = document[key][int(rest.split("]")[0])]
    return found


def _end_at_closing(document: dict[str, Any], problem: PlanProblem) -> str | None:
    return _end_at(document, problem, str(problem.evidence["closing"]))


def _end_at_limit(document: dict[str, Any], problem: PlanProblem) -> str | None:
    return _end_at(document, problem, str(problem.evidence["limit"]))


def _end_at(document: dict[str, Any], problem: PlanProblem, end: str) -> str | None:
    """Move the window's end, and the blocks that ran up to it: nothing may hang over or be left empty."""
    window = _item(document, problem.where)
    was, window["end"] = window["end"], end
    for block in document.get("blocks") or []:
        if block.get("window") != window["id"]:
            continue
        if block.get("start", "") >= end:
            return None
        if block.get("end") == was or block.get("end", "") > end:
            block["end"] = end
    return f"改为 {end}"


def _no_written_homework(document: dict[str, Any], problem: PlanProblem) -> str:
    _item(document, problem.where)["written_homework"] = False
    return "改为不布置书面作业"


def _amount_at_ceiling(document: dict[str, Any], problem: PlanProblem) -> str:
    _, amounts, stage = problem.where.split(".")
    ceiling = str(problem.evidence["ceiling"])
    document["fees"][amounts][stage] = ceiling
    return f"改为 ¥{ceiling}"


def _both_groups_first(document: dict[str, Any], problem: PlanProblem) -> str:
    listed = document.get("priority") or []
    document["priority"] = [
        name for name in ("left_behind", "migrant", "hardship") if name in (*listed, "left_behind", "migrant")
    ]
    return "加上留守儿童和随迁子女"


def _appraisal_decides_pay(document: dict[str, Any], problem: PlanProblem) -> str:
    document["appraisal"]["basis_of_pay"] = True
    return "改为作为发放依据"


def _collected_by_school(document: dict[str, Any], problem: PlanProblem) -> str:
    document["fees"]["collected_by"] = "school"
    return "改为学校来收"


def _not_charged(document: dict[str, Any], problem: PlanProblem) -> str:
    _item(document, problem.where)["charged"] = False
    return "改为不单独收费"


def _free_to_come(document: dict[str, Any], problem: PlanProblem) -> str:
    _item(document, problem.where)["choice"] = "elective"
    return "改为自选"


_CHANGES: dict[str, Change] = {
    "end-meets-closing": _end_at_closing,
    "evening-too-late": _end_at_limit,
    "written-homework": _no_written_homework,
    "fee-over-ceiling": _amount_at_ceiling,
    "priority-missing": _both_groups_first,
    "appraisal-not-basis": _appraisal_decides_pay,
    "collector-forbidden": _collected_by_school,
    "charged-care-time": _not_charged,
    "weekend-not-voluntary": _free_to_come,
}
