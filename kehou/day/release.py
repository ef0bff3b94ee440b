"""Who may take a child, at this instant (I11). The decision is pure; the rows it needs are read beside it.

A child goes to a guardian, to a person a guardian named and has not taken back, alone from grade 3 on with a guardian's
standing word, or, when two of the staff decide after a call, to somebody else. A custody block beats all of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kehou.day.models import Collector, CustodyBlock, SoloLeave
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.secrets import ALPHABET, code_hash
from kehou.people import queries as people
from kehou.people.queries import GuardianInfo

SOLO_FROM_GRADE = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A third person a guardian named. live: begun, not taken back, for this day, by somebody who is still guardian."""

    name: str
    live: bool
    revoked: bool = False
    needs_code: bool = False
    code_shown: bool = False
    code_used: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """All that a decision may know. blocked: names under a custody block now."""

    grade: int
    blocked: frozenset[str]
    guardian: str | None = None  # name of the live guardian who stands there
    named: Named | None = None
    solo_word: bool = False


def same_person(name: str) -> str:
    """Names are compared without spaces: a block must not be escaped by a blank."""
    return "".join(name.split())


def demand_guardian(case: Case) -> None:
    """Refusals, in order: custody_block, not_a_guardian."""
    if case.guardian is not None:
        demand_unblocked(case, case.guardian)
    else:
        raise Refusal(
            "not_a_guardian",
            "来的人现在不是登记的监护人，先别放。请打电话给监护人核实",
            clause="八.5c",
            satisfied_by="监护人本人来接，或监护人在手机上添加接送人",
        )


def demand_named(case: Case) -> None:
    """Refusals, in order: custody_block, stranger, revoked, code_used, code_needed."""
    person = case.named
    if person is not None:
        demand_unblocked(case, person.name)
    if person is None or (not person.live and not person.revoked):
        raise Refusal(
            "stranger",
            "来接的人不在今天的名单里，先别放。请打电话给监护人；监护人同意了，还要第二位老师到场确认",
            clause="八.5c",
            satisfied_by="监护人在手机上添加接送人，或电话同意后由第二位老师到场确认",
        )
    if person.revoked:
        raise Refusal(
            "revoked",
            f"监护人已经取消 {person.name} 接孩子，先别放。请打电话给监护人",
            clause="八.5c",
            satisfied_by="监护人本人来接，或重新添加",
        )
    if person.needs_code and person.code_used:
        raise Refusal(
            "code_used",
            "这个接送码已经用过一次，不能再用。请打电话给监护人",
            clause="八.5c",
            satisfied_by="监护人重新发一个码",
        )
    if person.needs_code and not person.code_shown:
        raise Refusal(
            "code_needed",
            "当天的接送人要凭接送码。请先输入对方出示的码",
            clause="八.5c",
            satisfied_by="输入的码和监护人发的一致",
        )


def demand_solo(case: Case) -> None:
    """Refusals, in order: custody_block, too_young, no_solo_word."""
    if case.blocked:
        raise Refusal(
            "custody_block",
            "这名学生现在不能自己走，要有人来接",
            clause="八.5c",
            satisfied_by="监护人或名单上的接送人来接",
        )
    if case.grade < SOLO_FROM_GRADE:
        raise Refusal(
            "too_young",
            "一、二年级的学生要有人来接，不能自己走",
            clause="八.5c",
            satisfied_by="监护人或名单上的接送人来接",
        )
    if not case.solo_word:
        raise Refusal(
            "no_solo_word",
            "监护人没有同意孩子自己走，先别放。请打电话给监护人",
            clause="八.5c",
            satisfied_by="监护人在手机上同意孩子自己回家",
        )


def demand_unblocked(case: Case, name: str) -> None:
    """Refusals: custody_block."""
    if same_person(name) in case.blocked:
        raise Refusal(
            "custody_block",
            f"不能把孩子交给 {name}，谁同意都不行。先别放，马上打电话给学校办公室",
            clause="八.5c",
            satisfied_by="别的监护人或名单上的接送人来接",
        )


def blocked_names(child_ids: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """Child → names that must not get it now. SQL: 1.

    What is written counts, whatever second it was meant to begin in: a block that committed first is in force.
    """
    found: dict[int, set[str]] = {}
    for row in CustodyBlock.objects.filter(pupil_id__in=list(child_ids)).defer("evidence"):
        if row.until is None or row.until > at:
            found.setdefault(row.pupil_id, set()).add(same_person(row.name))
    return {child: frozenset(names) for child, names in found.items()}


def words_that_count(guardians: Iterable[GuardianInfo], blocked: frozenset[str]) -> set[int]:
    """Accounts whose word about this child counts: live guardians who are under no block themselves."""
    return {g.account_id for g in guardians if g.account_id is not None and same_person(g.name) not in blocked}


def demand_own_word(act: Act, guardians: Iterable[GuardianInfo], blocked: frozenset[str]) -> None:
    """A guardian under a block learns nothing here and decides nothing. Refusals: custody_block."""
    mine = [g for g in guardians if g.account_id == act.actor.account_id]
    if any(same_person(g.name) in blocked for g in mine):
        raise Refusal(
            "custody_block",
            "这个孩子在校的情况，现在不能在这里查看或更改。请联系学校办公室",
            clause="八.5c",
            satisfied_by="学校办公室核实后恢复",
        )


def named(row: Collector, on: date, at: datetime, words: set[int], *, code_shown: bool = False) -> Named:
    """A collector's entry as the decision sees it. Taken back is taken back: no clock is asked about it."""
    begun = row.since <= at and row.only_on in (None, on)
    revoked = row.revoked_at is not None
    return Named(
        name=row.name,
        live=begun and not revoked and row.authorised_by_id in words,
        revoked=revoked,
        needs_code=bool(row.code_hash),
        code_shown=code_shown,
        code_used=row.code_used_at is not None,
    )


def solo_word(child_id: int, at: datetime, words: set[int]) -> bool:
    """Whether a guardian's standing word that the child may go alone is in force. SQL: 1."""
    return SoloLeave.objects.filter(pupil_id=child_id, since__lte=at, given_by_id__in=words, until=None).exists()


def collecting_code(row: Collector) -> str:
    """The one-time code of a one-day collector: derived, never stored, so that a guardian can look it up again.

    Six characters of a keyed digest: one in 888 million a guess, and five guesses a session.
    """
    digits = int(code_hash("collector.code", f"{row.pk} {row.pupil_id} {row.since.timestamp()}"), 16)
    code = ""
    for _ in range(6):
        digits, place = divmod(digits, len(ALPHABET))
        code += ALPHABET[place]
    return code


def others(act: Act, child_id: int) -> list[int]:
    """The child's other guardians, who hear of every change of who may collect."""
    return [a for a in people.guardian_accounts([child_id], act.at).get(child_id, []) if a != act.actor.account_id]
