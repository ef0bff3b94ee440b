"""The public notice says what the plan says (八.5b)."""

from datetime import date

import pytest

from kehou.plan.notice import notice_of
from tests.make.plan import promise

AUTUMN = {"term_name": "2026年秋季学期", "district_name": "海勃湾区", "submitted_on": date(2026, 9, 10),
          "published_on": date(2026, 9, 11)}  # fmt: skip


def _notice(on=date(2026, 9, 11), **changed):
    document = {
        "version": 2,
        "school": {"name": "滨河示范小学", "code": "2115000017", "stages": ["primary"]},
        **promise(),
        **changed,
    }
    return notice_of(document, on=on, **AUTUMN)


@pytest.mark.clause("八.5b")
def test_content_fee_refund_and_whom_to_tell_are_there():
    notice = _notice()
    assert notice.title == "滨河示范小学 2026年秋季课后服务公示"
    assert notice.meta == "第2版　9月10日报海勃湾区教育局备案，9月11日起公示"
    assert [(f.value, f.note) for f in notice.facts] == [
        ("16:10–18:10", "周一至周五"),
        ("¥60.00 / 月", "一学期最多 ¥300.00"),
        ("自愿", "随时可退出"),
    ]
    assert [line.term for line in notice.fees] == ["标准", "减免", "退费", "用途"]
    assert notice.phone == "0473-0000000"


def test_the_first_stretch_says_that_the_smallest_have_no_written_homework():
    first, second = _notice().content
    assert first.text == "16:10–17:10　一、二年级课外阅读、团队活动，不布置书面作业；三至六年级作业辅导、自主学习"
    assert second.text == "17:10–18:10　从菜单里选，选不选都可以"


def test_a_course_without_places_is_not_offered_to_the_public():
    courses = promise()["courses"]
    courses[0]["capacity"] = 0
    assert "剪纸（入门）" not in [line.name for line in _notice(courses=courses).menu]
    assert _notice(courses=courses).menu_note == "5 门，不另收费"


def test_the_time_shown_is_the_season_of_the_day():
    window = promise()["windows"][0]
    windows = [
        {**window, "to": "2026-10-31"},
        {**window, "id": "w2", "from": "2026-11-01", "start": "15:40", "end": "17:30"},
    ]
    assert _notice(windows=windows).facts[0].value == "16:10–18:10"
    assert _notice(date(2026, 11, 2), windows=windows).facts[0].value == "15:40–17:30"


def test_a_free_service_says_so_and_names_no_amount():
    notice = _notice(fees={"basis": "none", "sources": ["subsidy"], "use": {"teacher_pay": 100}})
    assert notice.facts[1].value == "不收费"
    assert [line.text for line in notice.fees] == ["不收费", "教师补助 100%"]


def test_the_vote_stands_at_the_foot():
    committee = {
        "members": 11,
        "meetings": [{"date": "2026-09-08", "present": 10, "for": 9, "abstain": 1, "opinion": "同意"}],
    }
    assert "家委会 9月8日审议：同意 9，反对 0，弃权 1。" in _notice(committee=committee).basis
