"""A roll comes in through the browser: uploaded, looked at, applied, its slips printed and used."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kehou.jobs.read_lists import read_lists
from kehou.org.models import School
from kehou.people.models import Account, ActivationCode, Import, Pupil
from kehou.people.progress import noted
from kehou.sim.people import SimPupil, SimSchool, Town
from kehou.sim.roll_file import write_roll, write_staff_list
from tests.make.people import make_guardian, make_officer, make_pupil, make_school

pytestmark = pytest.mark.django_db


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


def pupils_of(school: School, n: int = 30) -> tuple[SimPupil, ...]:
    return Town(7, first_day=date(2026, 8, 31)).pupils(SimSchool(school.code, ("primary",)), n)


def upload(client: Client, school: School, path: Path, kind: str = "roll") -> str:
    file = SimpleUploadedFile("名册.xlsx", path.read_bytes())
    answer = client.post(reverse("school:lists", args=[school.pk]), {"kind": kind, "file": file, "act_key": "k"})
    assert answer.status_code == 303
    return str(answer["Location"])


@pytest.mark.invariant("I25")
def test_a_roll_goes_from_the_file_to_the_slips(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    pupils = pupils_of(school)
    write_roll(tmp_path / "r.xlsx", pupils)
    page = upload(client, school, tmp_path / "r.xlsx")
    assert "正在读这份名单" in client.get(page).content.decode()
    read_lists(at)
    html = client.get(page).content.decode()
    assert "写入后：新增 30 人，改动 0 人，离开 0 人" in html
    assert pupils[0].name in html and pupils[0].id_number not in html
    client.post(page + "apply/", {"act_key": "a"})
    assert "正在写入" in client.get(page).content.decode()
    read_lists(at)
    assert "已写入：新增 30 人" in client.get(page).content.decode()
    assert Pupil.objects.count() == 30
    grade, number = pupils[0].grade, pupils[0].class_no
    paper = client.post(reverse("school:slips_print", args=[school.pk]), {"class": f"{grade}-{number}"})
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert ActivationCode.objects.count() == sum((p.grade, p.class_no) == (grade, number) for p in pupils)


def test_a_wrong_row_is_shown_with_cell_and_reason(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    (planted,) = write_roll(tmp_path / "r.xlsx", pupils_of(school), faults=("wrong_check_digit",))
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    html = client.get(page).content.decode()
    assert "有 1 行不能读，改好再传" in html
    assert f"{planted.number}</th>" in html and planted.column in html
    assert "写入这份名单" not in html
    refused = client.post(page + "apply/", {"act_key": "a"})
    assert refused.status_code == 409 and "整份名单都没有写入" in refused.content.decode()


def test_a_change_is_shown_field_by_field_in_words(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    from dataclasses import replace

    pupils = pupils_of(school)
    write_roll(tmp_path / "r.xlsx", pupils)
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    client.post(page + "apply/", {"act_key": "a"})
    read_lists(at)
    write_roll(tmp_path / "r.xlsx", (replace(pupils[0], boarding=not pupils[0].boarding, class_no=9), *pupils[1:]))
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    html = client.get(page).content.decode()
    assert "<td>住校</td>" in html and "<ins>9</ins>" in html
    assert "boarding" not in html and "class_no" not in html


def test_a_staff_list_comes_in_and_its_empty_form_can_be_downloaded(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    assert client.get(reverse("school:staff_template", args=[school.pk])).content.startswith(b"PK")
    write_staff_list(
        tmp_path / "s.xlsx", Town(3, first_day=date(2026, 8, 31)).staff(SimSchool(school.code, ("primary",)), 4)
    )
    page = upload(client, school, tmp_path / "s.xlsx", kind="staff")
    read_lists(at)
    html = client.get(page).content.decode()
    assert "新增 13 人" in html and "课后服务负责人、教师" in html


def test_while_it_reads_the_page_asks_again_and_gets_only_its_part(
    client: Client, school: School, office: Account, tmp_path: Path
) -> None:
    write_roll(tmp_path / "r.xlsx", pupils_of(school))
    page = upload(client, school, tmp_path / "r.xlsx")
    with noted(Import.objects.get().pk) as note:
        note(12, 30)
        part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "读了 40%：12 行，共 30 行" in part and "hx-trigger" in part and "<html" not in part


def test_while_it_writes_the_page_says_how_much_and_may_be_closed(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    write_roll(tmp_path / "r.xlsx", pupils_of(school))
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    client.post(page + "apply/", {"act_key": "a"})
    with noted(Import.objects.get().pk) as note:
        note(45, 150)
        part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "写了 30%：45 条记录，共 150 条" in part and "可以关掉这一页" in part and "hx-trigger" in part


def test_a_given_up_list_leaves_nothing(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime
) -> None:
    write_roll(tmp_path / "r.xlsx", pupils_of(school))
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    client.post(page + "discard/", {"act_key": "a"})
    assert Import.objects.get().content == ""
    assert "这份名单已放弃" in client.get(page).content.decode()


@pytest.mark.invariant("I15")
def test_another_schools_office_finds_neither_lists_nor_slips(client: Client, school: School, office: Account) -> None:
    client.force_login(make_officer("coordinator", make_school("别校")))
    for name in ("lists", "slips", "staff_template"):
        assert client.get(reverse(f"school:{name}", args=[school.pk])).status_code == 404
    assert client.post(reverse("school:slips_print", args=[school.pk]), {"class": "1-1"}).status_code == 404


def test_a_lost_slip_is_printed_again_for_one_child(client: Client, school: School, office: Account) -> None:
    child = make_pupil(school)
    for _ in range(2):
        assert client.post(reverse("school:slip_again", args=[school.pk, child.pk]), {}).content.startswith(b"%PDF")
    assert ActivationCode.objects.count() == 1


@pytest.mark.parametrize("n", [40, 400])
def test_pages_cost_the_same_for_few_and_many(
    client: Client, school: School, office: Account, tmp_path: Path, at: datetime, n: int, django_assert_max_num_queries
) -> None:
    make_guardian(make_pupil(school))
    write_roll(tmp_path / "r.xlsx", pupils_of(school, n))
    page = upload(client, school, tmp_path / "r.xlsx")
    read_lists(at)
    for url in (page, reverse("school:lists", args=[school.pk]), reverse("school:slips", args=[school.pk])):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
