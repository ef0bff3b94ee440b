"""The adults of a school get in by a slip of paper: teachers from the list and people from outside alike (五.1, 五.3)."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_public
from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.org.models import School
from kehou.people.actions.accept_invitation import accept_invitation
from kehou.people.actions.issue_invitations import issue_invitations
from kehou.people.actions.register_outsider import register_outsider
from kehou.people.models import Account, StaffMember
from tests.make.people import act_of, give_role, make_account, make_officer, make_school, make_staff, set_password
from tests.paper import text_of

pytestmark = pytest.mark.django_db
PHONE, PASSWORD = "15400007777", "沙枣树下的风-2026"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School, client: Client) -> Account:
    account = make_officer("coordinator", school)
    set_password(account, PASSWORD)
    client.force_login(account)
    return account


def employed(school: School, name: str, phone: str) -> Account:
    account = make_account(name, phone)
    StaffMember.objects.filter(pk=make_staff(school, name).pk).update(account=account)
    give_role(account, "teacher", school=school)
    return account


def test_every_teacher_who_has_not_come_yet_gets_a_slip_whose_code_opens_the_account(
    client: Client, school: School, office: Account, at: datetime
) -> None:
    new, there = employed(school, "苏日娜", "15400001111"), employed(school, "赵鹏", "15400002222")
    set_password(there, PASSWORD)
    html = client.get(reverse("school:adults", args=[school.pk])).content.decode()
    assert "2 位教职工，1 位还没有开通账号" in html
    answer = client.post(reverse("school:staff_slips", args=[school.pk]))
    if answer.status_code == 303:
        pytest.skip("missing: a Chinese font")
    printed = text_of(answer.content)
    assert "苏日娜" in printed
    assert "赵鹏" not in printed
    code = re.search(r"[A-Z0-9]{5} [A-Z0-9]{5}", printed)
    assert code
    assert accept_invitation(by_public(at), code=code[0], password=PASSWORD) == new.pk


def test_the_codes_are_kept_nowhere(client: Client, school: School, office: Account, at: datetime) -> None:
    new = employed(school, "苏日娜", "15400001111")
    [code] = issue_invitations(act_of(office, at), school_id=school.pk, account_ids=[new.pk]).values()
    kept = [
        *AuditEvent.objects.values_list("subject", flat=True),
        *IdempotencyKey.objects.values_list("answer", flat=True),
    ]
    assert code not in str(kept)


@pytest.mark.invariant("I15")
def test_no_school_prints_a_code_for_another_schools_people_or_for_somebody_above_it(
    school: School, office: Account, at: datetime
) -> None:
    far = employed(make_school("别校"), "郭强", "15400003333")
    above = employed(school, "陶立", "15400004444")
    give_role(above, "district_officer", district=school.district)
    assert issue_invitations(act_of(office, at), school_id=school.pk, account_ids=[far.pk, above.pk]) == {}


@pytest.mark.clause("五.3")
def test_somebody_from_outside_with_a_phone_has_an_account_to_sign_in_for_the_lesson(
    school: School, office: Account, at: datetime
) -> None:
    given = {"school_id": school.pk, "role": "retired", "phone": PHONE, "cleared_on": date(2026, 10, 1)}
    row = StaffMember.objects.get(pk=register_outsider(act_of(office, at), name="吴老师", **given))
    assert row.account is not None
    assert not row.account.has_come
    assert len(issue_invitations(act_of(office, at), school_id=school.pk, account_ids=[row.account.pk])) == 1
    with pytest.raises(Refusal, match="works_here"):
        register_outsider(act_of(office, at), name="吴老师", **given)
    with pytest.raises(Refusal, match="bad_phone"):
        register_outsider(act_of(office, at), name="郑老师", **given | {"phone": "0473"})
