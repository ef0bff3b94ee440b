"""The laws of the house, held by tests. Each check is shown a good and a bad sample first."""

import re
import subprocess
import sys

import pytest

from tests.house import reading
from tests.house.reading import PACKAGE, ROOT

KERNEL = {
    "__init__", "act", "action", "apps", "clock", "demo", "jobs", "lock", "models", "outbox", "permit", "query", "readers", "secrets",
    "sql",
}  # fmt: skip
ROOMS = ("org", "people", "voice", "staff", "plan", "menu", "enrol", "day", "fund", "review")


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [str(ROOT / ".venv/bin/lint-imports")] if (ROOT / ".venv/bin/lint-imports").exists() else ["lint-imports"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_kernel_has_a_fixed_list_of_files() -> None:
    assert {path.stem for path in (PACKAGE / "kernel").glob("*.py")} == KERNEL


def test_nothing_is_called_utils() -> None:
    assert not [str(p) for p in reading.sources() if reading.FORBIDDEN_NAMES & {p.stem, *p.parts}]


def test_check_on_function_length_sees_a_long_one() -> None:
    long = "def f():\n" + "    x = 1\n" * 80
    assert reading.long_functions(long) and not reading.long_functions("def f():\n    return 1\n")


def test_files_and_functions_are_one_thing_each() -> None:
    found = []
    for path in reading.sources():
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > reading.FILE_LINES:
            found.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        found += [f"{path.relative_to(ROOT)}: {name}" for name in reading.long_functions(text)]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > reading.TEST_LINES:
            found.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not found


def test_check_on_writes_sees_one() -> None:
    assert reading.database_writes("Seat.objects.create(x=1)")
    assert reading.database_writes("seat.save()")
    assert not reading.database_writes("Seat.objects.filter(x=1).count()\nfound.update({})")


def test_writes_happen_only_in_actions() -> None:
    found = []
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            if "actions" in path.parts or "migrations" in path.parts:
                continue
            found += [
                f"{path.relative_to(ROOT)} {w}" for w in reading.database_writes(path.read_text(encoding="utf-8"))
            ]
    for path in (PACKAGE / "web").rglob("*.py"):
        found += [f"{path.relative_to(ROOT)} {w}" for w in reading.database_writes(path.read_text(encoding="utf-8"))]
    assert not found


def test_pages_do_not_touch_tables() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (PACKAGE / "web").rglob("*.py")
        if reading.imports_of_models(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_a_room_reads_no_other_rooms_tables() -> None:
    found = []
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for module in reading.imports_of_models(path.read_text(encoding="utf-8")):
                if module not in (f"kehou.{room}.models", "kehou.kernel.models"):
                    found.append(f"{path.relative_to(ROOT)}: {module}")
    # `scope` and the relations of people are asked through their own modules.
    assert not [line for line in found if "org/rows.py" not in line and "people/permits.py" not in line]


def test_an_action_file_is_named_after_its_deed() -> None:
    found = []
    for room in ROOMS:
        for path in (PACKAGE / room / "actions").glob("*.py"):
            names = reading.deeds(path.read_text(encoding="utf-8"))
            if path.stem != "__init__" and not path.stem.startswith("_") and names and path.stem not in names:
                found.append(f"{path.relative_to(ROOT)}: {names}")
    assert not found


@pytest.mark.invariant("I4")
def test_check_on_money_sees_a_float() -> None:
    assert reading.money_as_float("x = 0.5") and reading.money_as_float("round(x)") and reading.money_as_float("a / b")
    assert not reading.money_as_float("x = 5 // 2")


@pytest.mark.invariant("I4")
def test_no_float_comes_near_money() -> None:
    places = [*(PACKAGE / "fund").rglob("*.py"), PACKAGE / "engines" / "split.py", PACKAGE / "ground" / "fen.py"]
    found = [
        f"{path.relative_to(ROOT)} {what}"
        for path in places
        if path.exists() and "migrations" not in path.parts
        for what in reading.money_as_float(path.read_text(encoding="utf-8"))
    ]
    assert not found


# Put together here, so that this file too may be looked through for them.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "registry" + ".npmjs", "deb" + ".debian"]
FOLDERS = [f"/{name}/" for name in ("root", "work")]
ADDRESSES = re.compile("|".join([*map(re.escape, REGISTRIES + FOLDERS), "/" + "tmp/[a-z]"]))


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in reading.tracked():
        if path.suffix in (".png", ".ttf", ".woff2", ".xlsx", ".mo"):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if ADDRESSES.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert not found


def test_tables_and_migrations_agree() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "KEHOU_HOME": "/nonexistent", "KEHOU_MASTER_KEY": "x"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
