"""Reading plan.yaml: what is an error, where it stands and what was expected (rulebook §3)."""

from pathlib import Path
from typing import Any

import pytest

from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import document_from_yaml, plan_from_document, plan_from_text, read_plan_file
from kehou.policy.exchange.reading import MAX_ERRORS, InputError, Unreadable
from kehou.policy.facts.plan import Plan
from tests.policy.promise import block, changed, course, district, outsider, person, promise, provider, window


def errors_of(document: dict[str, Any]) -> list[InputError]:
    return list(plan_from_text(yaml_from_document(document))[1])


def keys_of(document: dict[str, Any]) -> list[str]:
    return [error.key for error in errors_of(document)]


@pytest.mark.parametrize(
    ("path", "value", "key", "expected"),
    [
        ("kehou", "plan/2", "kehou", "plan/1"),
        ("kehou", None, "kehou", "a value"),
        ("policy", None, "policy", "a value"),
        ("policy", "wuhai", "policy", "wuhai-2021-92"),
        ("policy", ["wuhai-2021-92", "moon-2030"], "policy", "national-2023-12"),
        ("policy", ["national-2023-12", "wuhai-2021-92"], "policy", "base pack first"),
        ("policy", "national-2023-12", "policy", "base pack first"),
        ("version", None, "version", "a value"),
        ("version", "1", "version", "whole number"),
        ("version", 0, "version", "whole number from 1"),
        ("school.boarding", None, "school.boarding", "a value"),
        ("school.code", " ", "school.code", "text"),
        ("school.stages", ["middle"], "school.stages", "junior"),
        ("school.stages", [], "school.stages", "list"),
        ("school.ownership", "state", "school.ownership", "public"),
        ("term.id", None, "term.id", "a value"),
        ("term.last_day", "2026-08-31", "term.last_day", "after first_day"),
        ("term.first_day", "2026-02-30", "term.first_day", "YYYY-MM-DD"),
        ("term.first_day", "31/8/2026", "term.first_day", "YYYY-MM-DD"),
        ("term.first_day", 20260831, "term.first_day", "YYYY-MM-DD"),
        ("filed", "2026-09-31", "filed", "YYYY-MM-DD"),
        ("filed", ["2026-09-10"], "filed", "YYYY-MM-DD"),
        ("enrolled.1", "100", "enrolled.1", "whole number"),
        ("enrolled.1", -1, "enrolled.1", "whole number"),
        ("enrolled.7", 100, "enrolled.7", "1, 2, 3"),
        ("enrolled", [100], "enrolled", "mapping"),
        ("survey.answered", 601, "survey.answered", "at most 600"),
        ("survey.closed", "2026-08-14", "survey.closed", "not before"),
        ("survey.wanting.7", 1, "survey.wanting.7", "1, 2, 3"),
        ("committee.meetings.0.for", None, "committee.meetings[0].for", "a value"),
        ("committee.meetings.0.date", None, "committee.meetings[0].date", "a value"),
        ("committee.meetings.0.present", None, "committee.meetings[0].present", "a value"),
        ("windows.0.grades", [1, 7], "windows[0].grades", "1, 2, 3, 4, 5, 6"),
        ("windows.0.grades", ["1"], "windows[0].grades", "1, 2, 3, 4, 5, 6"),
        ("windows.0.weekdays", ["monday"], "windows[0].weekdays", "mon, tue"),
        ("windows.0.weekdays", "mon", "windows[0].weekdays", "list"),
        ("windows.0.kind", "after", "windows[0].kind", "after_class"),
        ("windows.0.kind", None, "windows[0].kind", "a value"),
        ("windows.0.start", 970, "windows[0].start", '"HH:MM"'),
        ("windows.0.start", "16:1", "windows[0].start", '"HH:MM"'),
        ("windows.0.start", "24:00", "windows[0].start", '"HH:MM"'),
        ("windows.0.end", "16:10", "windows[0].end", "after start"),
        ("windows.0.charged", "true", "windows[0].charged", "true or false"),
        ("windows.0.pupils", "girls", "windows[0].pupils", "boarders"),
        ("windows", "pm", "windows", "list"),
        ("blocks.0.window", "am", "blocks[0].window", "pm"),
        ("blocks.0.start", "16:09", "blocks[0].start", "not before 16:10"),
        ("blocks.1.end", "18:11", "blocks[1].end", "not after 18:10"),
        ("blocks.0.end", "16:00", "blocks[0].end", "after start"),
        ("blocks.0.weekdays", ["mon", "sat"], "blocks[0].weekdays", "weekdays of its window"),
        ("blocks.0.content", ["reading", "menu"], "blocks[0].content", "menu alone"),
        ("blocks.0.content", "chess", "blocks[0].content", "homework"),
        ("blocks.0.content", [], "blocks[0].content", "list"),
        ("blocks.0.choice", None, "blocks[0].choice", "a value"),
        ("blocks.0.mode", "hybrid", "blocks[0].mode", "dual"),
        ("courses.0.capacity", 1.5, "courses[0].capacity", "whole number"),
        ("courses.0.domains", ["智育"], "courses[0].domains", "智"),
        ("courses.0.window", " ", "courses[0].window", "text"),
        ("courses.0.window", [""], "courses[0].window", "text"),
        ("courses.0.window", "am", "courses[0].window", "pm"),
        ("courses.0.window", ["pm", "am"], "courses[0].window", "pm"),
        ("courses.0.led_by", "t9", "courses[0].led_by", "t1"),
        ("courses.1.id", "low0", "courses[1].id", "once"),
        ("staff.0.role", "teacher", "staff[0].role", "school_teacher"),
        ("staff.0.max_hours", "4", "staff[0].max_hours", "number"),
        ("staff.0.provider", "p9", "staff[0].provider", "p1"),
        ("fees.standard.primary", 60, "fees.standard.primary", '"60.00"'),
        ("fees.standard.primary", "60", "fees.standard.primary", '"60.00"'),
        ("fees.standard.primary", "-60.00", "fees.standard.primary", '"60.00"'),
        ("fees.standard.middle", "60.00", "fees.standard.middle", "primary"),
        ("fees.use.teacher_pay", 84, "fees.use", "100"),
        ("fees.use.teacher_pay", 101, "fees.use.teacher_pay", "0 to 100"),
        ("fees.waivers.0.rate", None, "fees.waivers[0].rate", "a value"),
        ("fees.sources", ["donation"], "fees.sources", "subsidy"),
        ("duties.0.who", None, "duties[0].who", "a value"),
        ("priority", ["left-behind"], "priority", "left_behind"),
        ("publication.where", "校门口", "publication.where", "list"),
        ("publication.channel.fax", "1", "publication.channel.fax", "phone"),
        ("zz", "blue", "zz", "kehou"),
    ],
)
def test_what_is_no_plan_is_named_by_key_and_what_was_expected(path: str, value: Any, key: str, expected: str) -> None:
    document = promise(staff=[person(), outsider()], providers=[provider()])
    found = [error for error in errors_of(changed(document, path, value)) if error.key == key]
    assert found and expected in found[0].expected, errors_of(changed(document, path, value))
    assert found[0].line > 0 or path in ("kehou", "policy", "version")
    assert found[0].says and not found[0].says.isascii()


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (changed(district(), "district.name", None), "district.name"),
        (district(schools=[{"code": "1", "name": "甲"}, {"code": "1", "name": "乙"}]), "schools[1].code"),
        (changed(district(), "evaluation.indicators.0.weight", "40"), "evaluation.indicators[0].weight"),
        (changed(district(), "funding.ceiling.primary", 300), "funding.ceiling.primary"),
        (changed(district(), "exchange.0.to", None), "exchange[0].to"),
        (district(windows=[]), "windows"),
        (district(kehou="district-plan/2"), "kehou"),
    ],
)
def test_a_district_plan_is_read_as_strictly(document: dict, key: str) -> None:
    assert keys_of(document) == [key]


def test_errors_have_the_line_of_their_key_and_the_nearest_known_one() -> None:
    text = yaml_from_document(promise()).replace("choice: required", "choise: required", 1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "choise" in row)
    unknown, missing = plan_from_text(text)[1]
    assert (unknown.line, unknown.key, unknown.expected, unknown.nearest) == (
        line,
        "blocks[0].choise",
        "choice",
        "choice",
    )
    assert (missing.line, missing.key) == (line, "blocks[0].choice")
    assert unknown.as_json()["nearest"] == "choice" and "nearest" not in missing.as_json()


def test_a_times_and_an_amounts_quotes_are_asked_for() -> None:
    text = yaml_from_document(promise()).replace('start: "16:10"', "start: 16:10", 1).replace('"60.00"', "60.00", 1)
    assert [error.key for error in plan_from_text(text)[1]] == ["windows[0].start", "fees.standard.primary"]


def test_a_key_given_twice_is_an_error_at_its_second_place() -> None:
    text = yaml_from_document(promise()) + "version: 2\n"
    errors = plan_from_text(text)[1]
    assert [(e.key, e.line, e.expected) for e in errors] == [("version", len(text.splitlines()), "each key once")]


def test_a_comma_splits_a_flow_mapping_and_the_rest_is_an_unknown_key() -> None:
    text = yaml_from_document(promise()).replace("opinion: 同意", "opinion: 同意,建议延长十分钟")
    assert [error.key for error in plan_from_text(text)[1]] == ["committee.meetings[0].建议延长十分钟"]


def test_all_errors_of_a_file_come_in_one_pass_in_its_order() -> None:
    document = changed(changed(promise(), "filed", "soon"), "windows.0.kind", "x")
    document = changed(document, "survey.invited", "many")
    errors = errors_of(document)
    assert [error.key for error in errors] == ["survey.invited", "windows[0].kind", "filed"]
    assert [error.line for error in errors] == sorted(error.line for error in errors)
    many = promise() | {f"key{n}": n for n in range(MAX_ERRORS * 2)}
    assert len(errors_of(many)) == MAX_ERRORS


def test_nothing_and_blank_are_left_out_and_never_an_error() -> None:
    document = promise(filed=None)
    text = yaml_from_document(document) + "filed:\n"
    plan, errors = plan_from_text(text)
    assert not errors and isinstance(plan, Plan) and plan.filed is None


def test_a_missing_part_is_no_error_of_the_format() -> None:
    bare = {key: value for key, value in promise().items() if key in ("kehou", "policy", "school", "term", "version")}
    assert errors_of(bare) == []
    for part in ("windows", "staff"):
        document = promise(staff=[person(), outsider()], providers=[provider()])
        document["courses"][0]["led_by"] = "o1"
        del document[part]
        assert errors_of(document) == []


@pytest.mark.clause("附.7")
def test_a_person_sent_by_an_institution_that_nobody_names_is_an_error_even_where_no_institution_is_named() -> None:
    """No rule asks for the list of institutions, so a missing list has no finding of its own to hide behind."""
    document = promise(staff=[person(), outsider()])
    for providers in (None, []):
        assert keys_of(changed(document, "providers", providers)) == ["staff[1].provider"]


@pytest.mark.parametrize(
    ("path", "value", "key", "nearest"),
    [
        ("windows.0.kind", "afterclass", "windows[0].kind", "after_class"),
        ("windows.0.weekdays", ["mon", "tues"], "windows[0].weekdays", "tue"),
        ("blocks.0.content", ["homwork"], "blocks[0].content", "homework"),
        ("blocks.1.content", "menus", "blocks[1].content", "menu"),
        ("staff.0.role", "teacher", "staff[0].role", "school_teacher"),
        ("policy", "wuhai-2021-93", "policy", "wuhai-2021-92"),
        ("windows.0.kind", "xyz", "windows[0].kind", ""),
        ("windows.0.kind", "after_class" * 100_000, "windows[0].kind", ""),
    ],
)
def test_a_mistyped_code_names_the_nearest_known_one(path: str, value: Any, key: str, nearest: str) -> None:
    errors = errors_of(changed(promise(), path, value))
    assert [(error.key, error.nearest) for error in errors] == [(key, nearest)]
    assert (f"最接近的是“{nearest}”" in errors[0].says) == bool(nearest)


def test_a_mistyped_century_is_refused_and_costs_nobody_a_minute() -> None:
    """The format does not say how long a term may be; every day of it is judged, so it has to end."""
    assert errors_of(changed(promise(), "term.last_day", "2036-01-15")) == []
    assert keys_of(changed(promise(), "term.last_day", "9999-12-31")) == ["term.last_day"]
    assert keys_of(changed(district(), "term.last_day", "2207-01-15")) == ["term.last_day"]


def test_what_could_have_been_meant_is_listed_in_the_files_own_order() -> None:
    document = promise(staff=[person(id=f"t{n}") for n in (3, 1, 2)])
    document["courses"][0]["led_by"] = "t9"
    assert [error.expected for error in errors_of(document)] == ["t3, t1, t2"]


def test_a_course_stands_in_at_least_one_of_its_windows() -> None:
    seasons = [window(1, 2), window(3, 4, id="b")]
    document = promise(1, 2, 3, 4, windows=seasons, blocks=[], courses=[course(1, 2, 3, 4, window=["pm", "b"])])
    assert errors_of(document) == []
    assert keys_of(changed(document, "courses.0.window", "b")) == ["courses[0].grades"]
    assert keys_of(changed(document, "courses.0.weekdays", ["sat"])) == ["courses[0].weekdays"]
    assert keys_of(changed(document, "blocks", [block(3)])) == ["blocks[0].grades"]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 0, "a mapping"),
        ("# only a comment", 0, "a mapping"),
        ("a: [", 2, "valid YAML"),
        ("a: 1\n\tb: 2", 2, "valid YAML"),
        ("a: 1\n---\nb: 2", 2, "one document"),
        ("a: &x 1\nb: *y", 2, "an anchor"),
        ("a: 1\nb: !!python/object:os.system x", 2, "no tags"),
        ("? [a]\n: 1", 1, "a word as key"),
        ("a: " + "[" * 100_000, 1, "levels"),
        ("a: \x01", 1, "valid YAML"),
    ],
)
def test_text_that_is_no_plan_at_all_is_refused_with_its_line(text: str, line: int, expected: str) -> None:
    with pytest.raises(Unreadable) as refused:
        plan_from_text(text)
    assert [(e.line, expected in e.expected) for e in refused.value.errors] == [(line, True)]


def test_aliases_may_be_used_but_not_to_blow_a_file_up() -> None:
    shared = yaml_from_document(promise()).replace("[mon, tue, wed, thu, fri]", "&week [mon, tue, wed, thu, fri]", 1)
    head, tail = shared.split("&week [mon, tue, wed, thu, fri]")
    plan, errors = plan_from_text(
        f"{head}&week [mon, tue, wed, thu, fri]{tail.replace('[mon, tue, wed, thu, fri]', '*week')}"
    )
    assert plan == plan_from_document(promise())[0] and not errors
    bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefghi", "bcdefghij", strict=True)]
    with pytest.raises(Unreadable) as refused:
        plan_from_text("\n".join(bomb))
    assert "values" in refused.value.errors[0].expected


@pytest.mark.parametrize("content", [b"\xff\xfe\x00k", "学校: 1".encode("gbk"), b"a: \x80", b"x" * 3_000_000])
def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    for target in (path, tmp_path, tmp_path / "none.yaml", Path("/dev/zero")):
        with pytest.raises(Unreadable) as refused:
            read_plan_file(target)
        assert refused.value.errors[0].file == target.name


def test_a_byte_order_mark_and_carriage_returns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + yaml_from_document(promise()).replace("\n", "\r\n").encode())
    assert isinstance(read_plan_file(path), Plan)


def test_a_draft_being_typed_gives_a_plan_of_what_is_there_beside_its_errors() -> None:
    document = promise()
    document["windows"].append({"id": "new"})
    document["courses"][3] = {"id": "typing", "name": ""}
    plan, errors = plan_from_document(document)
    assert isinstance(plan, Plan)
    assert [window.where for window in plan.windows] == ["windows[0]"]
    assert "courses[3]" not in {item.where for item in plan.courses} and plan.courses[3].where == "courses[4]"
    assert {error.key for error in errors} >= {"windows[1].kind", "windows[1].start", "courses[3].name"}
    assert all(error.line == 0 for error in errors)


def test_a_draft_whose_window_cannot_be_read_does_not_lose_every_block_to_broken_references() -> None:
    plan, errors = plan_from_document(changed(promise(), "windows.0.end", ""))
    assert isinstance(plan, Plan) and len(plan.blocks) == 4
    assert [error.key for error in errors] == ["windows[0].end"]


def test_a_draft_without_school_or_term_is_no_plan_yet() -> None:
    assert plan_from_document({})[0] is None
    assert plan_from_document(changed(promise(), "term.first_day", ""))[0] is None
    assert plan_from_document([1])[0] is None
    with pytest.raises(TypeError):
        plan_from_document({"filed": object()})


def test_document_and_file_give_the_same_plan() -> None:
    document = promise(staff=[person(), outsider()], providers=[provider()])
    text = yaml_from_document(document)
    assert document_from_yaml(text) == document
    assert plan_from_text(text)[0] == plan_from_document(document)[0]


def test_the_examples_of_the_format_are_read_without_an_error(shared: Path) -> None:
    fences = (shared / "policy" / "format.md").read_text(encoding="utf-8").split("```yaml\n")[1:]
    assert len(fences) == 2
    for fence in fences:
        text = fence.split("```")[0]
        plan, errors = plan_from_text(text)
        document = document_from_yaml(text)
        assert plan is not None and not errors
        assert document_from_yaml(yaml_from_document(document)) == document
