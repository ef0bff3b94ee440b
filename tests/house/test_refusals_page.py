"""docs/refusals.md says what the code refuses."""

from kehou.commands.refusals import PACKAGE, PLACE, page, refusals, scan

SAMPLE = """
LATE = "太晚了"

def claim(act, name):
    says = f"{name}已经满了"
    if act:
        raise Refusal("full", says, clause="二.1")
    raise Refusal("late", LATE + "，明天再来", satisfied_by=_t("明天 %(at)s 以后") % {"at": 1})
"""


def test_the_page_of_refusals_is_what_the_code_says() -> None:
    assert PLACE.read_text(encoding="utf-8") == page(scan(PACKAGE)), "write it anew: .venv/bin/kehou refusals --write"


def test_a_sentence_is_found_where_it_was_written() -> None:
    assert sorted(refusals(SAMPLE)) == [
        ("full", "…已经满了", "二.1", ""),
        ("late", "太晚了，明天再来", "", "明天 %(at)s 以后"),
    ]


def test_a_refusal_has_a_name_and_a_chinese_sentence() -> None:
    bare = [said for said in scan(PACKAGE) if said.says.isascii()]
    assert not bare
