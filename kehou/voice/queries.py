"""What families said when they were asked."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import at_school, at_school_of, guardian_of, over_school, over_school_of
from kehou.people.queries import PupilInfo
from kehou.policy.facts.records import HolidaySurvey
from kehou.voice.models import Answer, Survey


@dataclass(frozen=True, slots=True)
class SurveyInfo:
    """A survey; times are local. closed_at: the moment it closed or will close by the clock."""

    id: int
    school_id: int
    term_id: int
    kind: str
    title: str
    period: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    invited: int
    committee_decided: date | None

    def state(self, at: datetime) -> str:
        """planned | open | closed."""
        if self.closed_at is not None or at >= self.closes_at:
            return "closed"
        return "open" if at >= self.opens_at else "planned"

    @property
    def ended_at(self) -> datetime:
        return min(self.closed_at, self.closes_at) if self.closed_at else self.closes_at


def _info(row: Survey) -> SurveyInfo:
    return SurveyInfo(
        row.pk, row.school_id, row.term_id, row.kind, row.title, row.period,
        row.opens_at.astimezone(LOCAL), row.closes_at.astimezone(LOCAL),
        row.closed_at.astimezone(LOCAL) if row.closed_at else None, row.invited, row.committee_decided,
    )  # fmt: skip


def survey(survey_id: int) -> SurveyInfo:
    """SQL: 1. Errors: Survey.DoesNotExist."""
    return _info(Survey.objects.get(pk=survey_id))


def surveys(school_id: int, term_id: int) -> list[SurveyInfo]:
    """Latest first. SQL: 1."""
    return [_info(row) for row in Survey.objects.filter(school_id=school_id, term_id=term_id).order_by("-pk")]


def due_to_close(at: datetime) -> list[int]:
    """Surveys whose time is over and that nobody has closed yet. SQL: 1."""
    return list(Survey.objects.filter(closes_at__lte=at, closed_at=None).order_by("pk").values_list("pk", flat=True))


def _wanting(survey_id: int) -> dict[int, int]:
    rows = Answer.objects.filter(survey_id=survey_id, pupil__left_on=None).values("pupil__grade")
    counted = rows.annotate(n=Count("pk", filter=Q(wants=True))).order_by("pupil__grade")
    return {row["pupil__grade"]: row["n"] for row in counted}


def survey_part(school_id: int, term_id: int) -> dict[str, Any] | None:
    """The plan document's `survey`, or None where none was opened. Keys as in the file, grades as text. SQL: ≤ 3.

    While the survey is open there is no `closed`: a plan cannot rest on answers that may still change.
    A grade without a single answer is left out of `wanting`: silence is not "nobody wants it" (rulebook §1).
    """
    row = Survey.objects.filter(school_id=school_id, term_id=term_id, kind="demand").first()
    if row is None:
        return None
    info = _info(row)
    part: dict[str, Any] = {"opened": info.opens_at.date().isoformat()}
    if row.closed_at is not None:
        part["closed"] = info.ended_at.date().isoformat()
    return part | {
        "invited": row.invited,
        "answered": Answer.objects.filter(survey=row).count(),
        "wanting": {str(grade): n for grade, n in _wanting(row.pk).items()},
    }


def holiday_survey_rows(school_id: int, term_id: int) -> tuple[HolidaySurvey, ...]:
    """Closed intent surveys before holiday care, as policy facts. SQL: 1."""
    rows = Survey.objects.filter(school_id=school_id, term_id=term_id, kind="holiday").exclude(closed_at=None)
    counted = rows.annotate(n=Count("answer", filter=Q(answer__wants=True))).order_by("pk")
    return tuple(
        HolidaySurvey(
            period=row.period,
            closed=_info(row).ended_at.date(),
            invited=row.invited,
            wanting=row.n,
            committee_decided=row.committee_decided,
            source=f"holiday_survey:{row.period}",
        )
        for row in counted
    )


@dataclass(frozen=True, slots=True)
class ClassResponse:
    """One class: children on the roll, families that answered, children who want service."""

    grade: int
    class_no: int
    invited: int
    answered: int
    wanting: int


@dataclass(frozen=True, slots=True)
class Results:
    """A survey's results. weekdays and kinds count the children who want service."""

    survey: SurveyInfo
    classes: tuple[ClassResponse, ...]
    weekdays: dict[str, int]
    kinds: dict[str, int]
    remarks: tuple[tuple[int, str], ...]  # (grade, words), latest first, no names

    @property
    def invited(self) -> int:
        return sum(line.invited for line in self.classes)

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.classes)

    @property
    def wanting(self) -> int:
        return sum(line.wanting for line in self.classes)


_ASKERS = ("coordinator", "principal")


@query(allow=[at_school_of("voice.Survey", "survey_id", *_ASKERS), over_school_of("voice.Survey", "survey_id")])
def results(act: Act, *, survey_id: int) -> Results:
    """Response by class, in order; wishes counted; the 50 latest remarks. SQL: 5."""
    info = survey(survey_id)
    rows = Answer.objects.filter(survey_id=survey_id, pupil__left_on=None)
    by_class = {
        (line["pupil__grade"], line["pupil__class_no"]): (line["n"], line["yes"])
        for line in rows.values("pupil__grade", "pupil__class_no").annotate(
            n=Count("pk"), yes=Count("pk", filter=Q(wants=True))
        )
    }
    weekdays: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for days, wished in rows.filter(wants=True).values_list("weekdays", "kinds"):
        weekdays.update(days)
        kinds.update(wished)
    remarks = rows.exclude(remark="").order_by("-at", "-pk").values_list("pupil__grade", "remark")[:50]
    lines = tuple(
        ClassResponse(grade, class_no, n, *by_class.get((grade, class_no), (0, 0)))
        for grade, class_no, n in people.classes(info.school_id)
    )
    return Results(info, lines, dict(weekdays), dict(kinds), tuple(remarks))


@query(allow=[at_school(*_ASKERS), over_school()])
def surveys_of_school(act: Act, *, school_id: int, term_id: int) -> list[SurveyInfo]:
    """Latest first. SQL: 1."""
    return surveys(school_id, term_id)


@dataclass(frozen=True, slots=True)
class AnswerInfo:
    wants: bool
    weekdays: tuple[str, ...]
    kinds: tuple[str, ...]
    remark: str
    at: datetime


def _answer_info(row: Answer) -> AnswerInfo:
    return AnswerInfo(row.wants, tuple(row.weekdays), tuple(row.kinds), row.remark, row.at.astimezone(LOCAL))


@dataclass(frozen=True, slots=True)
class ChildSurvey:
    """What a family is asked about one child now, and what it said. survey None: nothing is asked."""

    child: PupilInfo
    survey: SurveyInfo | None
    others: tuple[SurveyInfo, ...]
    answer: AnswerInfo | None


@query(allow=[guardian_of("child_id")])
def survey_of_child(act: Act, *, child_id: int, survey_id: int | None = None) -> ChildSurvey:
    """The survey named, or the open one that closes first; the other open ones beside it. SQL: 3.

    Errors: NotYours for a survey of another school.
    """
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    rows = Survey.objects.filter(school_id=child.school_id).order_by("closes_at", "pk")
    found = [info for info in map(_info, rows) if info.id == survey_id or info.state(act.at) == "open"]
    chosen = next((info for info in found if survey_id in (None, info.id)), None)
    if chosen is None and survey_id is not None:
        raise NotYours
    row = Answer.objects.filter(survey_id=chosen.id, pupil_id=child_id).first() if chosen else None
    others = tuple(info for info in found if info is not chosen)
    return ChildSurvey(child, chosen, others, _answer_info(row) if row else None)


def demand_surveys(school_ids: Collection[int], term_ids: Collection[int]) -> dict[int, tuple[SurveyInfo, int]]:
    """School → its demand survey of the term and how many have answered. SQL: 1."""
    rows = Survey.objects.filter(school_id__in=school_ids, term_id__in=term_ids, kind="demand")
    return {row.school_id: (_info(row), row.answers) for row in rows.annotate(answers=Count("answer"))}
