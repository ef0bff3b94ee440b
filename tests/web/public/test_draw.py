"""The public page of a draw: each step as it was published, the files for anyone, and a family's receipt checked."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kehou.engines.allocation.settings import MODES
from kehou.enrol.models import Round
from kehou.jobs.close_rounds import close_rounds
from tests.make.enrol import CLOSES, DRAWN, code_of, draw, make_choosing, make_course, make_round, wish
from tests.make.people import make_officer

pytestmark = pytest.mark.django_db
UNTIL = CLOSES + timedelta(hours=24)


@pytest.fixture
def clock(monkeypatch):
    def to(at):
        monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)

    to(DRAWN)
    return to


def drawn(families: int = 3):
    choosing = make_choosing(families)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    return choosing, round_


def phone(family) -> Client:
    client = Client()
    client.force_login(family.guardian)
    return client


def check(round_, content: bytes):
    file = SimpleUploadedFile("receipt.json", content, content_type="application/json")
    return Client().post(reverse("public:draw", args=[round_.pk]), {"file": file})


def test_a_family_stores_its_receipt_and_anyone_checks_it_on_the_public_page(clock) -> None:
    choosing, round_ = drawn()
    family = choosing.families[0]
    page = phone(family).get(reverse("family:receipt", args=[family.child.pk])).content.decode()
    assert "1 个志愿都封存了" in page
    assert code_of(family) in page
    stored = phone(family).get(reverse("family:receipt_file", args=[family.child.pk]))
    assert "对得上" in check(round_, stored.content).content.decode()
    receipt = json.loads(stored.content)
    forged = json.dumps({**receipt, "number": 99}).encode()
    assert "的号：收据上是 99" in check(round_, forged).content.decode()
    for rubbish in (b"", b"{}", b"\xff\xfe", b"[" * 70_000, b"x" * 80_000):
        answer = check(round_, rubbish)
        assert answer.status_code == 422, rubbish[:4]


def test_a_receipt_is_only_for_the_childs_own_guardian(clock) -> None:
    choosing, _ = drawn(2)
    mine, other = choosing.families
    for name in ("receipt", "receipt_file"):
        assert phone(other).get(reverse(f"family:{name}", args=[mine.child.pk])).status_code == 404


def test_the_public_files_are_there_for_anyone_from_the_freeze_on(clock) -> None:
    choosing = make_choosing(1)
    round_ = make_round(choosing)
    url = reverse("public:draw_files", args=[round_.pk])
    assert Client().get(url).status_code == 302, "nothing to see, as for every address that leads nowhere"
    draw(round_)
    names = zipfile.ZipFile(io.BytesIO(Client().get(url).content)).namelist()
    assert names == ["draws.jsonl", "public.csv", "tickets.csv", "verify.py", "怎么核对.txt"]


@pytest.mark.parametrize("mode", MODES)
def test_a_stranger_unpacks_one_file_and_checks_the_draw_with_nothing_of_ours(clock, tmp_path, mode: str) -> None:
    """As the page says it: python verify.py . receipt.json, with an interpreter that knows no package."""
    choosing = make_choosing(3)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing, mode=mode)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    family = choosing.families[0]
    packed = Client().get(reverse("public:draw_files", args=[round_.pk])).content
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path)
    stored = phone(family).get(reverse("family:receipt_file", args=[family.child.pk])).content
    (tmp_path / "receipt.json").write_bytes(stored)
    words = [sys.executable, "-I", "-S", "verify.py", ".", "receipt.json"]
    right = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("right")
    (tmp_path / "receipt.json").write_text(json.dumps(json.loads(stored) | {"number": 99}), "utf-8")
    wrong = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (wrong.returncode, "a swapped number" in wrong.stdout) == (1, True)


def test_two_people_type_the_dice_and_the_page_says_where_it_stands(clock) -> None:
    choosing = make_choosing(2)
    make_course(choosing.school)
    round_ = make_round(choosing)
    Round.objects.filter(pk=round_.pk).update(value_until=UNTIL)
    close_rounds(DRAWN)
    rounds = reverse("school:rounds", args=[choosing.school.pk])
    value = reverse("school:public_value", args=[choosing.school.pk, round_.pk])
    coordinator, principal = Client(), Client()
    coordinator.force_login(make_officer("coordinator", choosing.school))
    principal.force_login(make_officer("principal", choosing.school))
    assert "等现场的公开数" in coordinator.get(rounds).content.decode()
    assert "最晚等到" in Client().get(reverse("public:draw", args=[round_.pk])).content.decode()
    assert coordinator.post(value, {"value": "12"}).status_code == 409
    assert coordinator.post(value, {"value": "351662"}).status_code == 303
    seen = principal.get(rounds).content.decode()
    assert "已经录过" in seen
    assert "351662" not in seen, "the second types what was drawn, not what stands on the screen"
    assert principal.post(value, {"value": "351663"}).status_code == 303
    assert "录的不一样" in coordinator.get(rounds).content.decode()
    assert principal.post(value, {"value": "351662"}).status_code == 303
    page = Client().get(reverse("public:draw", args=[round_.pk])).content.decode()
    assert "两个人各自录入，一致" in page
    assert "起先录得不一样" in page


@pytest.mark.parametrize("families", [2, 25])
def test_the_pages_cost_few_statements(clock, families, django_assert_max_num_queries) -> None:
    choosing, round_ = drawn(families)
    family = choosing.families[0]
    client = phone(family)
    for url in (
        reverse("family:receipt", args=[family.child.pk]),
        reverse("public:draw", args=[round_.pk]),
        reverse("public:draw_files", args=[round_.pk]),
    ):
        client.get(url)
        with django_assert_max_num_queries(12):
            client.get(url)
