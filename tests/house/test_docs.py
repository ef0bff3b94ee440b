"""What the documents point to exists; what stands in the code is in the glossary."""

import functools
import re
from pathlib import Path

import pytest

from kehou.cli import COMMANDS
from tests.house.reading import PACKAGE, ROOT, tracked
from tests.house.test_house import ROOMS

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted(
    (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *PACKAGE.rglob("*.md"), *(ROOT / "bench").glob("*.md"))
)
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
# A folder and a file in it, or a file that can only be ours; `SITE/NAME.py` and `<city>/` stand for something else.
PATH = re.compile(r"(?:[a-z0-9_-]+/)+(?:[a-z0-9_.-]+\.[a-z]+)?|[a-z0-9_]+\.(?:py|html|sql|typ)")
TO_BE_ADDED = {"kehou/policy/rules/course_too_large.py"}  # by the reader of add-a-rule.md


def broken_links(text: str, folder: Path) -> list[str]:
    return [link for link in LINK.findall(text) if not (folder / link).exists()]


def test_the_check_on_links_sees_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("")
    text = "[a](there.md) [b](there.md#part) [c](https://example.org/x) [d](gone.md)"
    assert broken_links(text, tmp_path) == ["gone.md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_is_there(path: Path) -> None:
    assert not broken_links(path.read_text(encoding="utf-8"), path.parent)


def named_paths(text: str) -> list[str]:
    """Paths of this repository that a document writes as code, `day/release.py` as well as `kehou/day/release.py`."""
    return [word for span in SPAN.findall(text) for word in span.split() if PATH.fullmatch(word)]


def named_commands(text: str) -> list[str]:
    """ "kehou check" and "make run", in running text as code and in blocks."""
    code = "\n".join([*SPAN.findall(text), *BLOCK.findall(text)])
    return re.findall(r"(?<![\w/-])(?:\.venv/bin/)?(kehou|make) ([a-z-]+)", code)


def test_the_checks_on_paths_and_commands_see_what_is_named() -> None:
    text = "`day/release.py`, `marking.py`, `fund/`, `web/SITE/NAME.py`, `plan.yaml`; `kehou check plan.yaml`\n"
    assert named_paths(text) == ["day/release.py", "marking.py", "fund/"]
    assert named_commands(text + "```\nmake run PORT=1\n.venv/bin/kehou work\n```\n") == [
        ("kehou", "check"), ("make", "run"), ("kehou", "work"),
    ]  # fmt: skip


@functools.cache
def all_paths() -> frozenset[str]:
    """Every file and folder of the repository, and what a running system makes."""
    files = [file.relative_to(ROOT) for file in tracked()]
    folders = {f"/{folder}/" for file in files for folder in file.parents}
    return frozenset({*(f"/{file}" for file in files), *folders, "/var/", "/var/log/", "/var/log/work.log"})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_writes_as_code_is_there(path: Path) -> None:
    names = set(named_paths(path.read_text(encoding="utf-8"))) - TO_BE_ADDED
    assert not [name for name in names if not any(known.endswith("/" + name) for known in all_paths())]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_writes_is_one(path: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    known = {("kehou", name) for name in COMMANDS} | {("make", target) for target in targets}
    assert not set(named_commands(path.read_text(encoding="utf-8"))) - known


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert not [target for target in phony.split() if not re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE)]


def test_a_word_stands_in_the_glossary_once() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = [word for word, _ in rows] + [chinese for _, chinese in rows if chinese not in ("–", "---")]
    assert not {word for word in words if words.count(word) > 1 and word != "---"}


def test_the_walk_passes_every_room() -> None:
    walk = (ROOT / "docs" / "TERM.md").read_text(encoding="utf-8")
    assert not [room for room in ROOMS if f"../kehou/{room}/models.py" not in walk]


def test_the_walk_passes_every_page_and_table() -> None:
    walk = (ROOT / "docs" / "TERM.md").read_text(encoding="utf-8")
    pages = [
        path for path in (PACKAGE / "web").glob("*/*.py") if "\nurlpatterns = " in path.read_text(encoding="utf-8")
    ]
    missing = [str(path.relative_to(PACKAGE)) for path in pages if path.name != "urls.py"]
    missing = [name for name in missing if f"../kehou/{name}" not in walk]
    missing += [f"{room}.{name}" for room in ROOMS for name in tables(room) if not re.search(rf"\b{name}\b", walk)]
    assert not missing


def tables(room: str) -> list[str]:
    text = (PACKAGE / room / "models.py").read_text(encoding="utf-8")
    return re.findall(r"^class ([A-Z]\w+)\((?:SchoolRow|models\.Model|AbstractBaseUser)\)", text, re.MULTILINE)


def test_every_table_and_every_room_is_in_the_glossary() -> None:
    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [room for room in ROOMS if f"`{room}/`" not in words]
    missing += [f"{room}.{name}" for room in ROOMS for name in tables(room) if not re.search(rf"\b{name}\b", words)]
    assert not missing


def test_every_decision_is_on_the_page_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in folder.glob("*.md") if path.name != "README.md" and f"({path.name})" not in page]


def test_settings_are_explained() -> None:
    page = (ROOT / "docs" / "how-to" / "run.md").read_text(encoding="utf-8")
    names = set(re.findall(r'environ\.get\("([A-Z_]+)"', (PACKAGE / "settings.py").read_text(encoding="utf-8")))
    assert not [name for name in names if f"`{name}`" not in page]
