"""Whatever is handed over, `check` and `audit` answer: findings, or errors by name with exit status 2, in every form."""

import contextlib
import io
import json
import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehou.cli import main
from kehou.commands.report import FORMATS
from kehou.policy.exchange import standing, tables
from kehou.policy.exchange.plan_yaml import read_plan_file
from kehou.policy.exchange.reading import HOLDS_STILL, Unreadable, read_bytes
from kehou.policy.exchange.table_layouts import LAYOUTS
from kehou.policy.exchange.tables import read_folder

FILES = ("plan.yaml", *(table.file for table in LAYOUTS.values()))
CASE = "v070-session-not-held-plus7-near"


@pytest.fixture
def term(shared: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "term"
    folder.mkdir()
    _refill(shared, folder)
    return folder


def _refill(shared: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    for file in (shared / "policy" / "cases" / CASE).iterdir():
        if file.name != "expect.yaml":
            (folder / file.name).write_bytes(file.read_bytes())


def answer(folder: Path, command: str, form: str) -> tuple[int, str]:
    """Exit status and all that is said."""
    out, err = io.StringIO(), io.StringIO()
    target = folder if command == "audit" else folder / "plan.yaml"
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([command, str(target), "--format", form])
    if form in ("json", "sarif"):
        json.loads(out.getvalue())
    return status, out.getvalue() + err.getvalue()


def assert_answered(folder: Path, command: str = "audit", forms: Sequence[str] = FORMATS) -> None:
    for form in forms:
        status, said = answer(folder, command, form)
        assert status in (0, 1, 2)
        assert said.strip()
        assert "Traceback" not in said


def errors_of(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(Unreadable) as refused:
        read_folder(folder)
    return [(error.file, error.expected) for error in refused.value.errors]


# bytes

PIECES = [
    b"\0", b"\xff\xfe", b'"', b"'", b"\r", b"\n\n", b"[" * 50, b"{" * 50, b"&a ", b"*a", b"!!int ", b"---\n", b"...\n",
    b"\t", b": ", b"- ", b"? ", b"| ", b"%YAML 9.9\n", "１６：１０".encode(), "\u2028\u202e\ufeff".encode(), b"\x1b[2J",
    b"<script>", b"9" * 400, b"1e999", b"-", b".inf", b"0x1f", b"~", b"x" * 5000, b",",
]  # fmt: skip
edits = st.tuples(
    st.sampled_from(FILES),
    st.floats(0, 1),
    st.sampled_from(["cut", "put", "drop", "swap", "repeat"]),
    st.binary(max_size=12) | st.sampled_from(PIECES),
)


def _edit(content: bytes, at: float, how: str, piece: bytes) -> bytes:
    position = int(at * len(content))
    head, tail = content[:position], content[position:]
    return {
        "cut": head,
        "put": head + piece + tail,
        "drop": head + tail[max(1, len(piece)) :],
        "swap": tail + head,
        "repeat": head + tail[:200] * 3 + tail,
    }[how]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits, min_size=1, max_size=3), st.sampled_from(["check", "audit"]), st.sampled_from(FORMATS))
def test_no_edited_bytes_are_ever_a_traceback(
    shared: Path, tmp_path: Path, damages: list, command: str, form: str
) -> None:
    folder = tmp_path / "term"
    _refill(shared, folder)
    for name, at, how, piece in damages:
        file = folder / name
        file.write_bytes(_edit(file.read_bytes() if file.exists() else b"", at, how, piece))
    assert_answered(folder, command, [form])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(FILES), st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode(errors="replace"))
)
def test_no_bytes_whatever_are_ever_a_traceback(shared: Path, tmp_path: Path, name: str, content: bytes) -> None:
    folder = tmp_path / "term"
    _refill(shared, folder)
    (folder / name).write_bytes(content)
    assert_answered(folder, "audit", ["json"])


@pytest.mark.parametrize("name", ["plan.yaml", "presence.csv", "students.csv"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n" * 100_000,
        b"[" * 200_000,
        b"{" * 200_000,
        b"- " * 100_000,
        b"? " * 50_000,
        b"a: &a [x]\n" + b"b: *a\n" * 20_000,
        b"x" * 1_900_000,
        b'"' + b"x" * 1_000_000,
        b"," * 1_000_000,
        b"\r" * 100_000,
        "键: 值\n".encode() * 20_000,
    ],
    ids=[
        "empty",
        "newlines",
        "lists",
        "maps",
        "dashes",
        "keys",
        "aliases",
        "one line",
        "open quote",
        "commas",
        "cr",
        "twice",
    ],
)
def test_a_pathological_file_is_answered_soon(term: Path, name: str, content: bytes) -> None:
    (term / name).write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read_folder(term)
    assert all(len(error.says) < 2000 and len(error.key) < 2000 for error in refused.value.errors)


# files that are none


def _folder(path: Path) -> None:
    path.mkdir()


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def _socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as door:
        door.bind(path.name)


@pytest.mark.parametrize("make", [_folder, _ring, _nowhere, os.mkfifo, _socket])
@pytest.mark.parametrize("name", ["plan.yaml", "presence.csv"])
def test_what_is_no_file_is_refused_by_name_and_keeps_nobody_waiting(term: Path, name: str, make) -> None:
    (term / name).unlink()
    make(term / name)
    assert name in {file for file, _ in errors_of(term)}
    assert answer(term, "audit", "words")[0] == 2


@pytest.mark.parametrize("where", ["x" * 5000, "a\0b", "plan.yaml/plan.yaml", "", "."])
def test_a_path_that_can_be_no_file_is_refused(term: Path, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "audit"):
        target = str(term / where) if where else ""
        assert main([command, target, "--json"]) == (0 if (command, where) == ("audit", ".") else 2)
        verdict = json.loads(capsys.readouterr().out)["verdict"]
        assert verdict == "unreadable" or where == "."


def test_a_folder_one_may_not_look_into_is_refused(term: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert errors_of(term) == [("term", "a folder that can be opened")]


def test_a_file_one_may_not_open_is_refused(term: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str, *more: int, **named: int) -> int:
        if str(path).endswith("presence.csv"):
            raise PermissionError(13, "no")
        return opened(path, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert errors_of(term) == [("presence.csv", "a CSV file that can be opened")]


def test_a_name_that_is_no_text_is_answered(term: Path) -> None:
    Path(os.fsdecode(os.fsencode(term) + b"/\xff\xfe.csv")).write_bytes(b"")
    assert_answered(term, forms=["words", "json"])


# a folder that does not hold still


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(b"kehou: plan/1\n")
    looked = os.fstat

    def grow(descriptor: int) -> os.stat_result:
        state = looked(descriptor)
        with file.open("ab") as stream:
            stream.write(b"#\n")
        return state

    monkeypatch.setattr(os, "fstat", grow)
    with pytest.raises(Unreadable) as refused:
        read_bytes(file, 1000, kind="YAML")
    assert refused.value.errors[0].expected == HOLDS_STILL


@pytest.mark.parametrize("change", ["replaced", "gone", "new"])
def test_a_table_that_changes_after_it_was_read_is_refused(term: Path, change: str, monkeypatch) -> None:
    name = "pulse.csv" if change == "new" else "students.csv"
    (term / "pulse.csv").unlink(missing_ok=True)

    def meanwhile(path: Path):
        if change == "gone":
            (term / name).unlink()
        else:
            (term / "other").write_bytes(b"session,new_lesson,unattended,satisfied\n")
            (term / "other").rename(term / name)
        return original(path)

    # The plan is read first; what changes then is a file of another moment than the plan.
    original = read_plan_file
    monkeypatch.setattr(tables, "read_plan_file", meanwhile)
    assert (name, HOLDS_STILL) in errors_of(term)


def test_a_folder_that_holds_still_is_read(term: Path) -> None:
    assert read_folder(term).plan is not None


# too much


def test_more_than_a_term_can_be_is_refused_before_it_is_read(term: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "MAX_FOLDER_BYTES", 1000)
    assert errors_of(term) == [(".", "at most 1000 bytes in all")]


def test_a_table_of_too_many_rows_is_refused_at_the_row(term: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 5)
    with pytest.raises(Unreadable) as refused:
        read_folder(term)
    assert ("students.csv", 7, "at most 5 rows") in [(e.file, e.line, e.expected) for e in refused.value.errors]
