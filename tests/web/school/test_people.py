"""Children, guardians and adults at the school's desk: numbers masked, a whole one for a purpose, ties with evidence."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.org.models import School
from kehou.people.models import Account, Guardianship, Pupil
from tests.make.people import make_guardian, make_officer, make_pupil, make_school, make_staff

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "150302201803059007", "15400007777"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School, client: Client) -> Account:
    account = make_officer("coordinator", school)
    client.force_login(account)
    return account


@pytest.fixture
def child(school: School) -> Pupil:
    found = make_pupil(school)
    found.id_number = NUMBER
    found.save()
    mother = make_guardian(found, "韩雪梅")
    Guardianship.objects.filter(account=mother).update(phone=PHONE)
    return found


def page_of(child: Pupil) -> str:
    return reverse("school:child", args=[child.school_id, child.pk])


@pytest.mark.invariant("I16")
def test_no_whole_number_stands_on_a_page_until_somebody_says_why(
    client: Client, office: Account, child: Pupil
) -> None:
    classes = reverse("school:people", args=[child.school_id])
    for url in (classes, classes + "?class=4-2", classes + "?name=周", page_of(child)):
        html = client.get(url).content.decode()
        assert NUMBER not in html and PHONE not in html
    assert "150***********9007" in client.get(page_of(child)).content.decode()


@pytest.mark.invariant("I16")
def test_a_whole_number_is_shown_for_a_purpose_and_the_look_is_kept_without_it(
    client: Client, office: Account, child: Pupil
) -> None:
    url = reverse("school:child_number", args=[child.school_id, child.pk])
    assert client.post(url, {"purpose": ""}).status_code == 409
    html = client.post(url, {"purpose": "roll_check", "act_key": "k1"}).content.decode()
    assert NUMBER in html
    event = AuditEvent.objects.get(deed="people.reveal_number")
    assert (event.subject["purpose_id"], event.subject["child_id"]) == ("roll_check", child.pk)
    tie = Guardianship.objects.get()
    phone = reverse("school:guardian_phone", args=[child.school_id, child.pk, tie.pk])
    assert PHONE in client.post(phone, {"purpose": "emergency", "act_key": "k2"}).content.decode()
    kept = repr(list(AuditEvent.objects.values())) + repr(list(IdempotencyKey.objects.values()))
    assert NUMBER not in kept and PHONE not in kept
    assert NUMBER not in client.get(page_of(child)).content.decode()


def test_a_guardian_is_added_from_a_document_and_opens_nothing_before_a_slip(
    client: Client, office: Account, child: Pupil
) -> None:
    given = {"name": "周国栋", "relation": "爷爷", "phone": "15400008888", "evidence": ""}
    assert "请写看到了什么证明" in client.post(page_of(child), given).content.decode()
    assert client.post(page_of(child), given | {"evidence": "户口簿"}).status_code == 303
    tie = Guardianship.objects.get(name="周国栋")
    assert (tie.account_id, tie.from_roll, tie.evidence) == (None, False, "户口簿")
    assert "学校核实：户口簿" in client.get(page_of(child)).content.decode()
    again = client.post(page_of(child), given | {"evidence": "户口簿"})
    assert again.status_code == 422 and "已经在名单上" in again.content.decode()


@pytest.mark.invariant("I21")
def test_a_tie_that_ended_opens_nothing_at_the_next_click(client: Client, office: Account, child: Pupil) -> None:
    father = make_guardian(child, "周伟", "父亲")
    phone = Client()
    phone.force_login(father)
    own = reverse("family:child", args=[child.pk])
    assert phone.get(own).status_code == 200
    tie = Guardianship.objects.get(account=father)
    end = reverse("school:guardian_end", args=[child.school_id, child.pk, tie.pk])
    assert "请写凭什么停" in client.post(end, {"evidence": ""}).content.decode()
    assert client.post(end, {"evidence": "法院判决书"}).status_code == 303
    assert phone.get(own).status_code == 404
    tie.refresh_from_db()
    assert tie.end_evidence == "法院判决书"


def test_a_child_keeps_its_last_guardian(client: Client, office: Account, child: Pupil) -> None:
    tie = Guardianship.objects.get()
    end = reverse("school:guardian_end", args=[child.school_id, child.pk, tie.pk])
    answer = client.post(end, {"evidence": "法院判决书"})
    assert answer.status_code == 409 and "最后一位监护人" in answer.content.decode()


@pytest.mark.clause("五.3")
def test_adults_whose_papers_ended_are_named_with_the_reason(client: Client, school: School, office: Account) -> None:
    make_staff(school, "苏日娜")
    make_staff(
        school,
        "赵鹏",
        "qualified",
        qualification="足球教练",
        cleared_on=date(2026, 1, 1),
        cleared_until=date(2026, 9, 1),
    )
    html = client.get(reverse("school:adults", args=[school.pk])).content.decode()
    assert "2 位教职工，1 位今天不能带班" in html
    assert "赵鹏的无犯罪记录证明9月1日到期" in html


@pytest.mark.invariant("I15")
def test_others_do_not_find_the_schools_people(client: Client, child: Pupil) -> None:
    tie = Guardianship.objects.get()
    for stranger in (make_officer("coordinator", make_school("别校")), make_officer("teacher", child.school)):
        client.force_login(stranger)
        for name in ("people", "adults"):
            assert client.get(reverse(f"school:{name}", args=[child.school_id])).status_code == 404
        assert client.get(page_of(child)).status_code == 404
        for name, ids in (("child_number", []), ("guardian_phone", [tie.pk]), ("guardian_end", [tie.pk])):
            answer = client.post(
                reverse(f"school:{name}", args=[child.school_id, child.pk, *ids]), {"purpose": "emergency"}
            )
            assert answer.status_code == 404


@pytest.mark.invariant("I15")
def test_the_office_finds_no_child_of_another_school(client: Client, school: School, office: Account) -> None:
    other = make_pupil(make_school("别校"), "别的孩子")
    assert client.get(reverse("school:child", args=[school.pk, other.pk])).status_code == 404
    assert (
        client.post(reverse("school:child_number", args=[school.pk, other.pk]), {"purpose": "emergency"}).status_code
        == 404
    )


def test_a_guardian_sees_who_else_sees_the_child_but_no_phone(client: Client, child: Pupil) -> None:
    mother = Account.objects.get(name="韩雪梅")
    client.force_login(mother)
    html = client.get(reverse("family:child", args=[child.pk])).content.decode()
    assert "沐阳在四（2）班" in html and "韩雪梅" in html
    assert PHONE not in html and "154****" not in html


@pytest.mark.parametrize("n", [1, 60])
def test_pages_cost_the_same_for_few_and_many(
    client: Client, school: School, office: Account, n: int, django_assert_max_num_queries
) -> None:
    children = [make_pupil(school, f"孩子{number}") for number in range(n)]
    make_guardian(children[0])
    make_staff(school)
    people = reverse("school:people", args=[school.pk])
    for url in (
        people,
        people + "?class=4-2",
        people + "?name=孩",
        page_of(children[0]),
        reverse("school:adults", args=[school.pk]),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
