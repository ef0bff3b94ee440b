"""An order that keeps somebody from a child: entered with its document, felt at the gate at once, read by the office alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import CustodyBlock
from kehou.day.release import blocked_names
from kehou.kernel.models import AuditEvent
from kehou.people.models import Account, Guardianship
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.people import make_guardian, make_officer

pytestmark = pytest.mark.django_db
NOW = moment(17, 30)
ORDER = {"name": "周远", "evidence": "海勃湾区人民法院 （2026）保护令 1 号", "ordered_on": "2026-10-26", "last_day": ""}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def a() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    return found


@pytest.fixture
def signed(a: Afternoon) -> Callable[[str], Client]:
    def _signed(role: str) -> Client:
        client = Client()
        client.force_login(make_officer(role, a.school))
        return client

    return _signed


def page_of(a: Afternoon) -> str:
    return reverse("school:custody", args=[a.school.pk, a.children[0].pk])


def father_of(a: Afternoon) -> Account:
    return make_guardian(a.children[0], "周远", "父亲")


@pytest.mark.invariant("I11")
def test_an_order_entered_at_the_desk_is_felt_at_the_gate_and_on_the_phone_at_once(
    a: Afternoon, signed: Callable[[str], Client]
) -> None:
    phone, teacher = Client(), Client()
    phone.force_login(father_of(a))
    assert a.teacher.account is not None
    teacher.force_login(a.teacher.account)
    gate = reverse("teacher:hand_over_child", args=[a.session.pk, a.children[0].pk])
    own = reverse("family:today", args=[a.children[0].pk])
    assert "父亲 周远" in teacher.get(gate).content.decode() and phone.get(own).status_code == 200

    office = signed("coordinator")
    answer = office.post(page_of(a), ORDER, follow=True).content.decode()
    assert "有 1 个人不能接" in answer and "保护令 1 号" in answer and "校长解除为止" in answer

    at_gate = teacher.get(gate).content.decode()
    assert "周远" not in at_gate and "先别放，打电话给学校办公室" in at_gate
    assert "保护令" not in at_gate and "法院" not in at_gate
    refused = phone.get(own)
    assert refused.status_code == 409 and "请联系学校办公室" in refused.content.decode()
    assert "保护令" not in refused.content.decode() and "决定" not in refused.content.decode()


@pytest.mark.invariant("I11")
def test_only_the_principal_lifts_it_and_only_on_a_document(a: Afternoon, signed: Callable[[str], Client]) -> None:
    office, principal = signed("coordinator"), signed("principal")
    office.post(page_of(a), ORDER)
    block = CustodyBlock.objects.get()
    lift = reverse("school:lift_block", args=[a.school.pk, a.children[0].pk, block.pk])
    assert "解除限制" not in office.get(page_of(a)).content.decode()
    assert office.post(lift, {"end_evidence": "解除令"}).status_code == 404
    bare = principal.post(lift, {"end_evidence": " "})
    assert bare.status_code == 422 and "写上解除的文书和文号" in bare.content.decode()
    after = principal.post(lift, {"end_evidence": "（2026）解 2 号"}, follow=True).content.decode()
    assert "没有人被限制接" in after and "（2026）解 2 号" in after and "保护令 1 号" in after


def test_an_order_with_a_last_day_holds_through_that_day_and_no_longer(
    a: Afternoon, signed: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = signed("coordinator")
    office.post(page_of(a), ORDER | {"last_day": "2026-10-28"})
    assert "有 1 个人不能接" in office.get(page_of(a)).content.decode()
    child = a.children[0].pk
    assert blocked_names([child], moment(23, 59)) and not blocked_names([child], moment(0) + timedelta(days=1))
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW + timedelta(days=1))
    later = office.get(page_of(a)).content.decode()
    assert "没有人被限制接" in later and "文书到期" in later


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "写上不能接孩子的人的姓名"),
        ({"evidence": ""}, "写上哪一份文书、文号"),
        ({"last_day": "2026-10-27"}, "最后一天已经过了"),
        ({"ordered_on": "2026-10-29"}, "日期还没有到"),
    ],
)
def test_what_is_wrong_with_an_entry_stands_beside_its_field(
    a: Afternoon, signed: Callable[[str], Client], changed: dict[str, str], says: str
) -> None:
    answer = signed("coordinator").post(page_of(a), ORDER | changed)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not CustodyBlock.objects.exists()


@pytest.mark.invariant("I16")
def test_nobody_but_the_office_reads_it_and_no_record_holds_its_words(
    a: Afternoon, signed: Callable[[str], Client]
) -> None:
    office = signed("coordinator")
    office.post(page_of(a), ORDER)
    for role in ("duty_leader", "gate", "finance_maker", "aid_officer"):
        assert signed(role).get(page_of(a)).status_code == 404
    mother = Client()
    tie = Guardianship.objects.filter(pupil=a.children[0]).exclude(name="周远").get()
    assert tie.account is not None
    mother.force_login(tie.account)
    assert mother.get(page_of(a)).status_code == 404
    kept = repr(list(AuditEvent.objects.filter(deed="day.place_block").values()))
    assert "保护令" not in kept and "周远" not in kept
    child = reverse("school:child", args=[a.school.pk, a.children[0].pk])
    assert "有 1 个人不能接这个孩子" in office.get(child).content.decode()


def test_the_page_costs_at_most_twelve_statements(
    a: Afternoon, signed: Callable[[str], Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    office = signed("principal")
    for number in range(5):
        office.post(page_of(a), ORDER | {"name": f"周{number}"})
    for url in (page_of(a), reverse("school:child", args=[a.school.pk, a.children[0].pk])):
        with django_assert_max_num_queries(12):
            assert office.get(url).status_code == 200
