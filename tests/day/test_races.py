"""Two at the same moment, on both databases, and the same with the guard removed (I9, I11).

The guard is one transaction that locks the parent row: the session before an adult leaves, the child before it is released
or somebody's permission is taken back. On SQLite the transaction itself is the lock (BEGIN IMMEDIATE, one writer), so a
control without the row lock is harmless there and one without the transaction is not.
"""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, transaction

from kehou.day import locking
from kehou.day.actions import hand_over as releasing
from kehou.day.actions import sign_out_adult as leaving
from kehou.day.actions.authorise_collector import authorise_collector
from kehou.day.actions.revoke_collector import revoke_collector
from kehou.day.models import Collector, Duty, Presence, Session
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.kernel.act import Act
from kehou.people.models import StaffMember
from tests.day.race import together
from tests.make.day import Afternoon, make_afternoon, moment, put_on_roster
from tests.make.people import act_of, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def broken() -> list[str]:
    return [name for name, _, rows in check_all() if rows and name.startswith(("i09", "i10", "i11"))]


def watched_by(adults: int) -> tuple[Afternoon, list[StaffMember]]:
    """A class with so many adults in the room."""
    afternoon = make_afternoon(children=2)
    afternoon.sign_in()
    afternoon.call_roll()
    staff = [afternoon.teacher]
    for number in range(1, adults):
        other = make_staff(afternoon.school, f"老师{number}")
        duty = put_on_roster(afternoon.session, other)
        Duty.objects.filter(pk=duty.pk).update(in_at=moment(16, 5))
        staff.append(other)
    return afternoon, staff


def sign_out(afternoon: Afternoon, adult: StaffMember, deed: Callable[..., object]) -> object:
    assert adult.account is not None
    return deed(act_of(adult.account, moment(17, 0)), session_id=afternoon.session.pk, staff_id=adult.pk)


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
@pytest.mark.parametrize("adults", [2, 3, 5, 8])
def test_when_all_adults_leave_at_once_one_is_kept(adults: int) -> None:
    for _ in range(3):
        afternoon, staff = watched_by(adults)
        answers = together([partial(sign_out, afternoon, adult, leaving.sign_out_adult) for adult in staff])
        refused = [answer for answer in answers if isinstance(answer, Refusal)]
        assert [answer.code for answer in refused] == ["last_adult_on_duty"]
        assert sum(isinstance(answer, int) for answer in answers) == adults - 1
        assert broken() == []


class Pause:
    """Holds every deed between its decision and its write until all have decided (or a second has passed)."""

    def __init__(self, deeds: int) -> None:
        self.barrier = threading.Barrier(deeds)

    def __call__(self) -> None:
        try:
            self.barrier.wait(timeout=1)
        except threading.BrokenBarrierError:
            return


@pytest.fixture
def no_row_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(locking, "lock_row", lambda model, pk: model._default_manager.get(pk=pk))
    yield


def _all_decide_before_any_leaves(monkeypatch: pytest.MonkeyPatch, deeds: int) -> None:
    pause, decide = Pause(deeds), leaving.demand_somebody_stays

    def slow(act: Act, session: Session, *, leaving: Duty) -> None:
        decide(act, session, leaving=leaving)
        pause()

    monkeypatch.setattr(leaving, "demand_somebody_stays", slow)


@pytest.mark.invariant("I9")
def test_control_without_transaction_and_lock_both_adults_leave(
    monkeypatch: pytest.MonkeyPatch, no_row_lock: None
) -> None:
    afternoon, staff = watched_by(2)
    _all_decide_before_any_leaves(monkeypatch, 2)
    bare = leaving.sign_out_adult.__wrapped__
    together([partial(sign_out, afternoon, adult, bare) for adult in staff])
    assert broken() == ["i09_no_child_unattended"]


@pytest.mark.invariant("I9")
def test_control_in_a_transaction_without_the_row_lock(monkeypatch: pytest.MonkeyPatch, no_row_lock: None) -> None:
    afternoon, staff = watched_by(2)
    _all_decide_before_any_leaves(monkeypatch, 2)
    together([partial(sign_out, afternoon, adult, leaving.sign_out_adult) for adult in staff])
    # Write skew on PostgreSQL; on SQLite the single writer is the lock, and the second adult waits and is refused.
    assert broken() == (["i09_no_child_unattended"] if connection.vendor == "postgresql" else [])


def named_collector() -> tuple[Afternoon, int]:
    afternoon = make_afternoon(children=1)
    afternoon.sign_in()
    afternoon.call_roll()
    family = act_of(afternoon.guardians[0], moment(12))
    return afternoon, authorise_collector(family, child_id=afternoon.children[0].pk, name="周国栋", relation="爷爷")


def release(afternoon: Afternoon, collector: int, deed: Callable[..., object]) -> object:
    act = afternoon.teacher_at(moment(17, 12))
    return deed(act, session_id=afternoon.session.pk, child_id=afternoon.children[0].pk, collector_id=collector)


def revoke(afternoon: Afternoon, collector: int) -> None:
    act = act_of(afternoon.guardians[0], moment(17, 12))
    revoke_collector(act, child_id=afternoon.children[0].pk, collector_id=collector)


@pytest.mark.invariant("I11")
def test_revoking_and_releasing_at_once_never_releases_after_the_revocation() -> None:
    outcomes = set()
    for trial in range(8):
        afternoon, collector = named_collector()
        deeds = [partial(release, afternoon, collector, releasing.hand_over), partial(revoke, afternoon, collector)]
        answers = together(deeds if trial % 2 else deeds[::-1])
        assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)]
        assert Collector.objects.get(pk=collector).revoked_at is not None
        outcomes.add(Presence.objects.get(session=afternoon.session).out_at is not None)
        assert broken() == []
    assert outcomes


def _revoked_while_releasing(monkeypatch: pytest.MonkeyPatch, deed: Callable[..., object]) -> tuple[bool, bool]:
    """Revoke in between a release's decision and its write: (the revocation was committed first, the child went)."""
    afternoon, collector = named_collector()
    decided, go_on = threading.Event(), threading.Event()
    write = releasing.record

    def slow(*args: object, **kwargs: object) -> None:
        decided.set()
        go_on.wait(timeout=1)
        write(*args, **kwargs)

    monkeypatch.setattr(releasing, "record", slow)

    def taken_back() -> bool:
        decided.wait(timeout=10)
        revoke(afternoon, collector)
        first = Presence.objects.get(session=afternoon.session).out_at is None
        go_on.set()
        return first

    _, first = together([partial(release, afternoon, collector, deed), taken_back])
    return bool(first), Presence.objects.get(session=afternoon.session).out_at is not None


@pytest.mark.invariant("I11")
def test_a_revocation_waits_for_a_release_that_was_already_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _revoked_while_releasing(monkeypatch, releasing.hand_over) == (False, True)


@pytest.mark.invariant("I11")
def test_control_without_transaction_and_lock_a_child_goes_with_somebody_revoked(
    monkeypatch: pytest.MonkeyPatch, no_row_lock: None
) -> None:
    bare = releasing.hand_over.__wrapped__
    assert _revoked_while_releasing(monkeypatch, bare) == (True, True)


def test_a_lock_is_only_had_inside_a_transaction() -> None:
    afternoon = make_afternoon()
    with pytest.raises(RuntimeError):
        locking.lock_session(afternoon.session.pk)
    with transaction.atomic():
        assert locking.lock_session(afternoon.session.pk).pk == afternoon.session.pk
