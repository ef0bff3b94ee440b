"""Every deed is declared, permitted and audited (I26)."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from kehou.kernel.action import ACTIONS, action
from kehou.kernel.permit import anyone
from tests.house.test_house import ROOMS


def load_actions() -> None:
    for room in ROOMS:
        package = import_module(f"kehou.{room}.actions")
        for module in iter_modules(package.__path__):
            import_module(f"kehou.{room}.actions.{module.name}")


@pytest.mark.invariant("I15")
def test_every_deed_says_who_may_do_it() -> None:
    load_actions()
    assert ACTIONS
    assert not [name for name, deed in ACTIONS.items() if not deed.allow]


@pytest.mark.invariant("I26")
def test_only_what_is_said_without_a_name_has_no_event_of_its_own() -> None:
    load_actions()
    assert {name for name, deed in ACTIONS.items() if deed.nameless} == {"review.drop_tip", "day.answer_pulse"}


@pytest.mark.invariant("I26")
@pytest.mark.django_db
def test_one_deed_writes_one_audit_event_and_a_refused_one_none(at) -> None:
    from kehou.ground.refusal import Refusal
    from kehou.kernel.act import by_system
    from kehou.kernel.models import AuditEvent, OutboxMessage

    @action(allow=[anyone])
    def try_deed(act, *, school_id: int, fails: bool = False) -> int:
        OutboxMessage.objects.create(account_id=1, kind="x", title="x", body="x", created_at=act.at)
        if fails:
            raise Refusal("no", "不行")
        return 7

    act = by_system("test", at)
    assert try_deed(act, school_id=3) == 7
    event = AuditEvent.objects.get()
    assert (event.deed.split(".")[-1], event.school_id, event.subject["answer"]) == ("try_deed", 3, 7)
    with pytest.raises(Refusal):
        try_deed(act, school_id=3, fails=True)
    assert AuditEvent.objects.count() == 1
    assert OutboxMessage.objects.count() == 1
    ACTIONS.popitem()


@pytest.mark.invariant("I3")
@pytest.mark.django_db
def test_the_same_key_gets_the_same_answer_and_happens_once(at) -> None:
    from kehou.ground.refusal import Refusal
    from kehou.kernel.act import by_account
    from kehou.kernel.models import AuditEvent, OutboxMessage

    @action(allow=[anyone])
    def count_letters(act, *, word: str) -> int:
        OutboxMessage.objects.create(account_id=1, kind=word, title="x", body="x", created_at=act.at)
        return OutboxMessage.objects.count()

    act = by_account(5, at, key="form-1")
    assert [count_letters(act, word="a") for _ in range(3)] == [1, 1, 1]
    assert AuditEvent.objects.count() == 1
    with pytest.raises(Refusal, match="key_used"):
        count_letters(act, word="b")
    assert count_letters(by_account(6, at, key="form-1"), word="b") == 2
    ACTIONS.popitem()


@pytest.mark.invariant("I3")
@pytest.mark.django_db
@pytest.mark.parametrize("answer", [7, True, "已完成", {"new": 2}, [1, 2], None, 0])
def test_whatever_a_deed_answers_its_key_gets_again(at, answer) -> None:
    from kehou.kernel.act import by_account

    done = []

    @action(allow=[anyone])
    def answer_once(act):
        done.append(act)
        return answer

    ACTIONS.popitem()
    act = by_account(5, at, key="form-1")
    assert [answer_once(act) for _ in range(3)] == [answer] * 3
    assert len(done) == 1


@pytest.mark.invariant("I26")
@pytest.mark.django_db
def test_a_deed_under_a_key_costs_two_statements_beside_its_own(at, django_assert_num_queries) -> None:
    """The key and the event; the two more are the test's own savepoint."""
    from kehou.kernel.act import by_account

    @action(allow=[anyone])
    def do_little(act, *, school_id: int) -> int:
        return 3

    ACTIONS.popitem()
    with django_assert_num_queries(4):
        do_little(by_account(5, at, key="form-1"), school_id=1)
    with django_assert_num_queries(3):
        do_little(by_account(5, at), school_id=1)
