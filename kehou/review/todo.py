"""What waits for the district, by deadline."""

from dataclasses import dataclass
from datetime import date, datetime

from kehou.ground.school_day import date_text
from kehou.review.standing import COMPLAINT, SchoolStanding
from kehou.review.steps import SOON, in_force, latest
from kehou.review.words import step_of


@dataclass(frozen=True, slots=True)
class Todo:
    """kind: filing | complaint | recheck | overdue | plan | vote. filing_id: only of a filing. late: past its day."""

    kind: str
    school_id: int
    school: str
    what: str
    says: str
    due: date | None
    late: bool
    filing_id: int | None = None


def todo_of(standing: SchoolStanding, at: datetime) -> list[Todo]:
    """One school's, in no order."""
    found: list[Todo] = []

    def add(kind: str, what: str, says: str, due: date | None, filing_id: int | None = None) -> None:
        late = due is not None and due < at.date()
        found.append(Todo(kind, standing.school.id, standing.school.name, what, says, due, late, filing_id))

    last = latest(standing)
    if last is not None and last.state == "submitted":
        on = f"{date_text(last.submitted_at.date())}报送" if last.submitted_at else ""
        add("filing", f"第{last.number}版备案", "，".join(filter(None, [last.title, on])), None, last.filing_id)
    elif last is not None and last.state == "voting" and last.meeting_closes and last.voted < last.quorum:
        short = f"{last.voted} 人已投，差 {last.quorum - last.voted} 人有效"
        add("vote", "家委会", short, last.meeting_closes.date())
    due = standing.filing_due
    is_missing = in_force(standing) is None and (last is None or last.state != "submitted")
    if is_missing and due and (due - at.date()).days <= SOON:
        add("plan", "方案没有报", "还没动笔" if last is None else "还在写", due)
    for line in standing.open:
        if line.rule == COMPLAINT:
            add("complaint", "投诉", f"{line.count} 件没有答复", line.due)
        elif line.level != "sign" and line.state == "answered":
            add("recheck", "整改复核", f"{step_of(line.rule)[1]}，{line.count} 个问题有了答复", line.due)
        elif line.level != "sign" and line.due < at.date():
            add("overdue", "问题没有答复", f"{step_of(line.rule)[1]}，{line.count} 个", line.due)
    return found


def by_deadline(items: list[Todo]) -> list[Todo]:
    """What has no day of its own (a filing) waits for the district alone and comes first."""
    return sorted(items, key=lambda item: (item.due or date.min, item.school, item.kind))
