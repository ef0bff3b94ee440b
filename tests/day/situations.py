"""Who stands at the gate, and what the records say about them: rows set down as they would be, for the tests of release."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kehou.day.actions.hand_over import hand_over
from kehou.day.models import CodeTry, Collector, CustodyBlock, ReleaseException, SoloLeave
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.people import make_staff

NOW = moment(17, 12)
TAKER = "周国栋"  # whoever stands at the gate in the table


def at_gate(grade: int = 4) -> Afternoon:
    found = make_afternoon(children=1, grade=grade)
    found.sign_in()
    found.call_roll()
    return found


def tie_of(afternoon: Afternoon) -> Guardianship:
    return Guardianship.objects.get(pupil=afternoon.children[0], account=afternoon.guardians[0])


def release_to(afternoon: Afternoon, at: datetime = NOW, **who: int) -> None:
    hand_over(afternoon.teacher_at(at), session_id=afternoon.session.pk, child_id=afternoon.children[0].pk, **who)


# ── the world of each cell: rows set down as they would be, answering the parameters of hand_over ──


def _end_guardian(a: Afternoon) -> None:
    Guardianship.objects.filter(pk=tie_of(a).pk).update(until=NOW - timedelta(minutes=1))


def _guardian(a: Afternoon) -> dict[str, int]:
    Guardianship.objects.filter(pk=tie_of(a).pk).update(name=TAKER)
    return {"guardianship_id": tie_of(a).pk}


def _guardian_whose_tie_ended(a: Afternoon) -> dict[str, int]:
    who = _guardian(a)
    _end_guardian(a)
    return who


def _guardian_of_tomorrow(a: Afternoon) -> dict[str, int]:
    who = _guardian(a)
    Guardianship.objects.filter(pk=tie_of(a).pk).update(since=NOW + timedelta(days=1))
    return who


def _guardian_of_another_child(a: Afternoon) -> dict[str, int]:
    other = make_afternoon(children=1, school=a.school, name="四（3）班", teacher="图雅")
    return {"guardianship_id": tie_of(other).pk}


def collector(a: Afternoon, **change: object) -> dict[str, int]:
    row = Collector.objects.create(
        district_id=a.school.district_id, school=a.school, pupil=a.children[0], name=TAKER, relation="爷爷",
        authorised_by=a.guardians[0], since=NOW - timedelta(days=3),
    )  # fmt: skip
    if change:
        Collector.objects.filter(pk=row.pk).update(**change)
    return {"collector_id": row.pk}


def _one_day(a: Afternoon, *, shown_ago: int | None, **change: object) -> dict[str, int]:
    who = collector(a, **{"only_on": NOW.date(), "code_hash": "x" * 64, **change})
    if shown_ago is not None:
        CodeTry.objects.create(
            district_id=a.school.district_id, school=a.school, session=a.session, collector_id=who["collector_id"],
            account=a.guardians[0], at=NOW - timedelta(minutes=shown_ago),
        )  # fmt: skip
    return who


def _collector_of_ex_guardian(a: Afternoon) -> dict[str, int]:
    who = collector(a)
    _end_guardian(a)
    return who


def _collector_of_blocked_guardian(a: Afternoon) -> dict[str, int]:
    who = collector(a)
    block(a, tie_of(a).name)
    return who


def _collector_of_another_child(a: Afternoon) -> dict[str, int]:
    other = make_afternoon(children=1, school=a.school, name="四（3）班", teacher="图雅")
    return collector(other)


def _word(a: Afternoon) -> dict[str, int]:
    SoloLeave.objects.create(
        district_id=a.school.district_id, school=a.school, pupil=a.children[0], given_by=a.guardians[0],
        since=NOW - timedelta(days=3),
    )  # fmt: skip
    return {}


def _word_taken_back(a: Afternoon) -> dict[str, int]:
    _word(a)
    SoloLeave.objects.update(until=NOW - timedelta(minutes=1))
    return {}


def _word_of_ex_guardian(a: Afternoon) -> dict[str, int]:
    _word(a)
    _end_guardian(a)
    return {}


def exception(a: Afternoon, *, confirmed: bool) -> dict[str, int]:
    second = make_staff(a.school, "王海峰").account
    assert a.teacher.account is not None
    row = ReleaseException.objects.create(
        district_id=a.school.district_id, school=a.school, session=a.session, pupil=a.children[0], name=TAKER,
        relation="姑姑", guardianship=tie_of(a), asked_by=a.teacher.account, asked_at=NOW - timedelta(minutes=5),
        confirmed_by=second if confirmed else None, confirmed_at=NOW - timedelta(minutes=1) if confirmed else None,
    )  # fmt: skip
    return {"exception_id": row.pk}


def _exception_of_ex_guardian(a: Afternoon) -> dict[str, int]:
    who = exception(a, confirmed=True)
    _end_guardian(a)
    return who


def block(a: Afternoon, name: str, *, ended: bool = False) -> None:
    CustodyBlock.objects.create(
        district_id=a.school.district_id, school=a.school, pupil=a.children[0], name=name, evidence="判决书",
        since=NOW - timedelta(days=9), until=NOW - timedelta(days=1) if ended else None,
    )  # fmt: skip


MINUTE = timedelta(minutes=1)
WHO: dict[str, Callable[[Afternoon], dict[str, int]]] = {
    "guardian": _guardian,
    "guardian, tie ended": _guardian_whose_tie_ended,
    "guardian from tomorrow": _guardian_of_tomorrow,
    "guardian of another child": _guardian_of_another_child,
    "named": collector,
    "named, from the next minute": lambda a: collector(a, since=NOW + MINUTE),
    "named, revoked a minute ago": lambda a: collector(a, revoked_at=NOW - MINUTE),
    "named, revoked this instant": lambda a: collector(a, revoked_at=NOW),
    "named for yesterday": lambda a: _one_day(a, shown_ago=1, only_on=NOW.date() - timedelta(days=1)),
    "named for today, code shown": lambda a: _one_day(a, shown_ago=1),
    "named for today, no code": lambda a: _one_day(a, shown_ago=None),
    "named for today, code shown too long ago": lambda a: _one_day(a, shown_ago=11),
    "named for today, code used": lambda a: _one_day(a, shown_ago=1, code_used_at=NOW - MINUTE),
    "named for today, revoked": lambda a: _one_day(a, shown_ago=1, revoked_at=NOW - MINUTE),
    "named by an ex-guardian": _collector_of_ex_guardian,
    "named by a blocked guardian": _collector_of_blocked_guardian,
    "named for another child": _collector_of_another_child,
    "alone with word": _word,
    "alone without word": lambda _: {},
    "alone, word taken back": _word_taken_back,
    "alone, word of an ex-guardian": _word_of_ex_guardian,
    "exception, confirmed": lambda a: exception(a, confirmed=True),
    "exception, one person only": lambda a: exception(a, confirmed=False),
    "exception, agreed by an ex-guardian": _exception_of_ex_guardian,
}
CUSTODY: dict[str, Callable[[Afternoon], None]] = {
    "no block": lambda _: None,
    "block on the taker": lambda a: block(a, TAKER),
    "block on the taker, written with a space": lambda a: block(a, "周 国栋"),
    "block on somebody else": lambda a: block(a, "郑有才"),
    "block that ended": lambda a: block(a, TAKER, ended=True),
}
