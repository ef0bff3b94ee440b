"""What the documents point to exists; what stands in the code is in the glossary."""

import re
from pathlib import Path

import pytest

from tests.house.reading import PACKAGE, ROOT
from tests.house.test_house import ROOMS

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *PACKAGE.rglob("*.md"))
    if "node_modules" not in path.parts
)


def broken_links(text: str, folder: Path) -> list[str]:
    return [link for link in LINK.findall(text) if not (folder / link).exists()]


def test_the_check_on_links_sees_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("")
    text = "[a](there.md) [b](there.md#part) [c](https://example.org/x) [d](gone.md)"
    assert broken_links(text, tmp_path) == ["gone.md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_is_there(path: Path) -> None:
    assert not broken_links(path.read_text(encoding="utf-8"), path.parent)


def test_the_walk_passes_every_room() -> None:
    walk = (ROOT / "docs" / "TERM.md").read_text(encoding="utf-8")
    assert not [room for room in ROOMS if f"../kehou/{room}/models.py" not in walk]


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
