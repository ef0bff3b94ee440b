"""Release a child to whoever may take it at this instant (交接离校, I11)."""

from datetime import timedelta

from kehou.day import release
from kehou.day.actions import sounding
from kehou.day.actions.marking import record
from kehou.day.locking import lock_child, lock_session
from kehou.day.models import CodeTry, Collector, Presence, ReleaseException, Session
from kehou.day.permits import gate, leads, on_duty
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.people.queries import GuardianInfo, PupilInfo

CODE_GOOD_FOR = timedelta(minutes=10)


@action(allow=[on_duty(), leads, gate])
def hand_over(
    act: Act,
    *,
    session_id: int,
    child_id: int,
    guardianship_id: int | None = None,
    collector_id: int | None = None,
    exception_id: int | None = None,
) -> None:
    """Hand a present child to a guardian, to a named collector or by exception; with none of them it goes alone.

    The child is locked first: whoever took a word back before this commits has taken it back. The guardians are told.
    Refusals, in order: session_cancelled, day_closed, not_there, custody_block, then by who came:
    not_a_guardian · stranger, revoked, code_used, code_needed · unconfirmed · too_young, no_solo_word.
    """
    lock_child(child_id)
    session = lock_session(session_id)
    row = Presence.objects.filter(session=session, pupil_id=child_id).first()
    child = people.pupil(child_id)
    if row is None or child is None:
        raise NotYours
    if row.state != "present" or row.out_at is not None:
        raise Refusal("not_there", "这名学生现在不在这个班，请看一下名单上的去向")
    guardians = people.guardians([child_id], act.at).get(child_id, [])
    detail = _decide(act, session, child, guardians, guardianship_id, collector_id, exception_id)
    record(act, [row], "hand_over", {child_id: detail})
    sounding.settle(act, session.pk, "not_collected", [child_id])
    at = act.at.astimezone(LOCAL)
    blocked = release.blocked_names([child_id], act.at).get(child_id, frozenset())
    title, body = left_words(child.name, session.section.name, f"{at:%H:%M}", alone=detail["to"] == "self")
    tell(
        act, sorted(release.words_that_count(guardians, blocked)), kind="handed_over",
        school_id=session.school_id, title=title, body=body,
        link=f"/family/{opaque_id('pupil', child_id)}/today/",
        once=f"out:{session.pk}:{child_id}",
    )  # fmt: skip


def left_words(name: str, lesson: str, clock: str, *, alone: bool) -> tuple[str, str]:
    """Title and body of what the family reads; who took the child stands on the day's page, not in a letter."""
    given = people.given_name(name)
    if alone:
        return f"{given}自己离校了", f"{clock} 离开{lesson}"
    return f"{given}已交接离校", f"{clock} 离开{lesson}。点开看交给了谁"


def _decide(
    act: Act, session: Session, child: PupilInfo, guardians: list[GuardianInfo],
    guardianship_id: int | None, collector_id: int | None, exception_id: int | None,
) -> dict[str, int | str]:  # fmt: skip
    """Whom the child goes to, as the event keeps it, or a refusal."""
    blocked = release.blocked_names([child.id], act.at).get(child.id, frozenset())
    words = release.words_that_count(guardians, blocked)
    if guardianship_id is not None:
        who = next((g.name for g in guardians if g.id == guardianship_id), None)
        release.demand_guardian(release.Case(child.grade, blocked, guardian=who))
        return {"to": "guardian", "guardianship_id": guardianship_id}
    if collector_id is not None:
        entry = Collector.objects.filter(pk=collector_id, pupil_id=child.id).first()
        shown = entry is not None and bool(entry.code_hash) and _code_shown(act, session, entry)
        named = release.named(entry, act.today, act.at, words, code_shown=shown) if entry else None
        release.demand_named(release.Case(child.grade, blocked, named=named))
        if entry is not None and entry.code_hash:
            entry.code_used_at = act.at
            entry.save(update_fields=["code_used_at"])
        return {"to": "authorised", "collector_id": collector_id}
    if exception_id is not None:
        _demand_confirmed(session, child, guardians, blocked, exception_id)
        return {"to": "authorised", "exception_id": exception_id}
    word = release.solo_word(child.id, act.at, words)
    release.demand_solo(release.Case(child.grade, blocked, solo_word=word))
    return {"to": "self"}


def _code_shown(act: Act, session: Session, entry: Collector) -> bool:
    tries = CodeTry.objects.filter(session=session, collector=entry, at__gt=act.at - CODE_GOOD_FOR, at__lte=act.at)
    return tries.exists()


def _demand_confirmed(
    session: Session, child: PupilInfo, guardians: list[GuardianInfo], blocked: frozenset[str], exception_id: int
) -> None:
    """Refusals, in order: custody_block (of whoever came, of whoever agreed), not_a_guardian, unconfirmed."""
    row = ReleaseException.objects.filter(pk=exception_id, session=session, pupil_id=child.id).first()
    if row is None:
        raise NotYours
    agreed = next((g.name for g in guardians if g.id == row.guardianship_id), None)
    case = release.Case(child.grade, blocked, guardian=agreed)
    release.demand_unblocked(case, row.name)
    release.demand_guardian(case)
    if row.confirmed_at is None:
        raise Refusal(
            "unconfirmed",
            f"来接的{row.relation}不在名单里，先别放。还要第二位老师到场确认",
            clause="八.5c",
            satisfied_by="第二位老师在自己的手机上确认",
        )
