"""Tutoring of subjects belongs to senior high."""

from collections import defaultdict
from collections.abc import Iterator

from kehou.ground.grade import Band, band_of, grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import kinds_text
from kehou.policy.facts.planned_kinds import planned_kinds
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_SENIOR_ONLY = frozenset({"course_tutoring", "extension"})


@rule("content-wrong-stage", judges="plan")
def content_wrong_stage(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A block or course gives a compulsory grade what the policy names for senior high only, whatever its share.

    One problem an item and band (variant), as each band has its own clause.
    """
    for item in planned_kinds(facts.plan, _SENIOR_ONLY):
        bands: dict[Band, set[int]] = defaultdict(set)
        for grade in item.grades:
            if is_compulsory(grade):
                bands[band_of(grade)].add(grade)
        for band, grades in sorted(bands.items(), key=lambda pair: min(pair[1])):
            yield Problem(
                where=item.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades), "kinds": list(item.kinds)},
                says=f"{item.name}给{grades_text(grades)}安排了{kinds_text(item.kinds)}，这只属于高中。",
                satisfied_by=f"去掉{grades_text(grades)}，或换成这个学段的内容。",
                variant=band,
            )
