"""Other names, another order, other weeks, another clerk's file: what the law does not ask about changes no finding.

Every shared case is written anew, with the same facts, and must be answered as its expect.yaml says, each finding at the
place where its item or line went.
"""

import csv
import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from kehou.cli import main
from kehou.policy.exchange.plan_writing import yaml_from_document
from tests.policy.test_cases import CASES

BIG = "v091-big"
NAMES = sorted(p.parent.name for p in CASES.glob("*/expect.yaml") if p.parent.name != BIG) or ["(shared cases absent)"]
LISTS = ("windows", "blocks", "courses", "staff", "providers", "schools", "exchange", "duties")
IDS = ("student", "class", "session", "section", "adult", "device", "window", "id")
A_WEEK = timedelta(days=7)
MOVED_WITH_THE_CALENDAR = {"filed-late", "no-filed-plan"}
"""20 September does not move when a term does."""

Rows = list[list[str]]
Places = dict[str, str]


def renamed(word: str) -> str:
    return f"另-{word}" if word else word


def with_other_names(plan: dict[str, Any]) -> None:
    """Ids, with everything that refers to them, and the names of people, places and courses."""
    for kind in ("school", "district", "lead_body"):
        if kind in plan:
            plan[kind]["name"] = renamed(plan[kind]["name"])
    for part in LISTS:
        for item in plan.get(part) or ():
            for key in ("id", "name", "led_by", "provider", "who", "window"):
                if isinstance(item.get(key), list):
                    item[key] = [renamed(one) for one in item[key]]
                elif item.get(key):
                    item[key] = renamed(item[key])


def in_another_order(plan: dict[str, Any], random: Random) -> Places:
    """The items of each list and the keys of the plan elsewhere; → where each item went."""
    went: Places = {}
    for part in LISTS:
        items = plan.get(part)
        if not items:
            continue
        order = random.sample(range(len(items)), len(items))
        plan[part] = [items[old] for old in order]
        went |= {f"{part}[{old}]": f"{part}[{new}]" for new, old in enumerate(order)}
    keys = list(plan)
    random.shuffle(keys)
    for key in keys:
        plan[key] = plan.pop(key)
    return went


def weeks_later(value: Any, weeks: int) -> Any:
    """Every date of a document, or at the head of a cell, as text, whole weeks later; a month stays what it is."""
    if isinstance(value, dict):
        return {key: weeks_later(item, weeks) for key, item in value.items()}
    if isinstance(value, list):
        return [weeks_later(item, weeks) for item in value]
    if isinstance(value, date):
        return str(value + weeks * A_WEEK)
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
        return str(date.fromisoformat(value[:10]) + weeks * A_WEEK) + value[10:]
    return value


def with_lawful_company(plan: dict[str, Any]) -> None:
    """A retired teacher more, a closed course more, a place more where the plan hangs out."""
    if plan.get("staff"):
        cleared = weeks_later(plan["term"]["first_day"], -1)
        plan["staff"].append({"id": "另-退休", "name": "某老师", "role": "retired", "cleared_on": cleared})
    if plan.get("courses"):
        plan["courses"].append(plan["courses"][0] | {"id": "另-停开", "name": "停开", "sections": 0})
    if (plan.get("publication") or {}).get("where"):
        plan["publication"]["where"].append("社区公告栏")


def table_elsewhere(file: str, rows: Rows, went: Places, weeks: int, random: Random) -> tuple[Rows, Places]:
    """The rows of a table in another order and with other ids; → where each line went."""
    header, *body = rows
    for row in body:
        for n, column in enumerate(header):
            row[n] = weeks_later(row[n], weeks)
            if column in IDS or (file, column) == ("holiday_surveys.csv", "period"):
                row[n] = renamed(row[n])
            elif column == "course" and row[n].startswith("block:"):
                row[n] = "block:" + went.get(f"blocks[{row[n][6:]}]", row[n])[len("blocks[") : -1]
            elif column == "course":
                row[n] = renamed(row[n])
    order = list(range(len(body)))
    random.shuffle(order)
    columns = random.sample(range(len(header)), len(header))
    moved = [[row[n] for n in columns] for row in [header, *(body[old] for old in order)]]
    return moved, {f"{file}:{old + 2}": f"{file}:{new + 2}" for new, old in enumerate(order)}


def bytes_of(rows: Rows, random: Random) -> bytes:
    """As one clerk's program or another writes a table."""
    text = io.StringIO()
    writer = random.choice([csv.excel, csv.unix_dialect])  # CRLF and quotes where needed, or LF and every cell quoted
    csv.writer(text, writer).writerows(rows)
    return text.getvalue().encode(random.choice(["utf-8", "utf-8-sig"]))


def written_anew(case: Path, folder: Path, random: Random, weeks: int) -> Places:
    """The case with the same facts, otherwise; → where every place of it went."""
    plan = weeks_later(yaml.safe_load((case / "plan.yaml").read_text(encoding="utf-8")), weeks)
    with_other_names(plan)
    went = in_another_order(plan, random)
    with_lawful_company(plan)
    (folder / "plan.yaml").write_text(yaml_from_document(plan), encoding="utf-8")
    for table in sorted(case.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as stream:
            rows, lines = table_elsewhere(table.name, list(csv.reader(stream)), went, weeks, random)
        (folder / table.name).write_bytes(bytes_of(rows, random))
        went |= lines
    return went


@pytest.mark.parametrize("name", NAMES)
def test_what_must_not_matter_does_not(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES / name
    if not case.is_dir():
        pytest.skip("../shared/policy/cases is not there")
    expect = yaml.safe_load((case / "expect.yaml").read_text(encoding="utf-8"))
    if "error" in expect:
        return
    run, random = expect["run"], Random(name)
    # Months of pay and money are calendar months: only a plan moves to other weeks.
    weeks = random.choice([-1, 1, 2]) if run == "check" else 0
    went = written_anew(case, tmp_path, random, weeks)
    main([run, str(tmp_path / "plan.yaml" if run == "check" else tmp_path), "--json"])
    got = json.loads(capsys.readouterr().out)
    assert "errors" not in got, got["errors"]
    passed_over = MOVED_WITH_THE_CALENDAR if weeks else set()
    found = Counter((f["rule"], f["clause"], f["where"]) for f in got["findings"] if f["rule"] not in passed_over)
    for wanted in (f for f in expect["findings"] if f["rule"] not in passed_over):
        of_rule = [key for key in found if key[:2] == (wanted["rule"], wanted["clause"])]
        assert sum(found.pop(key) for key in of_rule) == wanted["count"], wanted["rule"]
        assert sorted(where for *_, where in of_rule) == sorted(went.get(where, where) for where in wanted["where"])
    assert not found
    assert {(n["rule"], n["clause"], n["needs"]) for n in got["not_judged"]} == {
        (n["rule"], n["clause"], n["needs"]) for n in expect["not_judged"]
    }
