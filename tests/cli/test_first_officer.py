"""An empty system and its first officer: a code on the console, no password that everybody knows."""

import pytest

from kehou.cli import main
from kehou.kernel.act import by_public, by_system
from kehou.people.actions.accept_invitation import accept_invitation
from kehou.people.actions.invite_first_officer import invite_first_officer
from kehou.people.models import Account, Role

pytestmark = pytest.mark.django_db
WHO = ["first-officer", "--name", "云桂芳", "--phone", "15400001111"]


def test_the_code_on_the_console_opens_the_city(capsys: pytest.CaptureFixture[str], at) -> None:
    assert main(WHO) == 0
    line = capsys.readouterr().out.splitlines()[0]
    code = line.rpartition("邀请码：")[2]
    from kehou.kernel import clock

    account_id = accept_invitation(by_public(clock.now()), code=code, password="long-enough-7")
    assert Role.objects.get(account_id=account_id, until=None).role == "city_officer"


def test_a_lost_code_is_made_again_but_not_beside_an_officer_in_charge(at) -> None:
    act = by_system("test", at)
    first = invite_first_officer(act, name="云桂芳", phone="15400001111")
    second = invite_first_officer(act, name="云桂芳", phone="15400001111")
    assert first != second
    assert Role.objects.filter(until=None).count() == 1
    accept_invitation(by_public(at), code=second, password="long-enough-7")
    assert main(WHO) == 2
    assert Account.objects.count() == 1


def test_a_number_that_is_no_mobile_phone_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WHO[:-1], "123"]) == 2
    assert "11 位手机号" in capsys.readouterr().err
