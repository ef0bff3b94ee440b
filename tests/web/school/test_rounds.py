"""The office's round: what blocks it, opening it, drawing it, its files for a checker."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou import cli
from kehou.enrol.models import Consent, Round
from kehou.menu.models import Section
from kehou.org.models import CalendarYear
from kehou.people.models import Account
from kehou.plan.models import PlanVersion, Publication
from kehou.web.shared.mode_words import all_modes, mode_words
from tests.make.enrol import CLOSES, DRAWN, JOINED, OPENS, draw, make_choosing, make_course, make_round, wish
from tests.make.people import give_role, make_account, make_officer, set_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def to(at):
        monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)

    to(JOINED)
    return to


def office(school, role: str = "coordinator") -> Client:
    client = Client()
    client.force_login(make_officer(role, school))
    return client


def page(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(f"school:{name}", args=args)).content.decode()


def make_ready(choosing) -> None:
    """Everything open_round asks for but staffed sections: there are none yet."""
    version = PlanVersion.objects.get(school=choosing.school)
    Publication.objects.create(
        district=choosing.school.district, school=choosing.school, version=version, published_at=JOINED,
        published_by=make_account(),
    )  # fmt: skip
    for year in (2026, 2027):
        CalendarYear.objects.create(district=choosing.school.district, year=year, confirmed_at=JOINED)


FORM = {"name": "秋季选课", "opens_at": "2026-09-10T08:00", "closes_at": "2026-09-16T18:00", "mode": "rotating-draw"}


@pytest.mark.clause("八.5b", "附.11")
def test_what_blocks_a_round_is_listed_and_the_deed_refuses_in_that_order(monkeypatch) -> None:
    choosing = make_choosing(1)
    client, url = office(choosing.school), reverse("school:rounds_open", args=[choosing.school.pk])
    assert "还差几件事" in client.get(url).content.decode()
    refused = client.post(url, FORM)
    assert (refused.status_code, "还没有公示" in refused.content.decode()) == (409, True)
    assert 'value="秋季选课"' in refused.content.decode(), "what was typed stays"
    make_ready(choosing)
    make_course(choosing.school, "陶泥")
    refused = client.post(url, FORM)
    assert (refused.status_code, "还有 1 个教学班没有安排好老师或教室：陶泥" in refused.content.decode()) == (409, True)
    assert not Round.objects.exists()


def test_an_open_round_shows_its_commitment_to_everybody_and_its_secret_to_nobody(monkeypatch) -> None:
    choosing = make_choosing(1)
    make_ready(choosing)
    monkeypatch.setattr("kehou.menu.queries.unstaffed", lambda *given: [])
    client = office(choosing.school)
    assert client.post(reverse("school:rounds_open", args=[choosing.school.pk]), FORM).status_code == 303
    round_ = Round.objects.get()
    assert (round_.state, len(round_.secret)) == ("open", 64)
    for text in (
        page(client, "rounds", choosing.school.pk),
        Client().get(reverse("public:draw", args=[round_.pk])).content.decode(),
    ):
        assert round_.secret not in text
    again = client.post(reverse("school:rounds_open", args=[choosing.school.pk]), FORM)
    assert (again.status_code, "已有一轮" in again.content.decode()) == (409, True)


def test_a_school_chooses_how_places_are_given_and_families_read_promise_and_price_before_they_rank(
    clock, monkeypatch
) -> None:
    choosing = make_choosing(1)
    make_ready(choosing)
    monkeypatch.setattr("kehou.menu.queries.unstaffed", lambda *given: [])
    client, url = office(choosing.school), reverse("school:rounds_open", args=[choosing.school.pk])
    form = client.get(url).content.decode()
    for mode, words in all_modes(30):
        assert f'value="{mode}"' in form
        assert words.promise in form
        assert words.price in form
    assert client.post(url, {**FORM, "mode": "by hand"}).status_code == 422
    assert client.post(url, {**FORM, "mode": "fair-gate", "gate": "0"}).status_code == 422
    assert client.post(url, {**FORM, "mode": "fair-gate", "gate": "45"}).status_code == 303
    round_ = Round.objects.get()
    assert (round_.mode, round_.gate, round_.log[0]["options"]["gate"]) == ("fair-gate", 45, 45)
    family, words = choosing.families[0], mode_words("fair-gate", 45)
    phone = Client()
    phone.force_login(family.guardian)
    for at in (JOINED, OPENS):
        clock(at)
        page_read = phone.get(reverse("family:choose", args=[family.child.pk])).content.decode()
        assert words.hurry in page_read
        assert words.price in page_read
    assert words.how in Client().get(reverse("public:draw", args=[round_.pk])).content.decode()


@pytest.mark.parametrize("principal", ["none", "invited", "has come", "of the demo"])
def test_dice_are_thrown_unless_only_one_person_of_the_office_can_type(principal: str) -> None:
    choosing = make_choosing(1)
    make_ready(choosing)
    school, url = choosing.school, reverse("school:rounds_open", args=[choosing.school.pk])
    client = Client()
    client.force_login(set_password(make_officer("coordinator", school), "a password of its own"))
    other = make_officer("principal", school) if principal != "none" else None
    if other and principal == "has come":
        set_password(other, "another of its own")
    if other and principal == "of the demo":  # comes in by a tap, without a password
        Account.objects.filter(pk=other.pk).update(demo_name="校长")
    box = client.get(url).content.decode().split('name="public_value"')[1].split(">")[0]
    assert ("checked" in box) == (principal in ("has come", "of the demo"))


def test_a_time_that_is_over_is_said_at_its_field() -> None:
    choosing = make_choosing(1)
    url = reverse("school:rounds_open", args=[choosing.school.pk])
    wrong = office(choosing.school).post(url, {**FORM, "closes_at": "2026-09-01T08:00"})
    assert (wrong.status_code, "要晚于开始时间和现在" in wrong.content.decode()) == (422, True)


def test_the_button_draws_after_the_deadline_and_the_files_verify(clock, tmp_path) -> None:
    choosing = make_choosing(4)
    section, round_ = make_course(choosing.school, capacity=2), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    client, draw_url = office(choosing.school), reverse("school:draw_round", args=[choosing.school.pk, round_.pk])
    clock(CLOSES - timedelta(minutes=1))
    assert client.post(draw_url).status_code == 409
    clock(CLOSES)
    assert "现在摇号" in page(client, "rounds", choosing.school.pk)
    assert client.post(draw_url).status_code == 303
    assert Section.objects.get(pk=section.pk).taken == 2

    answer = client.get(reverse("school:round_files", args=[choosing.school.pk, round_.pk]))
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    assert cli.main(["verify", str(tmp_path)]) == 0


def test_the_files_are_for_the_office_and_the_district_only() -> None:
    choosing = make_choosing(1)
    round_ = make_round(choosing)
    draw(round_)
    url = reverse("school:round_files", args=[choosing.school.pk, round_.pk])
    officer, guardian = Client(), Client()
    account = make_account("白洁")
    give_role(account, "district_officer", district=choosing.school.district)
    officer.force_login(account)
    guardian.force_login(choosing.families[0].guardian)
    assert officer.get(url).status_code == 200
    assert guardian.get(url).status_code == 404
    assert office(choosing.school, "teacher").get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.clause("二.1")
def test_a_paper_is_typed_in_for_one_child_and_waits_for_its_family() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    choosing.family()
    client = office(choosing.school)
    where = reverse("school:paper_consents", args=[choosing.school.pk]) + "?class=4-2"
    text = client.get(where).content.decode()
    assert "四（2）班还有 1 个孩子没有参加" in text
    assert text.count("有纸质确认书</button>") == 1
    send = reverse("school:record_paper_consent", args=[choosing.school.pk, family.child.pk, choosing.term.pk])
    assert client.post(send + "?class=4-2").status_code == 303
    assert "等家长" in client.get(where).content.decode()
    assert Consent.objects.filter(by="staff", confirmed_at=None).count() == 1
    assert office(choosing.school, "principal").post(send + "?class=4-2").status_code == 404


def test_children_without_any_course_after_the_draw_are_counted(clock) -> None:
    choosing = make_choosing(3)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section, at=OPENS + timedelta(hours=1))
    draw(round_)
    clock(DRAWN)
    assert "2 个参加的孩子还没有任何一门课" in page(office(choosing.school), "rounds", choosing.school.pk)


@pytest.mark.parametrize("families", [2, 30])
def test_the_pages_cost_few_statements(families, django_assert_max_num_queries) -> None:
    choosing = make_choosing(families)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing)
    for family in choosing.families[:3]:
        wish(family, round_, section)
    draw(round_)
    client = office(choosing.school)
    for url in (
        reverse("school:rounds", args=[choosing.school.pk]),
        reverse("school:rounds_open", args=[choosing.school.pk]),
        reverse("school:paper_consents", args=[choosing.school.pk]) + "?class=4-2",
    ):
        client.get(url)  # the first page of a process also reads the school's name for the frame
        with django_assert_max_num_queries(12):
            client.get(url)
