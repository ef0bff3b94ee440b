"""`kehou diff-law A B`: what changes for a school between two laws, in words, and for which plans."""

import json
from pathlib import Path
from typing import Any

import pytest

from kehou.cli import main
from kehou.policy.exchange.plan_writing import yaml_from_document
from tests.policy.promise import edited, promise

CITIES = Path(__file__).resolve().parents[1] / "packs" / "cities"
WUHAI, YUNDU, NATIONAL = "wuhai-2021-92", "yundu-2025-8", "national-2023-12"
Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *words: str) -> tuple[int, str]:
    status = main(["diff-law", *words, "--packs", str(CITIES)])
    told = capsys.readouterr()
    return status, told.out + told.err


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Three schools: one that no law minds, one dear, one that ends early; and a file that is no plan."""
    whole = edited(promise(), fees__term_cap={"primary": "240.00"})
    dear = edited(promise(), school__name="白杨学校")
    short = edited(whole, school__name="红柳学校", filed="2026-09-15")
    for name, document in (("a", whole), ("b", dear), ("c", short)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.yaml").write_text(yaml_from_document(document), encoding="utf-8")
    (tmp_path / "notes.yaml").write_text("nothing: of ours\n", encoding="utf-8")
    return tmp_path


@pytest.mark.clause("六.1")
def test_from_one_day_to_the_next_early_care_is_owed_no_more(capsys: Capture) -> None:
    status, words = said(capsys, f"{WUHAI}@2023-12-26", f"{WUHAI}@2023-12-27")
    assert status == 1
    assert "从 乌海课后服务方案，2023年12月26日\n到 乌海课后服务方案，2023年12月27日\n" in words
    assert "标准变了（1）\n  六.1 课前服务：要开设 → 不要求（教育部办公厅等四部门通知）\n" in words
    assert "在“课前服务”上不一致，2023年12月27日起按后者。" in words
    assert "多出的要求" not in words and "不再有的要求" not in words
    assert said(capsys, f"{WUHAI}@2023-12-27", WUHAI) == (0, _same("2023年12月27日"))
    assert said(capsys, f"{WUHAI},{NATIONAL}@2023-12-26", f"{WUHAI}@2023-12-26") == (0, _same("2023年12月26日"))


def _same(day: str) -> str:
    return f"从 乌海课后服务方案，{day}\n到 乌海课后服务方案，{day}\n\n对学校没有不同。\n"


def test_the_notice_over_the_city_adds_its_four_rules(capsys: Capture) -> None:
    status, words = said(capsys, WUHAI, f"{WUHAI},{NATIONAL}")
    added = words.split("多出的要求（4）\n")[1].split("\n\n")[0].splitlines()
    assert status == 1
    assert [line.split()[0] + " " + line.split()[-1] for line in added] == [
        "国.1 charged-care-time", "国.2 collector-forbidden", "国.3 drilling-planned", "国.3 drilling-held",
    ]  # fmt: skip


def test_another_city_differs_in_thirteen_figures_and_one_rule(capsys: Capture) -> None:
    _, words = said(capsys, WUHAI, YUNDU)
    assert "标准变了（13）" in words and "不再有的要求（1）" in words and "多出的要求" not in words
    assert "  第十五条 家委会到会的委员：超过 1/2 → 不少于 2/3（条款原文）\n" in words
    assert "[需要整改] 严禁课后服务形式、内容等安排“一刀切”；  one-package\n" in words
    _, back = said(capsys, YUNDU, WUHAI)
    assert "标准变了（13）" in back and "多出的要求（1）" in back and "不再有的要求" not in back


def test_the_plans_of_a_folder_are_told_by_what_they_would_gain_and_lose(capsys: Capture, plans: Path) -> None:
    status, words = said(capsys, WUHAI, YUNDU, "--plans", str(plans))
    assert status == 1
    assert "a/plan.yaml" not in words
    assert (
        "b/plan.yaml　白杨学校\n  多出 第十二条 [必须解决] 收费与经费 › 学期上限 › 小学：小学学期上限 ¥300.00" in words
    )
    assert "c/plan.yaml　红柳学校\n  多出 第十四条 [需要整改]" in words
    assert words.endswith("方案 3 份：2 份会多出问题，0 份会少掉问题，1 份没有变化。\n")
    _, back = said(capsys, YUNDU, WUHAI, "--plans", str(plans))
    assert "  少掉 第十二条" in back and back.endswith("0 份会多出问题，2 份会少掉问题，1 份没有变化。\n")


def test_a_plan_that_cannot_be_read_is_named_and_the_others_are_told(capsys: Capture, plans: Path) -> None:
    (plans / "a" / "plan.yaml").write_text("kehou: plan/1\nversion: [", encoding="utf-8")
    status, words = said(capsys, WUHAI, YUNDU, "--plans", str(plans))
    assert status == 2
    assert "a/plan.yaml：读不了" in words and "b/plan.yaml　白杨学校" in words and "1 份读不了。" in words


def answered(capsys: Capture, *words: str) -> tuple[int, Any]:
    status = main(["diff-law", *words, "--packs", str(CITIES), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.clause("六.1")
def test_the_difference_as_json_says_what_the_words_say(capsys: Capture) -> None:
    status, got = answered(capsys, f"{WUHAI}@2023-12-26", f"{WUHAI}@2023-12-27")
    assert status == 1
    assert got["from"] == {"packs": [WUHAI], "on": "2023-12-26"}
    (figure,) = got["figures"]
    assert (figure["clause"], figure["before"]["value"], figure["after"]["value"]) == ("六.1", True, False)
    assert figure["after"]["says"] == "不要求"
    assert "课前服务" in {one["about"] for one in got["conflicts"]}
    assert not got["added"] and not got["gone"] and "plans" not in got
    _, over = answered(capsys, WUHAI, f"{WUHAI},{NATIONAL}")
    assert [one["pack"] for one in over["packs_added"]] == [NATIONAL]
    assert [one["rule"] for one in over["added"]] == [
        "charged-care-time", "collector-forbidden", "drilling-planned", "drilling-held",
    ]  # fmt: skip
    assert answered(capsys, WUHAI, WUHAI)[0] == 0


def test_every_kind_of_figure_can_be_said_as_json(capsys: Capture) -> None:
    _, got = answered(capsys, WUHAI, YUNDU)
    values = {one["name"]: (one["before"]["value"], one["after"]["value"]) for one in got["figures"]}
    assert len(values) == 13
    assert values["committee_quorum"] == (
        {"part": 1, "of": 2, "passed": True},
        {"part": 2, "of": 3, "passed": False},
    )
    assert [one["rule"] for one in got["gone"]] == ["one-package"]


def test_the_plans_as_json_carry_their_findings_or_why_they_cannot_be_read(capsys: Capture, plans: Path) -> None:
    (plans / "a" / "plan.yaml").write_text("kehou: plan/1\nversion: [", encoding="utf-8")
    status, got = answered(capsys, WUHAI, YUNDU, "--plans", str(plans))
    assert status == 2
    told = {one["file"]: one for one in got["plans"]}
    assert [one["verdict"] for one in told.values()] == ["unreadable", "changed", "changed"]
    assert told["a/plan.yaml"]["errors"][0]["file"] == "plan.yaml"
    assert told["b/plan.yaml"]["whose"] == "白杨学校"
    assert [finding["clause"] for finding in told["b/plan.yaml"]["more"]] == ["第十二条"]
    assert told["b/plan.yaml"]["less"] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("wuhai", WUHAI), "没有政策包 wuhai，最接近的是 wuhai-2021-92"),
        ((f"{NATIONAL},{WUHAI}", WUHAI), "先写一座城市的方案"),
        ((f"{WUHAI}@2023-13-01", WUHAI), "不是日期：2023-13-01"),
        ((WUHAI, WUHAI, "--plans", "nowhere"), "没有这个文件夹：nowhere"),
    ],
)
def test_what_is_no_law_is_refused_in_words(capsys: Capture, words: tuple[str, ...], expected: str) -> None:
    status, told = said(capsys, *words)
    assert status == 2 and expected in told
