"""What stands in the way of a school's next step, by deadline, with the page where it is put right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kehou.ground.school_day import date_text
from kehou.review.standing import COMPLAINT, SchoolStanding
from kehou.review.steps import change, in_force, latest

BILL_BY_DAY = 10
"""From this day of a month on, last month's bill is missed."""
APPRAISE_FROM = timedelta(days=30)
"""So long before the term's end the appraisal comes into sight."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """title: what stands; holds: the steps it holds up; go: which page puts it right; serious: red, else ochre."""

    title: str
    holds: tuple[str, ...]
    clause: str
    due: date | None
    go: str
    button: str
    serious: bool = True


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a school without a plan has to begin with: children on the roll, adults who work there."""

    children: int
    adults: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of the parents' committee that wait for the school's answer, and the day of the oldest."""

    count: int
    since: date


def blockers_of(
    standing: SchoolStanding, at: datetime, beginning: Beginning | None = None, asked: Asked | None = None
) -> list[Blocker]:
    """By deadline; what has none comes last. beginning: of a school that has no plan yet."""
    found = [
        *_of_beginning(standing, beginning),
        *_of_plan(standing, at.date()),
        *_of_questions(asked, at.date()),
        *_of_choice(standing),
        *_of_days(standing),
        *_of_money(standing, at.date()),
    ]
    return sorted(found, key=lambda blocker: (blocker.due or date.max, not blocker.serious))


def _of_beginning(standing: SchoolStanding, beginning: Beginning | None) -> list[Blocker]:
    """In the order in which they have to be done; each is due when the plan is."""
    if standing.term is None or beginning is None:
        return []
    due = standing.filing_due
    found: list[Blocker] = []
    if not beginning.children:
        found.append(Blocker("学生名册还没有传", ("调查", "方案"), "", due, "lists", "去传名册"))
    if not beginning.adults:
        found.append(Blocker("教职工名单还没有传", ("申报", "方案"), "", due, "lists", "去传名单"))
    if beginning.children and standing.survey is None:
        found.append(Blocker("还没有问过家长", ("方案",), "八.3a", due, "survey", "开始问家长"))
    return found


def _of_plan(standing: SchoolStanding, today: date) -> list[Blocker]:
    last, term = latest(standing), standing.term
    if term is None:
        return []
    first_due = None if in_force(standing) else standing.filing_due
    if last is None:
        return [Blocker("方案还没有动笔", ("家委会", "备案", "公示"), "八.1", first_due, "plan", "写方案")]
    due = first_due or _first_new_day(standing, today)
    name = f"第{last.number}版方案"
    if last.state == "draft":
        return [Blocker(f"{name}还没有送家委会", ("家委会", "备案", "公示"), "八.3b", due, "plan", "去改方案")]
    if last.state == "returned":
        return [Blocker(f"{name}被区里退回", ("备案", "公示"), "八.1", due, "plan", "去改方案")]
    if last.state == "voting" and last.voted < last.quorum and last.meeting_closes:
        says = f"家委会还差 {last.quorum - last.voted} 人投票才有效"
        return [Blocker(says, ("备案", "公示"), "八.3b", last.meeting_closes.date(), "plan", "看表决", serious=False)]
    if last.state == "decided":
        return [Blocker(f"{name}表决通过了，还没有报区里", ("备案", "公示"), "八.1", due, "plan", "报区里备案")]
    if last.state == "filed" and last.published_at is None:
        return [Blocker(f"{name}备案了，还没有公示", ("选课",), "八.5b", None, "plan", "去公示")]
    return []


def _first_new_day(standing: SchoolStanding, today: date) -> date | None:
    """The day before a changed version's first new window begins: by then it must be filed."""
    version = change(standing)
    windows = version.document.get("windows") if version else None
    days = [_day(window.get("from")) for window in windows or [] if isinstance(window, dict)]
    ahead = [day for day in days if day is not None and day > today]
    return min(ahead) - timedelta(days=1) if ahead else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _of_questions(asked: Asked | None, today: date) -> list[Blocker]:
    if asked is None:
        return []
    days = (today - asked.since).days
    waited = f"最早的等了 {days} 天" if days else "今天问的"
    says = f"家委会有 {asked.count} 个问题没有回答，{waited}"
    return [Blocker(says, (), "八.3b", None, "questions", "去回答", serious=False)]


def _of_choice(standing: SchoolStanding) -> list[Blocker]:
    filed = in_force(standing)
    if filed and filed.published_at and standing.round is None:
        return [Blocker("还没有开选课", ("上课",), "二.1", None, "choice", "开选课", serious=False)]
    return []


def _of_days(standing: SchoolStanding) -> list[Blocker]:
    found: list[Blocker] = []
    rolls = [line for line in standing.open if line.rule == "roll-call-missing" and line.state == "open"]
    if rolls:
        count, last = sum(line.count for line in rolls), rolls[0].last
        month = f"，{last.month}月账单出不来" if last else ""
        found.append(
            Blocker(f"{count} 次课没有点名{month}", ("账单",), "附.11", rolls[0].due, "findings", "看是哪几次")
        )
    rest = [
        line for line in standing.open
        if line.state == "open" and line.level != "sign" and line.rule not in (COMPLAINT, "roll-call-missing")
    ]  # fmt: skip
    if rest:
        count = sum(line.count for line in rest)
        found.append(Blocker(f"{count} 个问题要答复", (), "", min(line.due for line in rest), "findings", "去答复"))
    said = [line for line in standing.open if line.rule == COMPLAINT]
    if said:
        found.append(Blocker(f"{said[0].count} 件投诉要答复", (), "三.1", said[0].due, "complaints", "去答复"))
    return found


def _of_money(standing: SchoolStanding, today: date) -> list[Blocker]:
    term, fund = standing.term, standing.fund
    if term is None or in_force(standing) is None:
        return []
    found: list[Blocker] = []
    before = today.replace(day=1) - timedelta(days=1)
    began = before >= term.first_day
    if (
        began
        and today.day >= BILL_BY_DAY
        and today <= term.last_day
        and fund.last_billed < f"{before:%Y-%m}"
        and standing.days
    ):
        found.append(Blocker(f"{before.month}月账单还没有出", (), "", None, "bills", "出账单", serious=False))
    if today >= term.last_day - APPRAISE_FROM and (not fund.appraisals or fund.appraised < fund.appraisals):
        left = f"{fund.appraisals - fund.appraised} 人还没有评完" if fund.appraisals else "绩效考评还没有开始"
        due = f"{date_text(term.last_day)}前"
        found.append(
            Blocker(f"{left}，{due}做完", ("补助发放",), "八.4d", term.last_day, "appraisal", "去考评", serious=False)
        )
    return found
