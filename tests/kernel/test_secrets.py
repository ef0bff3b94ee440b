"""Ids that tell nothing; fields that a dump does not show (I16, I20)."""

from pathlib import Path

import pytest
from django.db import connection

from kehou.kernel.secrets import ALPHABET, blind_index, code_hash, one_time_code, opaque_id, row_id
from kehou.people.models import Account
from tests.make.people import make_account


def test_an_id_in_a_url_leads_back_to_its_row_and_to_no_other_kind() -> None:
    shown = opaque_id("bill", 12)
    assert row_id("bill", shown) == 12
    assert len(shown) == 22 and "12" not in shown[:2]
    with pytest.raises(ValueError, match="not an id"):
        row_id("session", shown)


@pytest.mark.parametrize("forged", ["", "12", "A" * 22, opaque_id("bill", 12)[:-1] + "_", "钱" * 22])
def test_what_this_system_did_not_make_is_no_id(forged: str) -> None:
    if forged == opaque_id("bill", 12):
        pytest.skip("the same by chance")
    with pytest.raises(ValueError, match=r"not an id|can only|padding|ascii"):
        row_id("bill", forged)


@pytest.mark.invariant("I20")
@pytest.mark.django_db
def test_a_phone_is_sealed_in_the_table_and_readable_by_the_row() -> None:
    account = make_account("王敏", phone="15490000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_account WHERE id = %s", [account.pk])
        stored = cursor.fetchone()[0]
    assert "15490000001" not in stored
    assert Account.objects.get(pk=account.pk).phone == "15490000001"


@pytest.mark.invariant("I20")
@pytest.mark.django_db
def test_the_same_text_is_sealed_differently_each_time() -> None:
    first, second = make_account("甲"), make_account("乙")
    Account.objects.filter(pk__in=[first.pk, second.pk]).update(phone="15490000002")
    one = Account.objects.get(pk=first.pk)
    one.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_account WHERE id IN (%s, %s)", [first.pk, second.pk])
        assert len({row[0] for row in cursor.fetchall()}) == 2


def test_a_look_up_key_differs_by_scope() -> None:
    assert blind_index("a", "x") != blind_index("b", "x") and blind_index("a", "x") == blind_index("a", "x")


def test_a_code_is_typed_as_people_type_it() -> None:
    code = one_time_code()
    assert set(code) <= set(ALPHABET)
    assert code_hash("slip", code) == code_hash("slip", f" {code[:4].lower()}-{code[4:]} ")
    assert code_hash("slip", code) != code_hash("other", code)


def test_the_key_file_is_only_its_owners(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-c", "import kehou.settings as s; print(len(s.KEHOU_MASTER_KEY))"]
    done = subprocess.run(
        command, env={"KEHOU_HOME": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 40
    assert (tmp_path / "master.key").stat().st_mode & 0o077 == 0
