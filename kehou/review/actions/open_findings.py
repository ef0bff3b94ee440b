"""What was judged is kept: every new problem becomes a finding."""

from dataclasses import replace
from datetime import date as Date

from django.db.models import Q, QuerySet

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people.queries import accounts_with_role
from kehou.review.deadlines import FINDING_DAYS, due_after
from kehou.review.judging import OF_ONE_SESSION, Judged, Judgement, rules_at_the_desk
from kehou.review.locking import lock_findings
from kehou.review.models import Finding, Scan
from kehou.review.permits import OFFICE, officer, system

_WORDS = ("clause", "level", "where", "date", "subject", "evidence", "says", "satisfied_by")


@action(allow=[system, officer])
def open_findings(
    act: Act, *, school_id: int, term_id: int, date: Date | None, judged: Judgement, desk: bool = False
) -> dict[str, int]:
    """Keep what a day's sessions (or, without a day, the plan and the whole term; with desk only what the office keeps) were
    found to be.

    Answers how many findings are new, gone, and back. The same fact never opens a second one: what was found before
    keeps its row, its answer and its history; what is not found any more is marked gone, and what comes back after the
    district had closed it is open again.
    """
    lock_findings(school_id, term_id)
    rows = Finding.objects.filter(school_id=school_id, term_id=term_id, rule__in=judged.rules)
    if date is not None:
        rows = rows.filter(origin="record", date=date)
    elif not desk:
        judged, rows = _not_judged_since(act, school_id, term_id, judged, rows)
    new, gone, back = _keep(act, school_id, term_id, judged, rows)
    scans = Scan.objects.filter(school_id=school_id, term_id=term_id, date=date)
    if desk:
        scans.update(desk_at=act.at)
    else:
        scans.update_or_create(
            school_id=school_id, term_id=term_id, date=date, defaults={**scope(school_id), "at": act.at}
        )
    _tell_school(act, school_id, new)
    return {"new": len(new), "gone": gone, "back": back}


def _not_judged_since(
    act: Act, school_id: int, term_id: int, judged: Judgement, rows: QuerySet[Finding]
) -> tuple[Judgement, QuerySet[Finding]]:
    """A whole term is judged for seconds, beside the worker's other ticks: what a day or the desk was found to be since it
    began is newer, and stands. SQL: 1."""
    scans = Scan.objects.filter(Q(date=None, desk_at__gt=act.at) | Q(date__isnull=False, at__gt=act.at))
    days = set(scans.filter(school_id=school_id, term_id=term_id).values_list("date", flat=True))
    if not days:
        return judged, rows
    of_desk = rules_at_the_desk() if None in days else frozenset[str]()
    found = {
        key: each
        for key, each in judged.found.items()
        if each.rule not in of_desk and not (each.rule in OF_ONE_SESSION and each.date in days)
    }
    rows = rows.exclude(rule__in=of_desk).exclude(rule__in=OF_ONE_SESSION, date__in=days - {None})
    return replace(judged, found=found), rows


def _keep(
    act: Act, school_id: int, term_id: int, judged: Judgement, rows: QuerySet[Finding]
) -> tuple[list[Finding], int, int]:
    before = {row.key: row for row in rows}
    others = [key for key in judged.found if key not in before]
    # A fact may have been filed under another day before (a session's row that now says when it began).
    known = Finding.objects.filter(school_id=school_id, term_id=term_id, key__in=others)
    before |= {row.key: row for row in known} if others else {}
    fresh = [found for key, found in judged.found.items() if key not in before]
    new = _opened(act, school_id, term_id, fresh) if fresh else []
    Finding.objects.bulk_create(new, batch_size=200)

    gone = back = 0
    for key, row in before.items():
        found = judged.found.get(key)
        changed = _vanished(act, row) if found is None else _stands(row, found)
        gone += found is None and bool(changed)
        back += found is not None and "gone_at" in changed
        if changed:
            row.save(update_fields=changed)
    return new, gone, back


def _opened(act: Act, school_id: int, term_id: int, fresh: list[Judged]) -> list[Finding]:
    due = due_after(scope(school_id)["district_id"], act.today, FINDING_DAYS)
    return [
        Finding(
            **scope(school_id), term_id=term_id, key=found.key, rule=found.rule, origin=found.origin,
            opened_at=act.at, due_on=due, state="open", **_words(found),
        )
        for found in fresh
    ]  # fmt: skip


def _words(found: Judged) -> dict[str, object]:
    return {name: getattr(found, name) for name in _WORDS}


def _vanished(act: Act, row: Finding) -> list[str]:
    if row.gone_at is not None:
        return []
    row.gone_at = act.at
    return ["gone_at"]


def _stands(row: Finding, found: Judged) -> list[str]:
    """The row's fields that the fact changes; words change only while nobody has answered to them."""
    changed: list[str] = []
    if row.gone_at is not None:
        row.gone_at = None
        changed.append("gone_at")
        if row.state == "closed":
            row.state, row.closed_at, row.closed_by_id = "open", None, None
            changed += ["state", "closed_at", "closed_by_id"]
    if row.state == "open":
        for name, value in _words(found).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed.append(name)
    return changed


def _tell_school(act: Act, school_id: int, new: list[Finding]) -> None:
    serious = [row for row in new if row.level != "sign"]
    if serious:
        first = serious[0].says
        more = f"等 {len(serious)} 个问题" if len(serious) > 1 else ""
        tell(
            act,
            accounts_with_role(school_id, OFFICE, act.at),
            kind="findings_opened",
            title=f"有 {len(serious)} 个新问题要答复",
            body=f"{first[:200]}{more}",
            school_id=school_id,
        )
