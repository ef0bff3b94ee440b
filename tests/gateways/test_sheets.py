"""A table file as schools really send it: read rightly, or refused in words a school understands."""

import io
import zipfile
from datetime import date
from random import Random

import pytest
import xlsxwriter

from kehou.gateways import sheets
from kehou.gateways.sheet_writer import Sheet, write_csv, write_xlsx
from kehou.gateways.sheets import cell_address, cell_text, formula_like, read_table
from kehou.ground.refusal import Refusal

HEADERS = ("姓名", "手机号", "出生日期")


def rows_of(data: bytes, *columns: str) -> list[tuple[str, ...]]:
    table = read_table(data, headers=HEADERS)
    return [row.cells for row in table.rows([table.header.index(name) for name in columns or table.header])]


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_table(data, headers=HEADERS)
    return caught.value


def workbook(*rows: list[object], sheet: str = "表") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                page.write_datetime(y, x, value, day) if isinstance(value, date) else page.write(y, x, value)
    return buffer.getvalue()


def test_numbers_lose_the_point_that_a_spreadsheet_adds() -> None:
    data = workbook(["姓名", "手机号", "出生日期"], ["甲乙", 15400000001, 20150901.0])
    assert rows_of(data) == [("甲乙", "15400000001", "20150901")]


def test_a_real_date_cell_reads_like_a_written_one() -> None:
    data = workbook(["姓名", "手机号", "出生日期"], ["甲乙", "", date(2015, 9, 1)])
    assert rows_of(data, "出生日期") == [("20150901",)]


def test_leading_zeros_of_text_stay() -> None:
    data = write_xlsx([Sheet("表", HEADERS, [["甲乙", "0473000", "007"]])])
    assert rows_of(data) == [("甲乙", "0473000", "007")]


def test_a_number_longer_than_a_spreadsheet_keeps_stays_visibly_broken() -> None:
    assert cell_text(150302201509019998.0) == "1.50302201509E+17"
    assert cell_text(999999999999999.0) == "999999999999999"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.invariant("I25")
def test_csv_is_read_in_every_encoding_a_school_saves(encoding: str) -> None:
    data = "姓名,手机号,出生日期\r\n苏日娜,15400000001,20150901\r\n".encode(encoding)
    assert rows_of(data) == [("苏日娜", "15400000001", "20150901")]


def test_rare_characters_survive_gb18030_and_utf8() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert rows_of("姓名\n龑䶮㛃𬭎\n".encode(encoding)) == [("龑䶮㛃𬭎",)]


def test_bytes_that_fit_both_encodings_are_settled_by_the_header() -> None:
    # The bytes of 陋鸥 in GBK are valid UTF-8 too; only the header tells.
    both = "陋鸥".encode("gbk")
    assert both.decode("utf-8") != "陋鸥"
    assert rows_of("姓名\n".encode("gbk") + both + b"\n") == [("陋鸥",)]


def test_a_text_with_one_broken_byte_is_refused_not_guessed() -> None:
    data = "姓名,手机号\n张三,1\n".encode()
    assert refusal_of(data[:-4] + b"\xff" + data[-4:]).code == "sheet_encoding"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_empty"),
        (b" \r\n", "sheet_empty"),
        (b"\xd0\xcf\x11\xe0rest", "sheet_old_format"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "sheet_web_page"),
        (b"PK\x03\x04 not a workbook", "sheet_damaged"),
        (b"a\x00b\x00c", "sheet_binary"),
        (b"name,phone\nx,1\n", "sheet_no_header"),
        ('姓名\n"没有配对'.encode(), "sheet_damaged"),
    ],
)
def test_what_is_not_a_table_is_refused_by_name(data: bytes, code: str) -> None:
    refusal = refusal_of(data)
    assert refusal.code == code
    assert "。" in refusal.says


def test_half_a_workbook_is_refused() -> None:
    data = write_xlsx([Sheet("表", HEADERS, [["甲乙", "", ""]] * 500)])
    for cut in (len(data) // 4, len(data) // 2, len(data) - 10):
        assert refusal_of(data[:cut]).code == "sheet_damaged"


@pytest.mark.invariant("I25")
def test_a_damaged_file_is_read_or_refused_and_nothing_else_happens() -> None:
    random = Random(25)
    rows = [["甲乙", "15400000001", "20150901"]] * 30
    whole = [write_xlsx([Sheet("表", HEADERS, rows)]), write_csv(HEADERS, rows, encoding="gb18030")]
    outcomes = set()
    for number in range(1000):
        data = bytearray(whole[number % 2])
        for _ in range(random.randint(1, 8)):
            data[random.randrange(len(data))] = random.randrange(256)
        try:
            rows_of(bytes(data))
            outcomes.add("read")
        except Refusal as refusal:
            outcomes.add(refusal.code)
    assert outcomes >= {"read", "sheet_damaged", "sheet_encoding"}


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1_000_000)
    assert refusal_of(buffer.getvalue()).code == "sheet_too_large"


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (99_999, 0), (1, 128), (1, 702)])
def test_one_cell_far_away_does_not_end_the_process(row: int, column: int) -> None:
    assert refusal_of(far_cell(row, column)).code == "sheet_too_large"


def test_the_last_row_and_the_last_column_allowed_are_read() -> None:
    assert len(read_table(far_cell(99_998, 0), headers=HEADERS)) == 99_998
    assert rows_of(far_cell(1, 127), "姓名") == [("",)]


def far_cell(row: int, column: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write(row, column, "远")
    return buffer.getvalue()


def test_a_workbook_of_another_kind_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert refusal_of(buffer.getvalue()).code == "sheet_old_format"


def test_too_many_rows_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = "姓名\n".encode() + "甲乙\n".encode() * 10
    monkeypatch.setattr(sheets, "MAX_ROWS", 11)
    assert len(rows_of(data)) == 10
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    assert refusal_of(data).code == "sheet_too_large"
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", len(data) - 1)
    assert refusal_of(data).code == "sheet_too_large"


def test_the_header_is_found_below_a_title_and_on_the_second_sheet() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("填写说明").write(0, 0, "请看第二张表")
        page = book.add_worksheet("数据")
        page.write(0, 0, "某校学生名单")
        page.write_row(2, 0, ["★姓 名", "*手机号"])
        page.write_row(3, 0, ["甲乙", "15400000001"])
    table = read_table(buffer.getvalue(), headers=HEADERS)
    assert (table.header, table.header_row) == (("姓名", "手机号"), 3)
    assert [row.number for row in table.rows([0])] == [4]


def test_blank_rows_are_skipped_and_row_numbers_stay() -> None:
    table = read_table("姓名,手机号\n甲,1\n,\n\n乙,2\n".encode(), headers=HEADERS)
    assert [(row.number, row.cells[0]) for row in table.rows([0])] == [(2, "甲"), (5, "乙")]


def test_a_row_with_more_cells_than_the_header_says_so() -> None:
    table = read_table("姓名,手机号\n甲,1,\n乙,1,河畔街\n".encode(), headers=HEADERS)
    assert [row.spills for row in table.rows([0])] == [False, True]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3+cmd|x", "=HYPERLINK(1)"])
def test_text_that_would_run_as_a_formula_is_recognised_and_never_written_to_csv(text: str) -> None:
    assert formula_like(text)
    with pytest.raises(ValueError, match="row 2") as caught:
        write_csv(["姓名"], [[text]])
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "-3", "+86 154-0000-0001", "a=b", "张-三"])
def test_numbers_and_plain_text_are_no_formulas(text: str) -> None:
    assert not formula_like(text)


def test_a_workbook_keeps_formula_like_text_as_text() -> None:
    data = write_xlsx([Sheet("表", ["姓名"], [["=1+1"]])])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert rows_of(data) == [("=1+1",)]


def test_the_same_rows_give_the_same_bytes() -> None:
    sheet = Sheet("表", HEADERS, [["甲乙", 3, None]])
    assert write_xlsx([sheet]) == write_xlsx([sheet])


def test_cell_addresses_are_those_of_the_spreadsheet() -> None:
    assert [cell_address(column, 7) for column in (0, 25, 26, 70, 701, 702)] == [
        "A7",
        "Z7",
        "AA7",
        "BS7",
        "ZZ7",
        "AAA7",
    ]


def test_characters_nobody_sees_are_gone() -> None:
    assert cell_text("\u200b 甲\ufeff乙\u3000") == "甲乙"
