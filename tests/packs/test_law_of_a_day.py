"""What would be said under the law of another day, and which law an answer rests on."""

import json
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.policy.exchange.plan_writing import yaml_from_document
from tests.policy.promise import BASE, OVERLAY, promise, window, with_window

Capture = pytest.CaptureFixture[str]
LAST_DAY_OF_THE_OLD_LAW, FIRST_DAY_OF_THE_NEW = "2023-12-26", "2023-12-27"


@pytest.fixture
def charged(tmp_path: Path) -> Path:
    """A plan of today under city and nation, with early care that is charged."""
    plan = with_window(
        promise(policy=[BASE, OVERLAY]),
        window(1, 2, id="am", kind="before_class", start="07:20", end="07:50", charged=True),
    )
    path = tmp_path / "plan.yaml"
    path.write_text(yaml_from_document(plan), encoding="utf-8")
    return path


def said(capsys: Capture, *words: str) -> tuple[int, str]:
    status = main(list(words))
    return status, capsys.readouterr().out


@pytest.mark.clause("六.1", "国.1")
def test_the_law_of_a_day_is_its_rules_and_its_figures(charged: Path, capsys: Capture) -> None:
    rules = {}
    for day in (LAST_DAY_OF_THE_OLD_LAW, FIRST_DAY_OF_THE_NEW):
        status, out = said(capsys, "check", str(charged), "--on", day, "--json")
        answer = json.loads(out)
        rules[day] = {finding["rule"] for finding in answer["findings"]}
        assert (status, answer["on"]) == (1, day)
    assert rules == {
        LAST_DAY_OF_THE_OLD_LAW: {"before-class-offered"},
        FIRST_DAY_OF_THE_NEW: {"charged-care-time"},
    }


def test_the_answer_says_that_it_is_not_the_terms_own_law_and_only_then(charged: Path, capsys: Capture) -> None:
    _, old = said(capsys, "check", str(charged), "--on", LAST_DAY_OF_THE_OLD_LAW)
    assert "用的是 2023年12月26日的条文和标准，不是这个学期自己的（2026年8月31日）。" in old
    assert "四部门通知那时还没有施行，没有用。" in old
    _, own = said(capsys, "check", str(charged))
    assert "用的是" not in own
    _, as_json = said(capsys, "check", str(charged), "--json")
    assert set(json.loads(as_json)) == {"policy", "verdict", "findings", "not_judged"}
    _, same_day = said(capsys, "check", str(charged), "--on", "2026-08-31", "--json")
    assert "on" not in json.loads(same_day)


def test_a_finding_says_where_its_document_and_another_do_not_agree(charged: Path, capsys: Capture) -> None:
    _, words = said(capsys, "check", str(charged))
    assert "国.1（四部门通知）" in words
    assert "乌海课后服务方案 六.1 和 四部门通知 国.1 在“课前服务”上不一致，2023年12月27日起按后者。" in words
    assert "代收费" not in words, "a conflict that touches no finding is not told"
    _, page = said(capsys, "check", str(charged), "--format", "html")
    assert "在“课前服务”上不一致" in page


def test_a_term_and_a_city_of_terms_can_be_asked_about_another_day_too(charged: Path, capsys: Capture) -> None:
    status, out = said(capsys, "audit", str(charged.parent), "--on", LAST_DAY_OF_THE_OLD_LAW, "--json")
    answer = json.loads(out)
    assert (status, answer["on"]) == (1, LAST_DAY_OF_THE_OLD_LAW)
    assert [finding["rule"] for finding in answer["findings"]] == ["before-class-offered"]
    city = charged.parent / "city"
    for school in ("a", "b"):
        (city / school).mkdir(parents=True)
        (city / school / "plan.yaml").write_bytes(charged.read_bytes())
    _, out = said(capsys, "audit", str(city), "--on", LAST_DAY_OF_THE_OLD_LAW, "--json")
    assert out.count(f'"on": "{LAST_DAY_OF_THE_OLD_LAW}"') == 2 and "charged-care-time" not in out
