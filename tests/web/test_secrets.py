"""No number of a person leaves the system but on the page that reveals it (I16).

The demo's people carry canaries: their ID numbers and phones are known to the test and looked for everywhere.
"""

import io
import logging
import re
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponseBase

from kehou.day.models import Collector
from kehou.kernel.secrets import SealedText
from kehou.people.actions.reveal_number import PURPOSES
from kehou.people.models import Account, Guardianship, Pupil, StaffMember
from tests.world import AT, World, address, make_world, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.invariant("I16")]

REVEALING = {"child_number", "guardian_phone", "call_guardian"}
"""Routes that show a whole number, to whoever needs it, for a purpose, on record."""
NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1\d{10})(?!\d)")


@pytest.fixture
def world(city: object, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: AT)
    return make_world()


@pytest.fixture
def canaries(world: World) -> frozenset[str]:
    """Every ID number and phone in the city; those of the cast are real rows too."""
    phones = [*Account.objects.values_list("phone", flat=True), *Guardianship.objects.values_list("phone", flat=True),
              *StaffMember.objects.values_list("phone", flat=True), *Collector.objects.values_list("phone", flat=True)]  # fmt: skip
    found = frozenset(filter(None, [*Pupil.objects.values_list("id_number", flat=True), *phones]))
    assert len(found) > 1000
    return found


def test_no_page_shows_a_number_to_anybody_whoever_opens_it(
    world: World, canaries: frozenset[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setLevel(logging.DEBUG)
    clients = {member.name: signed_in(member) for member in world.cast}
    leaks, opened = [], 0
    for route, pattern, member in world.openers():
        with transaction.atomic():
            answer = clients[member.name].get(address(route, world.ids))
            text = _everything(answer)
            transaction.set_rollback(True)
        if answer.status_code != 200 or pattern.name in REVEALING:
            continue
        opened += 1
        shown = canaries.intersection(NUMBERS.findall(text))
        if shown:
            leaks.append(f"{route} shows {member.name} {len(shown)} numbers")
    said = capfd.readouterr()
    logged = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    in_logs = canaries.intersection(NUMBERS.findall("\n".join(logged) + said.out + said.err))
    assert not leaks, "\n".join(leaks)
    assert not in_logs, "numbers in the log"
    assert opened > 100


def test_the_crawl_sees_a_number_where_one_is(world: World, canaries: frozenset[str]) -> None:
    """Negative control: on the page that reveals, what the crawl looks for is found."""
    client = signed_in(world.named("coordinator of the own school"))
    path = address("school/<school:school_id>/children/<pupil:child_id>/number/", world.ids)
    answer = client.post(path, {"purpose": next(iter(PURPOSES))})
    number = Pupil.objects.get(pk=world.ids["child"]).id_number
    assert canaries.intersection(NUMBERS.findall(_everything(answer))) == {number}


def test_a_copy_of_the_database_shows_no_number(city: Path, world: World, canaries: frozenset[str]) -> None:
    """Whoever gets hold of the file has sealed fields and blind indexes, nothing to read."""
    text = "".join(path.read_bytes().decode("latin-1") for path in city.parent.glob("demo.sqlite3*"))
    assert not canaries.intersection(NUMBERS.findall(text))


def test_every_number_is_in_a_sealed_column() -> None:
    for model, name in ((Pupil, "id_number"), (Account, "phone"), (Guardianship, "phone"), (Collector, "phone")):
        assert isinstance(model._meta.get_field(name), SealedText)


def _everything(answer: HttpResponseBase) -> str:
    """Body (unpacked where it is a workbook or an archive), headers and cookies."""
    body = b"".join(answer) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return "\n".join([body.decode(errors="replace"), str(answer.headers), answer.cookies.output()])
