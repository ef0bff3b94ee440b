"""What is published beside the seats: enough to check everything, nothing about a child's group."""

import hashlib
import json
from pathlib import Path
from typing import Any

from kehou import cli
from kehou.engines.allocation.certificate import as_text

from .folders import SMALL, write_folder


def published(path: Path, **changes: str) -> dict[str, Any]:
    folder = write_folder(path / "round", **changes)
    assert cli.main(["allocate", str(folder), "--out", str(path / "out")]) == 0
    stated: dict[str, Any] = json.loads((path / "out" / "certificate.json").read_text("utf-8"))
    return stated


def test_every_promise_was_checked_and_none_is_broken(tmp_path: Path) -> None:
    assert set(published(tmp_path)["checked"].values()) == {0}


def test_it_binds_every_file_by_its_hash(tmp_path: Path) -> None:
    stated = published(tmp_path)
    assert stated["inputs"]["wishes.csv"] == hashlib.sha256(SMALL["wishes.csv"].encode()).hexdigest()
    for name, digest in stated["outputs"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_of_a_child_it_tells_the_number_and_a_digest_and_no_more(tmp_path: Path) -> None:
    stated = published(tmp_path)
    assert {frozenset(child) for child in stated["students"].values()} == {frozenset({"number", "wishes"})}
    assert '"group"' not in json.dumps(stated)


def test_a_changed_group_alone_changes_no_childs_entry(tmp_path: Path) -> None:
    before = published(tmp_path / "a")["students"]
    after = published(tmp_path / "b", students_csv=SMALL["students.csv"].replace("dan,4,2", "dan,4,1"))["students"]
    assert before == after


def test_it_says_where_which_promise_holds(tmp_path: Path) -> None:
    tied = "section,slots,capacity,minimum\nchess,mon tue,1,\nclay,mon,2,\nball,tue,2,\nrobots,wed,1,3\n"
    parts = published(
        tmp_path,
        slots_csv="slot\nmon\ntue\nwed\nthu\n",
        sections_csv=tied + "choir,thu,2,\n",
        reserved_csv="section,group,seats\nchess,1,1\nchoir,1,1\n",
    )["parts"]
    assert [(part["slots"], part["algorithm"], part["priorities"], part["honest_list_is_best"]) for part in parts] == [
        (["mon", "tue"], "in-order", "not-applied", "not-promised"),
        (["wed"], "in-order", "none", "among-open-sections"),
        (["thu"], "deferred-acceptance", "applied", "yes"),
    ]


def test_what_did_not_open_is_listed_with_what_it_had(tmp_path: Path) -> None:
    sections = SMALL["sections.csv"].replace("ball,tue,2,,", "ball,tue,9,4,")
    stated = published(tmp_path, sections_csv=sections)
    assert stated["closed"] == [{"section": "ball", "children": 3, "minimum": 4}]
    assert stated["empty"] == ["robots"]


def test_the_text_of_a_certificate_is_what_json_writes() -> None:
    for children in ({}, {"一": {"number": 3, "wishes": "a" * 64}, 'q"': {"number": 1, "wishes": "b"}}):
        published = {"draw": {"seed": '\n "students": {}'}, "students": children, "empty": ["x"]}
        assert as_text(published) == json.dumps(published, ensure_ascii=False, indent=1) + "\n"
