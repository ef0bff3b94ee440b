"""Codes that are used once, roles that end at once, accounts nobody can take over."""

from datetime import datetime, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_public
from kehou.kernel.models import AuditEvent, IdempotencyKey, OutboxMessage
from kehou.org.models import School
from kehou.people.actions.accept_invitation import accept_invitation
from kehou.people.actions.activate_child import activate_child
from kehou.people.actions.end_role import end_role
from kehou.people.actions.invite_account import invite_account
from kehou.people.actions.issue_codes import issue_codes
from kehou.people.actions.renew_invitation import renew_invitation
from kehou.people.models import Account, Guardianship, Pupil, Role
from kehou.people.queries import children_of
from tests.make.people import (
    act_of,
    give_role,
    make_account,
    make_district,
    make_guardian,
    make_officer,
    make_pupil,
    make_school,
    set_password,
)  # fmt: skip

pytestmark = pytest.mark.django_db
PASSWORD = "long-enough-7"


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School) -> Account:
    return make_officer("coordinator", school)


@pytest.fixture
def child(school: School) -> Pupil:
    return make_pupil(school)


def code_for(office: Account, child: Pupil, at: datetime) -> str:
    codes = issue_codes(act_of(office, at), school_id=child.school_id, child_ids=[child.pk])
    return codes[str(child.pk)]


def activate(at: datetime, code: str, **more: str) -> int:
    given = {"child_name": "周沐阳", "name": "韩雪梅", "phone": "15400001111", "password": PASSWORD} | more
    return activate_child(by_public(at), code=code, **given)


def test_a_slip_makes_an_account_and_a_tie(office: Account, child: Pupil, at: datetime) -> None:
    account_id = activate(at, code_for(office, child, at))
    assert [found.id for found in children_of(account_id, at)] == [child.pk]


def test_the_guardian_of_the_roll_gets_the_own_tie_not_a_second_one(
    office: Account, child: Pupil, at: datetime
) -> None:
    from kehou.org.rows import scope
    from kehou.people.sign_in import phone_index

    Guardianship.objects.create(
        **scope(child.school_id), pupil=child, name="韩雪梅", relation="母亲", phone="15400001111",
        phone_index=phone_index("15400001111"), since=at - timedelta(days=9),
    )  # fmt: skip
    activate(at, code_for(office, child, at))
    assert Guardianship.objects.get().relation == "母亲"


def test_a_second_child_joins_the_same_account(office: Account, school: School, child: Pupil, at: datetime) -> None:
    sister = make_pupil(school, "周沐晴", grade=1)
    first = activate(at, code_for(office, child, at))
    second = activate(at, code_for(office, sister, at), child_name="周沐晴")
    assert first == second
    assert len(children_of(first, at)) == 2


def test_a_code_typed_small_and_with_spaces_is_the_same_code(office: Account, child: Pupil, at: datetime) -> None:
    code = code_for(office, child, at).lower()
    assert activate(at, f"{code[:4]} {code[4:]}")


@pytest.mark.parametrize(
    ("spoil", "refused"),
    [
        ({"phone": "123"}, "bad_phone"),
        ({"password": "12345678"}, "weak_password"),
        ({"child_name": "别的孩子"}, "code_unknown"),
        ({"code": "XXXXXXXX"}, "code_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_fixed_order(
    office: Account, child: Pupil, at: datetime, spoil: dict[str, str], refused: str
) -> None:
    code = code_for(office, child, at)
    with pytest.raises(Refusal, match=refused):
        activate(at, spoil.pop("code", code), **spoil)
    assert activate(at, code)


def test_a_used_an_old_and_a_replaced_code_open_nothing(
    office: Account, school: School, child: Pupil, at: datetime
) -> None:
    old = code_for(office, child, at)
    code = code_for(office, child, at)
    with pytest.raises(Refusal, match="code_unknown"):
        activate(at, old)
    activate(at, code)
    with pytest.raises(Refusal, match="code_unknown"):
        activate(at, code, phone="15400002222")
    late = code_for(office, make_pupil(school, "赵一鸣"), at)
    with pytest.raises(Refusal, match="code_unknown"):
        activate(at + timedelta(days=61), late, child_name="赵一鸣")


def test_a_slip_does_not_open_somebody_elses_account(office: Account, child: Pupil, at: datetime) -> None:
    set_password(make_account("别人", "15400001111"), "her-own-secret")
    with pytest.raises(Refusal, match="other_password"):
        activate(at, code_for(office, child, at))


@pytest.mark.invariant("I16")
def test_no_code_stands_in_the_audit_or_beside_a_form_key(office: Account, child: Pupil, at: datetime) -> None:
    code = code_for(office, child, at)
    activate(at, code)
    kept = repr(list(AuditEvent.objects.values())) + repr(list(IdempotencyKey.objects.values()))
    assert code not in kept and "15400001111" not in kept


def test_an_invited_person_sets_the_own_password_once(office: Account, school: School, at: datetime) -> None:
    code = invite_account(act_of(office, at), role="gate", name="陈志", phone="15400003333", school_id=school.pk)
    account_id = accept_invitation(by_public(at), code=code, password=PASSWORD)
    assert Role.objects.get(account_id=account_id).role == "gate"
    with pytest.raises(Refusal, match="code_unknown"):
        accept_invitation(by_public(at), code=code, password=PASSWORD)


def test_an_invitation_ends_after_thirty_days(office: Account, school: School, at: datetime) -> None:
    code = invite_account(act_of(office, at), role="gate", name="陈志", phone="15400003333", school_id=school.pk)
    with pytest.raises(Refusal, match="code_unknown"):
        accept_invitation(by_public(at + timedelta(days=31)), code=code, password=PASSWORD)


def test_giving_a_role_to_somebody_with_a_password_gives_no_way_into_the_account(
    office: Account, school: School, at: datetime
) -> None:
    officer = set_password(make_account("云桂芳", "15400004444"), PASSWORD)
    give_role(officer, "city_officer")
    assert invite_account(act_of(office, at), role="gate", name="云", phone="15400004444", school_id=school.pk) == ""
    with pytest.raises(Refusal, match="role_elsewhere"):
        renew_invitation(act_of(office, at), school_id=school.pk, account_id=officer.pk)


def test_a_forgotten_password_is_renewed_by_the_own_school_and_the_person_is_told(
    office: Account, school: School, child: Pupil, at: datetime
) -> None:
    mother = set_password(make_guardian(child), "forgotten-pass")
    code = renew_invitation(act_of(office, at), school_id=school.pk, account_id=mother.pk)
    assert accept_invitation(by_public(at), code=code, password=PASSWORD) == mother.pk
    assert OutboxMessage.objects.get(account_id=mother.pk).kind == "invitation_renewed"
    with pytest.raises(NotYours):
        renew_invitation(act_of(office, at), school_id=school.pk, account_id=make_account("路人").pk)


@pytest.mark.parametrize(
    ("role", "scope", "refused"),
    [
        ("emperor", {"school_id": 1}, "unknown_role"),
        ("district_officer", {"school_id": 1}, "misplaced"),
        ("city_officer", {"school_id": 1}, "misplaced"),
        ("gate", {"school_id": 1, "district_id": 1}, "misplaced"),
    ],
)
def test_a_role_belongs_to_one_kind_of_place(at: datetime, role: str, scope: dict[str, int], refused: str) -> None:
    city = make_account("云桂芳")
    give_role(city, "city_officer")
    with pytest.raises(Refusal, match=refused):
        invite_account(act_of(city, at), role=role, name="陈志", phone="15400003333", **scope)


@pytest.mark.invariant("I15")
def test_who_places_whom(school: School, office: Account, at: datetime) -> None:
    district = make_account("郝志刚")
    give_role(district, "district_officer", district=school.district)
    elsewhere = make_account("外区")
    give_role(elsewhere, "district_officer", district=make_district("150303", "海南区"))
    teacher = make_officer("teacher", school)
    given = {"name": "陈志", "school_id": school.pk}
    assert invite_account(act_of(district, at), role="coordinator", phone="15400003331", **given)
    assert invite_account(act_of(office, at), role="gate", phone="15400003332", **given)
    for stranger in (elsewhere, teacher, make_officer("coordinator", make_school("别校"))):
        with pytest.raises(NotYours):
            invite_account(act_of(stranger, at), role="gate", phone="15400003333", **given)
    with pytest.raises(NotYours):
        invite_account(
            act_of(district, at), role="district_officer", name="x", phone="15400003334", district_id=school.district_id
        )


@pytest.mark.invariant("I21")
def test_an_ended_role_opens_nothing_from_then_on(school: School, office: Account, at: datetime) -> None:
    gate = make_officer("gate", school)
    end_role(act_of(office, at), role_id=Role.objects.get(account=gate).pk)
    from kehou.people.queries import roles_of

    assert roles_of(gate.pk, at) == []
    with pytest.raises(NotYours):
        end_role(act_of(office, at), role_id=Role.objects.get(account=gate).pk)


def test_the_last_person_in_charge_of_a_school_stays(school: School, office: Account, at: datetime) -> None:
    with pytest.raises(Refusal, match="last_one"):
        end_role(act_of(office, at), role_id=Role.objects.get(account=office).pk)
    make_officer("principal", school)
    end_role(act_of(office, at), role_id=Role.objects.get(account=office).pk)
