"""Random small terms: a lawful school's folder with every kind of edge put into its cells."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.policy.folder import Folder, Row, lived

ROLLS = ({2: 3, 4: 3}, {4: 4}, {7: 4, 8: 2}, {2: 2, 8: 3})
"""Pupils of each grade."""
STATES = ("present", "present", "present", "present", "leave", "absent")
RELEASED = ("guardian", "authorised", "self", "next_session", "next_session", "")
SHIFTS = (0, 0, 0, -60, 60, -30, 30, -300, 300, -301, 301, 1, -1, 3600, -3600, 24 * 3600)
"""Seconds: on the boundary, a second and a minute beside it, further, on another day."""

Draw = st.DrawFn


@st.composite
def folders(draw: Draw) -> Folder:
    """A folder that can be read, whatever may be found in it."""
    evening = draw(st.booleans())
    special = draw(st.sampled_from(["", "online", "uncalled", "homework", "late"]))
    folder = lived(
        days=draw(st.sampled_from([(7, 8, 9), (7, 8), (7,)])),
        grades={4: 12} if special == "homework" else draw(st.sampled_from(ROLLS)),
        boarding=draw(st.sampled_from(["none", "some"])),
        evening=evening,
    )
    tables = {name: [dict(row) for row in rows] for name, rows in folder.tables.items()}
    for table, columns in (("presence", ("in", "out")), ("adults", ("in", "out")), ("consents", ("at",))):
        for row in _some(draw, tables[table], 6):
            column = draw(st.sampled_from(columns))
            row[column] = _shifted(row[column], draw(st.sampled_from(SHIFTS)))
    _whole_pupils_and_sessions(draw, special, tables["presence"])
    for row in _some(draw, tables["presence"], 8):
        _worn(draw, row)
    for row in _some(draw, tables["sessions"], 3):
        _unlike_planned(draw, row)
    for row in _some(draw, tables["adults"], 2):
        row[draw(st.sampled_from(["in", "out"]))] = ""
    for row in _some(draw, tables["adults"], 1):
        row["remote"] = draw(st.sampled_from(["0", "1"]))
    for row in _some(draw, tables["students"], 2):
        row["boarding"] = draw(st.sampled_from(["0", "1"]))
    for row in _some(draw, tables["sections"], 1):
        row["mode"] = draw(st.sampled_from(["onsite", "online", "dual"]))
    for row in _some(draw, tables["bills"], 3):
        row["days_served"] = draw(st.sampled_from(["", "0", "1", "2", "3", "4"]))
        row["period"] = draw(st.sampled_from([row["period"], "2026-autumn", "2026-10"]))
    _acts(draw, tables["consents"])
    for table in ("presence", "adults", "sessions"):
        for _ in range(draw(st.integers(0, 2))):
            if tables[table]:
                tables[table].pop(draw(st.integers(0, len(tables[table]) - 1)))
    _orphans(tables)
    for row in _some(draw, tables["presence"], 2):
        tables["presence"].append(dict(row) | {"out": _shifted(row["out"], draw(st.sampled_from(SHIFTS)))})
    folder = Folder(folder.plan, tables)
    left_out = draw(st.sets(st.sampled_from(["students", "consents", "bills", "sections"]), max_size=1))
    return folder.without(*left_out)


def _whole_pupils_and_sessions(draw: Draw, special: str, lines: list[Row]) -> None:
    """What one line alone cannot do: always online, no roll called, a class that leaves its homework, a late evening."""
    match special:
        case "online":
            pupil = draw(st.sampled_from(sorted({row["student"] for row in lines})))
            for row in lines:
                row["online"] = "1" if row["student"] == pupil else row["online"]
        case "uncalled":
            session = draw(st.sampled_from(sorted({row["session"] for row in lines})))
            lines[:] = [row for row in lines if row["session"] != session]
        case "homework":
            many = draw(st.integers(2, 6))
            for n, row in enumerate(lines):
                row["homework_done"] = "0" if n % many == 0 and row["homework_done"] else row["homework_done"]
        case "late":
            for row in lines:
                if row["session"].endswith("e"):
                    row["out"] = row["out"][:11] + draw(st.sampled_from(["20:35", "20:35:01", "20:36"]))


def _some(draw: Draw, rows: list[Row], at_most: int) -> list[Row]:
    if not rows:
        return []
    wanted = draw(st.sets(st.integers(0, len(rows) - 1), max_size=at_most))
    return [rows[n] for n in sorted(wanted)]


def _shifted(text: str, seconds: int) -> str:
    if not text:
        return text
    moment = datetime.fromisoformat(text) + timedelta(seconds=seconds)
    return f"{moment:%F %H:%M:%S}" if moment.second else f"{moment:%F %H:%M}"


def _worn(draw: Draw, row: Row) -> None:
    what = draw(st.sampled_from(["state", "in", "out", "released_to", "online", "homework_done"]))
    row[what] = {
        "state": draw(st.sampled_from(STATES)),
        "in": "",
        "out": "",
        "released_to": draw(st.sampled_from(RELEASED)),
        "online": draw(st.sampled_from(["0", "1", ""])),
        "homework_done": draw(st.sampled_from(["0", "1", ""])),
    }[what]


def _unlike_planned(draw: Draw, row: Row) -> None:
    match draw(st.sampled_from(["empty", "end", "late", "early", "homework"])):
        case "empty":
            row.update(start="", end="", early_reason=draw(st.sampled_from(["", "停电"])))
        case "end":
            row["end"] = ""
        case "late":
            row["end"] = draw(st.sampled_from(["20:35", "20:36", "21:00"]))
        case "early":
            row["start"], row["end"] = row["planned_start"], draw(st.sampled_from([row["planned_end"], "23:00"]))
        case "homework":
            row["content"] = draw(st.sampled_from(["homework", "reading", "interest"]))


def _acts(draw: Draw, consents: list[Row]) -> None:
    for row in _some(draw, list(consents), 2):
        act = draw(st.sampled_from(["decline", "withdraw", "join"]))
        at = draw(st.sampled_from([row["at"], "2026-09-07 16:10", "2026-09-07 16:11", "2026-09-08 17:10"]))
        consents.append(dict(row) | {"act": act, "at": at})


def _orphans(tables: dict[str, list[Row]]) -> None:
    """Rows of sessions that were taken out could not be read."""
    there = {row["session"] for row in tables["sessions"]}
    for name in ("presence", "adults", "pulse"):
        tables[name] = [row for row in tables[name] if row["session"] in there]
