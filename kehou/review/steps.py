"""The nine steps of a school's term, each with its state in a word: the same for the district's matrix and the school's track."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kehou.ground.school_day import date_text
from kehou.plan.queries.overview import VersionStanding
from kehou.review.standing import COMPLAINT, OpenLine, SchoolStanding
from kehou.review.words import STEPS, step_of

State = Literal["done", "ok", "act", "now", "warn", "block", "idle"]
SOON = 7
"""Days before a deadline from which on it is said."""


@dataclass(frozen=True, slots=True)
class Step:
    """state: act waits for the district; now the school works on it; warn soon due; block does not conform; idle not begun.

    word: up to four characters; says: the same with its date or figure. due: by when, where that counts.
    """

    key: str
    state: State
    word: str = ""
    says: str = ""
    due: date | None = None

    @property
    def label(self) -> str:
        return STEPS[self.key]

    @property
    def needs_the_district(self) -> bool:
        return self.state in ("act", "block", "warn")


def steps_of(standing: SchoolStanding, at: datetime) -> tuple[Step, ...]:
    """All nine, in order."""
    told = (
        _survey(standing, at),
        _plan(standing, at.date()),
        _committee(standing, at),
        _filing(standing, at.date()),
        _publication(standing),
        _choice(standing, at),
        _service(standing),
        _bills(standing),
        _appraisal(standing),
    )
    return tuple(_with_findings(step, standing.open) for step in told)


def _with_findings(step: Step, lines: tuple[OpenLine, ...]) -> Step:
    """A finding speaks before the step's own word; one that was answered waits for the district."""
    mine = [
        (line, step_of(line.rule)[1])
        for line in lines
        if line.rule != COMPLAINT and line.level != "sign" and step_of(line.rule)[0] == step.key
    ]
    waiting = [(line, word) for line, word in mine if line.state == "open"]
    answered = [(line, word) for line, word in mine if line.state == "answered"]
    if step.state == "act" or not mine:
        return step
    if waiting:
        line, word = waiting[0]
        return Step(step.key, "block", word, f"{_sum(waiting)} 个问题没有答复", line.due)
    return Step(step.key, "act", "待复核", f"{_sum(answered)} 个问题等复核", answered[0][0].due)


def _sum(lines: list[tuple[OpenLine, str]]) -> int:
    return sum(line.count for line, _ in lines)


def _survey(standing: SchoolStanding, at: datetime) -> Step:
    if standing.survey is None:
        return Step("survey", "idle", "未开始", "还没有调查")
    survey, answers = standing.survey
    says = f"{answers}/{survey.invited} 份"
    if survey.state(at) == "open":
        return Step("survey", "now", "在收", says, survey.closes_at.date())
    return Step("survey", "done", "", says)


def latest(standing: SchoolStanding) -> VersionStanding | None:
    return standing.versions[-1] if standing.versions else None


def in_force(standing: SchoolStanding) -> VersionStanding | None:
    return next((version for version in reversed(standing.versions) if version.state == "filed"), None)


def change(standing: SchoolStanding) -> VersionStanding | None:
    """A version on its way while an earlier one is in force."""
    last = latest(standing)
    return last if last and last.state != "filed" and in_force(standing) else None


def _plan(standing: SchoolStanding, today: date) -> Step:
    last = latest(standing)
    if last is None:
        due = standing.filing_due
        if due and due < today:
            return Step("plan", "block", "没写", f"{date_text(due)}前备案，还没动笔", due)
        if due and (due - today).days <= SOON:
            return Step("plan", "warn", "没写", f"{date_text(due)}前备案", due)
        return Step("plan", "idle", "未开始", "", due)
    if last.state == "returned":
        return Step("plan", "now", "改退回", "区里退回，在改")
    if last.state == "draft":
        word = f"改{last.number}版" if in_force(standing) else "在写"
        return Step("plan", "now", word, f"第{last.number}版在写")
    return Step("plan", "done", "", f"第{last.number}版")


def _committee(standing: SchoolStanding, at: datetime) -> Step:
    last = latest(standing)
    if last is None or last.state == "draft":
        if last is not None and in_force(standing):
            return Step("committee", "idle", "等方案", "新的一版还没送审")
        return Step("committee", "idle", "等方案")
    if last.state == "voting" and last.meeting_closes is not None:
        days = (last.meeting_closes.date() - at.date()).days
        says = f"{last.voted} 人已投，满 {last.quorum} 人有效"
        word = f"剩{days}天" if days > 0 else "今天截止"
        return Step("committee", "warn" if days <= 2 else "now", word, says, last.meeting_closes.date())
    return Step("committee", "done", "", _day(last.decided_at))


def _filing(standing: SchoolStanding, today: date) -> Step:
    last = latest(standing)
    if last is not None and last.state == "submitted":
        return Step(
            "filing", "act", "待审", f"第{last.number}版等审", last.submitted_at.date() if last.submitted_at else None
        )
    if last is not None and last.state == "returned":
        return Step("filing", "warn", "已退回", "等学校改")
    filed = in_force(standing)
    if filed is not None:
        if change(standing):
            return Step("filing", "idle", "等表决", f"第{filed.number}版有效，新的一版还没报")
        return Step("filing", "done", "", _day(filed.filed_at))
    due = standing.filing_due
    if due and due < today:
        return Step("filing", "block", "逾期", f"{date_text(due)}截止，还没报", due)
    if due and (due - today).days <= SOON:
        return Step("filing", "warn", f"剩{(due - today).days}天", f"{date_text(due)}截止", due)
    return Step("filing", "idle", "未报", f"{date_text(due)}截止" if due else "", due)


def _publication(standing: SchoolStanding) -> Step:
    filed = in_force(standing)
    if filed is None:
        return Step("publication", "idle", "等备案")
    if filed.published_at is None:
        return Step("publication", "warn", "没公示", f"第{filed.number}版备案了，还没公示")
    return Step("publication", "done", "", _day(filed.published_at))


def _choice(standing: SchoolStanding, at: datetime) -> Step:
    latest_round = standing.round
    if latest_round is None:
        return Step("choice", "idle", "未开始")
    if latest_round.drawn_at is not None:
        return Step("choice", "done", "", _day(latest_round.drawn_at))
    if at < latest_round.opens_at:
        return Step("choice", "idle", "未开始", f"{date_text(latest_round.opens_at.date())}开始")
    return Step(
        "choice", "now", "在选", f"{date_text(latest_round.closes_at.date())}截止", latest_round.closes_at.date()
    )


def _service(standing: SchoolStanding) -> Step:
    held = [figures for figures in standing.days if figures.held]
    if not held:
        return Step("service", "idle", "未开始" if not standing.days else "没开课")
    return Step("service", "ok", "正常", f"{date_text(held[-1].date)}开了 {held[-1].held} 次课")


def _bills(standing: SchoolStanding) -> Step:
    fund = standing.fund
    if not fund.bills:
        return Step("bills", "idle", "未到")
    return Step("bills", "done", "", f"{int(fund.last_billed[-2:])}月已出" if "-" in fund.last_billed else "已出")


def _appraisal(standing: SchoolStanding) -> Step:
    fund = standing.fund
    if not fund.appraisals:
        return Step("appraisal", "idle", "未到")
    if fund.appraised < fund.appraisals:
        return Step("appraisal", "now", "在评", f"{fund.appraised}/{fund.appraisals} 人")
    return Step("appraisal", "done", "", f"{fund.appraisals} 人")


def _day(moment: datetime | None) -> str:
    return date_text(moment.date()) if moment else ""
