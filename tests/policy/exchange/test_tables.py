"""Reading and writing a term's folder: errors with file, line, column and what was expected, all in one pass."""

import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kehou.policy.exchange import tables
from kehou.policy.exchange.reading import InputError, Unreadable
from kehou.policy.exchange.table_layouts import LAYOUTS
from kehou.policy.exchange.tables import read_folder, read_tables, table_text, write_folder
from kehou.policy.facts.records import Presence, Session
from kehou.policy.facts.term import TABLES
from tests.make.term import adult, facts, present, session

HEADERS = {name: ",".join(column.name for column in table.columns) for name, table in LAYOUTS.items()}
SESSIONS = f"{HEADERS['sessions']}\nn1,b1,2026-09-07,16:10,17:10,16:10,17:10,homework,0,\n"
STUDENTS = f"{HEADERS['students']}\ns1,3,1,0,,0,0\n"


@pytest.fixture
def put(tmp_path: Path):
    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / f"{name}.csv").write_bytes(data)
        return tmp_path

    return write


def read(folder: Path) -> tuple[dict, list[InputError]]:
    errors: list[InputError] = []
    return read_tables(folder, LAYOUTS, errors), errors


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [(error.file, error.line, error.key) for error in read(folder)[1]]


def test_every_table_of_the_facts_has_a_layout():
    assert set(LAYOUTS) == set(TABLES)


def test_a_row_becomes_facts_with_the_line_that_proves_it(put):
    given, errors = read(put(sessions=SESSIONS))
    assert not errors
    assert given["sessions"] == (
        Session(
            "n1",
            "b1",
            date(2026, 9, 7),
            datetime(2026, 9, 7, 16, 10),
            datetime(2026, 9, 7, 17, 10),
            datetime(2026, 9, 7, 16, 10),
            datetime(2026, 9, 7, 17, 10),
            ("homework",),
            source="sessions.csv:2",
        ),
    )


def test_a_table_with_a_header_only_was_handed_over_and_one_that_is_not_there_was_not(put):
    given, errors = read(put(seats=HEADERS["seats"] + "\n"))
    assert (given, errors) == ({"seats": ()}, [])


def test_columns_may_stand_in_any_order_and_an_optional_one_may_be_missing(put):
    text = "adult,session,role,in,out,applied,cleared_until,qualified_until\nt1,n1,retired,2026-09-07 16:00,,0,,\n"
    given, errors = read(put(adults=text))
    assert not errors
    (row,) = given["adults"]
    assert (row.adult, row.came, row.left, row.remote) == ("t1", datetime(2026, 9, 7, 16), None, False)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + SESSIONS,
        SESSIONS.replace("\n", "\r\n"),
        SESSIONS + "\n\n",
        SESSIONS.replace(",homework,", ', "homework" ,').replace(' "homework" ', '"homework"'),
        SESSIONS.replace("16:10,17:10,16:10", " 16:10 ,17:10,16:10:00"),
    ],
)
def test_a_mark_at_the_start_other_line_ends_empty_lines_and_blanks_change_nothing(put, text):
    given, errors = read(put(sessions=text))
    assert not errors
    assert given == read(put(sessions=SESSIONS))[0]


def test_an_hour_of_one_digit_and_seconds_are_read(put):
    text = f"{HEADERS['consents']}\ns1,2026-09-14 8:20:30,join,guardian,,v1,,\n"
    assert read(put(consents=text))[0]["consents"][0].at == datetime(2026, 9, 14, 8, 20, 30)


def test_hours_are_exact(put):
    text = f"{HEADERS['payouts']}\nt1,2026-09,132.00,2027-01-15,2.2\n"
    assert read(put(payouts=text))[0]["payouts"][0].hours == Decimal("2.2")


# headers


def test_a_missing_column_is_named(put):
    short = STUDENTS.replace(",migrant", "").replace(",0\n", "\n")
    assert found(put(students=short)) == [("students.csv", 1, "migrant")]


def test_an_unknown_column_names_the_nearest_free_one(put):
    _, errors = read(put(students=STUDENTS.replace("migrant", "migrants")))
    assert [(e.key, e.expected, e.nearest) for e in errors] == [
        ("migrants", "migrant", "migrant"),
        ("migrant", "migrant", ""),
    ]


def test_a_column_given_twice_is_an_error(put):
    twice = STUDENTS.replace("migrant", "migrant,migrant").replace("0,0\n", "0,0,0\n")
    assert found(put(students=twice)) == [("students.csv", 1, "migrant")]


def test_an_empty_file_lacks_every_column(put):
    assert len(found(put(students=""))) == len(LAYOUTS["students"].columns)


def test_a_wrong_header_does_not_accuse_the_rows_that_refer_to_the_table(put):
    folder = put(students="a,b\n1,2\n", bills=f"{HEADERS['bills']}\ns1,2026-09,charge,60.00,2026-09-28,5\n")
    assert {error[0] for error in found(folder)} == {"students.csv"}


# rows


@pytest.mark.parametrize("row", ["s1,3,1,0,,0", "s1,3,1,0,,0,0,", "s1"])
def test_a_row_has_as_many_fields_as_the_header(put, row):
    assert found(put(students=f"{HEADERS['students']}\n{row}\n")) == [("students.csv", 2, "")]


def test_the_line_is_the_files_line_even_after_a_cell_with_a_line_break(put):
    text = f'{HEADERS["students"]}\ns1,3,1,0,"a\nb",0,0\ns2,x,1,0,,0,0\n'
    assert found(put(students=text)) == [("students.csv", 4, "grade")]


BAD_CELLS = [
    ("calendar", "2026-02-30,off,,", "date"),
    ("calendar", "2026-09-20,workday,friday,", "follows"),
    ("calendar", "2026-09-20,holiday,,", "day"),
    ("office_hours", "2026-05-01,25:00", "closes"),
    ("office_hours", "46143,18:00", "from"),
    ("holiday_surveys", "h,2026-09-01,many,1,2026-09-02", "invited"),
    ("students", ",3,1,0,,0,0", "student"),
    ("students", "s1,13,1,0,,0,0", "grade"),
    ("students", "s1,0,1,0,,0,0", "grade"),
    ("students", "s1,三,1,0,,0,0", "grade"),
    ("students", "s1,3,1,yes,,0,0", "boarding"),
    ("consents", "s1,2026-08-28,join,guardian,,v1,,", "at"),
    ("consents", "s1,2026-08-28 18:00,joined,guardian,,v1,,", "act"),
    ("consents", "s1,2026-08-28 18:00,join,parent,,v1,,", "by"),
    ("consents", "s1,2026-08-28 18:00,join,staff,,v1,yes,", "confirmed"),
    ("consents", "s1,2026-08-28 18:00,join,guardian,,v1,,fine", "answered_anonymously"),
    ("sections", "b1,block:0,x,homewrk,3,onsite,pm,30", "content"),
    ("sections", "b1,block:0,x,homework,3;4,onsite,pm,30", "grades"),
    ("sections", "b1,block:0,x,homework,,onsite,pm,30", "grades"),
    ("sections", "b1,block:0,x,homework,3,live,pm,30", "mode"),
    ("sections", "b1,block:0,x,homework,3,onsite,pm,-1", "capacity"),
    ("sessions", "n1,b1,2026-09-07,16.10,17:10,,,,0,", "planned_start"),
    ("sessions", "n1,b1,2026-09-07,16:10,17:10,16:10,5pm,,0,", "end"),
    ("sessions", "n1,b1,2026-09-07,16:10,17:10,,,homework;qa,0,", "content"),
    ("adults", "n1,t1,teacher,2026-09-07 16:00,,1,,,", "role"),
    ("adults", "n1,t1,retired,2026-09-07 16:00,,1,2026-13-01,,", "cleared_until"),
    ("adults", "n1,t1,retired,2026-09-07T16:00,,1,,,", "in"),
    ("adults", "n1,t1,retired,16:00,,1,,,", "in"),
    ("presence", "n1,s1,here,,,,0,", "state"),
    ("presence", "n1,s1,present,,2026-09-07 24:00,,0,", "out"),
    ("presence", "n1,s1,present,,,mother,0,", "released_to"),
    ("presence", "n1,s1,present,,,,0,2", "homework_done"),
    ("pulse", "n1,0,0,6", "satisfied"),
    ("pulse", "n1,0,0,0", "satisfied"),
    ("seats", "s1,b1,first,,,seat,", "rank"),
    ("seats", "s1,b1,1,,,yes,", "result"),
    ("bills", "s1,2026-09,charge,60,2026-09-28,5", "amount"),
    ("bills", "s1,2026-09,charge,-60.00,2026-09-28,5", "amount"),
    ("bills", "s1,2026-13,charge,60.00,2026-09-28,5", "period"),
    ("bills", "s1,2026-09,fee,60.00,2026-09-28,5", "kind"),
    ("bills", "s1,2026-09,charge,60.00,2026-09-28,2.5", "days_served"),
    ("fund", "2026-09-10,gift,60.00,", "source_or_use"),
    ("fund", "2026-09-10,subsidy,60.0,", "amount"),
    ("appraisal", "t1,5,5.4,90,soon", "closed"),
    ("appraisal", "t1,5,-5.4,90,", "hours"),
    ("payouts", "t1,2026-09,132.00,,2.2", "at"),
    ("declarations", "t1,no_gifts,2026-08-30", "kind"),
    ("complaints", "w1,yesterday,,,,,", "at"),
    ("complaints", "w1,2026-09-07 20:10,,,2026-09-17,,maybe", "upheld"),
    ("evaluation", "2026-autumn,91,2027-01-25,all,0", "basis"),
]


@pytest.mark.parametrize(("table", "row", "column"), BAD_CELLS, ids=lambda value: str(value)[:40])
def test_a_cell_that_cannot_be_read_is_named_with_its_line_and_what_was_expected(put, table, row, column):
    folder = put(**{table: f"{HEADERS[table]}\n{row}\n"})
    given, errors = read(folder)
    assert [(error.file, error.line, error.key) for error in errors] == [(f"{table}.csv", 2, column)]
    assert errors[0].expected
    assert errors[0].says
    assert given[table] == ()


def test_a_misspelt_code_names_the_nearest(put):
    text = f"{HEADERS['presence']}\nn1,s1,presnt,,,,0,\n"
    assert read(put(presence=text))[1][0].nearest == "present"


def test_every_error_of_every_table_is_found_in_one_pass(put):
    folder = put(
        students="s,3\n", sessions=SESSIONS.replace("2026-09-07", "x"), pulse=f"{HEADERS['pulse']}\nn1,2,2,9\n"
    )
    assert {error[0] for error in found(folder)} == {"students.csv", "sessions.csv", "pulse.csv"}
    assert len([error for error in found(folder) if error[0] == "pulse.csv"]) == 3


def test_a_hopeless_file_stops_being_listed(put):
    text = HEADERS["students"] + "\n" + "s,x,1,0,,0,0\n" * 5000
    assert tables.MAX_ERRORS <= len(found(put(students=text))) < tables.MAX_ERRORS + 10


# ids


@pytest.mark.parametrize(("table", "key"), [("students", "student"), ("sessions", "session")])
def test_an_id_given_twice_is_an_error(put, table, key):
    text = {"students": STUDENTS, "sessions": SESSIONS}[table]
    assert found(put(**{table: text + text.splitlines()[1] + "\n"})) == [(f"{table}.csv", 3, key)]


# rows that contradict


@pytest.mark.parametrize(
    ("times", "key"),
    [
        ("17:10,17:10,,", "planned_end"),
        ("17:10,16:10,,", "planned_end"),
        ("16:10,17:10,17:10,16:10", "end"),
        ("16:10,17:10,17:00,17:00", "end"),
        ("16:10,17:10,16:10,", ""),
        ("16:10,17:10,,16:40", ""),
    ],
)
def test_a_session_ends_after_it_starts(put, times, key):
    text = SESSIONS.replace("16:10,17:10,16:10,17:10", times)
    assert found(put(sessions=text)) == ([("sessions.csv", 2, key)] if key else [])


def test_a_date_is_not_both_a_holiday_and_a_workday_but_two_feasts_may_share_it(put):
    twice = f"{HEADERS['calendar']}\n2026-10-01,off,,国庆\n2026-10-01,off,,中秋\n"
    assert not found(put(calendar=twice))
    assert found(put(calendar=twice + "2026-10-01,workday,,\n")) == [("calendar.csv", 4, "date")]
    hours = f"{HEADERS['office_hours']}\n2026-05-01,18:00\n2026-05-01,17:30\n"
    assert found(put(calendar=twice, office_hours=hours)) == [("office_hours.csv", 3, "from")]


@pytest.mark.parametrize(
    ("period", "line"), [("2026-09", None), ("2026-autumn", None), ("2026-9", 2), ("2026-spring", 2)]
)
def test_a_period_is_a_month_or_this_term(put, shared, period, line):
    folder = put(payouts=f"{HEADERS['payouts']}\nt1,{period},132.00,2027-01-15,2.2\n")
    (folder / "plan.yaml").write_bytes((shared / "policy/cases/v004-clean-term-tiny/plan.yaml").read_bytes())
    if line is None:
        assert read_folder(folder).payouts
        return
    with pytest.raises(Unreadable) as refused:
        read_folder(folder)
    assert [(e.file, e.line, e.key) for e in refused.value.errors] == [("payouts.csv", line, "period")]


REFERRING = [
    ("consents", "s9,2026-08-28 18:00,join,guardian,,v1,,", "student"),
    ("presence", "n1,s9,absent,,,,0,", "student"),
    ("presence", "n9,s1,absent,,,,0,", "session"),
    ("adults", "n9,t1,retired,,,0,,,", "session"),
    ("pulse", "n9,0,0,5", "session"),
    ("seats", "s9,b1,1,,,seat,", "student"),
    ("seats", "s1,b9,1,,,seat,", "section"),
    ("bills", "s9,2026-09,charge,60.00,2026-09-28,5", "student"),
]


@pytest.mark.parametrize(("table", "row", "column"), REFERRING)
def test_a_row_names_only_what_the_other_table_has_where_it_was_handed_over(put, table, row, column):
    others = {"students": STUDENTS, "sessions": SESSIONS}
    others["sections"] = f"{HEADERS['sections']}\nb1,block:0,x,homework,3,onsite,pm,30\n"
    assert found(put(**others, **{table: f"{HEADERS[table]}\n{row}\n"})) == [(f"{table}.csv", 2, column)]


@pytest.mark.parametrize(("table", "row", "column"), REFERRING)
def test_without_the_other_table_nothing_is_known_about_it(put, table, row, column):
    assert not found(put(**{table: f"{HEADERS[table]}\n{row}\n"}))


def test_a_row_that_cannot_be_read_does_not_accuse_the_rows_that_name_it(put):
    broken = SESSIONS.replace("16:10,17:10,homework", "x,17:10,homework")
    presence = f"{HEADERS['presence']}\nn1,s1,absent,,,,0,\n"
    assert found(put(sessions=broken, presence=presence)) == [("sessions.csv", 2, "start")]
    too_short = SESSIONS.replace(",homework,0,\n", "\n")
    assert found(put(sessions=too_short, presence=presence)) == [("sessions.csv", 2, "")]


# files


def test_a_file_in_another_encoding_is_named_with_the_line(put):
    text = STUDENTS + "s2,3,1,0,低保,0,0\n"
    assert found(put(students=text.encode("big5"))) == [("students.csv", 3, "")]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b'student,"grade\n', b"PK\x03\x04\xff"])
def test_what_is_no_csv_is_an_error_and_never_a_traceback(put, content):
    assert found(put(students=content))


def test_an_unknown_table_names_the_nearest(put):
    folder = put(session=SESSIONS)
    with pytest.raises(Unreadable) as refused:
        read_folder(folder)
    assert ("session.csv", "sessions.csv") in [(e.file, e.nearest) for e in refused.value.errors]
    assert "plan.yaml" in [e.file for e in refused.value.errors]


def test_a_folder_that_is_none_or_a_table_that_is_a_folder_is_an_error(put, tmp_path):
    with pytest.raises(Unreadable):
        read_folder(tmp_path / "missing")
    (tmp_path / "bills.csv").mkdir()
    assert found(tmp_path) == [("bills.csv", 0, "")]


def test_a_table_that_is_too_large_is_not_read(put, monkeypatch):
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", 10)
    assert found(put(students=STUDENTS)) == [("students.csv", 0, "")]


# writing


@pytest.mark.parametrize(
    "case", ["v004-clean-term-tiny", "v071-unattended-plus3-near", "v070-session-not-held-plus7-near"]
)
def test_what_is_written_reads_back_the_same(shared, tmp_path, case):
    given = read_folder(shared / "policy" / "cases" / case)
    write_folder(tmp_path, given, plan_yaml=(shared / "policy" / "cases" / case / "plan.yaml").read_text())
    again = read_folder(tmp_path)
    assert all(getattr(again, name) == getattr(given, name) for name in TABLES)
    assert again.plan == given.plan


@pytest.mark.parametrize("table", sorted(LAYOUTS))
def test_a_table_of_the_format_is_written_byte_for_byte(shared, table):
    file = shared / "policy" / "cases" / "v004-clean-term-tiny" / f"{table}.csv"
    given, errors = read(file.parent)
    assert not errors
    assert table_text(LAYOUTS[table], given[table]) == file.read_text()


def test_a_table_not_handed_over_is_not_written(tmp_path):
    write_folder(tmp_path, facts(sessions=[session()], presence=[]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calendar.csv", "presence.csv", "sessions.csv"]
    assert (tmp_path / "presence.csv").read_text() == HEADERS["presence"] + "\n"


def test_the_optional_column_is_written_where_a_row_uses_it():
    assert "remote" not in table_text(LAYOUTS["adults"], [adult()])
    assert table_text(LAYOUTS["adults"], [adult(remote=True)]).endswith(",1\n")


def test_seconds_are_written_only_where_there_are_some():
    text = table_text(LAYOUTS["presence"], [present("16:10", "17:10:30")])
    assert "2026-09-07 16:10,2026-09-07 17:10:30" in text


@pytest.mark.slow
def test_twenty_thousand_lines_are_read_in_a_second(put):
    lines = [f"n1,s{n},present,2026-09-07 16:{n % 60:02},2026-09-07 17:10,guardian,0,1" for n in range(20_000)]
    folder = put(presence="\n".join([HEADERS["presence"], *lines]) + "\n")
    started = time.process_time()
    given, errors = read(folder)
    assert time.process_time() - started < 1
    assert len(given["presence"]) == 20_000
    assert not errors
    assert isinstance(given["presence"][0], Presence)
