"""The district's desk in the demo city: its calendar, a finding that is answered and closed, a complaint with a due date."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import DESK, Town


@pytest.mark.clause("六.1")
def test_a_make_up_day_names_the_weekday_it_follows_and_the_year_is_confirmed_anew(town: Town) -> None:
    officer = town.visits("区教育局", DESK).taps("学期和校历")
    officer.sees("2026 年校历已由").sees("确认")
    calendar = urlsplit(officer.page.url).path
    officer.opens(f"{calendar}?day=2026-12-12")
    officer.chooses("调休上课")
    officer.taps("改这一天").sees("选周一到周五")
    officer.page.locator("select[name=follows]").select_option(label="周四")
    officer.page.locator("input[name=note]").fill("补12月31日的课")
    officer.taps("改这一天").sees("2026 年校历等您核对确认").sees("按周四上课")
    officer.taps("确认 2026 年校历").sees("2026 年校历已由")


def test_office_hours_are_kept_from_a_day_on(town: Town) -> None:
    officer = town.visits("区教育局", DESK).taps("学期和校历")
    officer.page.locator("input[name=from_date]").fill("2027-05-01")
    officer.page.locator("input[name=closes]").fill("18:00")
    officer.taps("记下下班时间").sees("下班时间已记下")
    rows = officer.page.locator(".kh-row", has_text="2027年5月1日")
    officer.expect(rows).to_contain_text("18:00")


def test_a_finding_is_answered_by_the_school_sent_back_answered_again_and_closed_by_the_district(town: Town) -> None:
    """附.11: a class that waited for its teacher; nobody but the district says that it is settled."""
    school, officer = town.visits("课后服务负责人", DESK), town.visits("区教育局", DESK)
    school.taps("问题与整改")
    waiting = school.answer
    school.clicks(school.page.locator("tr", has_text="身边没有大人").get_by_role("link", name="打开"))
    school.sees("附.11").sees("怎样算满足")
    place = urlsplit(school.page.url).path
    school.taps("答复区里").sees("写")  # nothing was written: it says so, and nothing is sent
    school.page.locator("textarea[name=answer]").fill("当天老师在路上被家长拦住，已谈话。")
    school.taps("答复区里")

    officer.taps("问题与整改").sees("1 个问题有了答复，等您复核")
    officer.page.locator("tr", has_text="身边没有大人").get_by_role("link", name="打开").click()
    officer.sees("当天老师在路上被家长拦住").taps("退回学校").sees("写")
    officer.page.locator("textarea[name=reason]").fill("以后怎么保证有人到，请写明")
    officer.taps("退回学校")

    school.opens(place).sees("以后怎么保证有人到，请写明")
    school.page.locator("textarea[name=answer]").fill("每天 16:05 组长在楼层清点老师，缺一位就地补上。")
    school.taps("答复区里")
    officer.taps("问题与整改").page.locator("tr", has_text="身边没有大人").get_by_role("link", name="打开").click()
    officer.taps("接受，结案").sees("已经结案")
    school.opens(place).sees("区里已经结案").sees_not("答复区里")
    assert school.taps("问题与整改").answer != waiting


@pytest.mark.clause("三.1")
def test_a_signed_complaint_has_a_day_the_district_sees_and_an_answer_the_family_reads(town: Town) -> None:
    parent = town.visits("家长")
    parent.taps("我的", exact=True).taps("对学校说")
    parent.page.locator("textarea[name=text]").fill("周二的课常常晚下课十分钟，校门口天已经黑了。")
    parent.taps("送给学校").sees("已送到学校").sees("回执号")
    parent.taps("看我说过的").sees("周二的课常常晚下课").sees("在查")

    officer = town.visits("区教育局", DESK).taps("投诉", exact=True)
    row = officer.page.locator("tr", has_text="周二的课常常晚下课")
    officer.expect(row).to_contain_text("11月11日")  # ten working days from the twenty-eighth of October

    school = town.visits("课后服务负责人", DESK).taps("投诉", exact=True)
    school.clicks(school.page.locator("tr", has_text="周二的课常常晚下课").get_by_role("link"))
    school.sees("11月11日").taps("答复投诉人").sees("选一个")
    school.chooses("属实")
    school.page.locator("textarea[name=answer]").fill("下课铃改为 18:05 预备，18:10 前全部出教室。")
    school.taps("答复投诉人").sees("已答复")

    parent.page.reload()
    parent.sees("下课铃改为 18:05 预备").sees("已答复")
    officer.page.reload()
    officer.sees_not("周二的课常常晚下课").taps("已答复").sees("周二的课常常晚下课").sees("属实")


@pytest.mark.clause("六.1")
def test_the_district_sets_a_figure_for_the_terms_ahead_and_the_school_hears_of_it(town: Town) -> None:
    officer = town.visits("区教育局", DESK).taps("核对标准").sees("14 项标准区里可以定，现在都按默认")
    officer.clicks(officer.page.locator("tr", has_text="结束可以比机关下班早").get_by_role("link", name="定"))
    officer.sees("六.1").page.locator("input[name=value]").fill("20")
    officer.page.locator("input[name=from_date]").fill("2026-10-28")
    officer.page.locator("input[name=reference]").fill("海教发〔2026〕8号")
    officer.taps("定这项标准").sees("请填明天以后的日期")  # the term has begun
    officer.page.locator("input[name=from_date]").fill("2027-02-01")
    officer.taps("定这项标准").sees("已定，学校会收到通知").sees("海教发〔2026〕8号")
    officer.taps("看全部标准").sees("定了 1 项").sees("2027年2月1日起 最多 20 分钟")
    with town.at_work():
        school = town.visits("课后服务负责人", DESK)
        school.opens("/account/letters/")
        for _ in range(20):
            if school.page.get_by_text("结束可以比机关下班早").count():
                break
            school.page.wait_for_timeout(1500)
            school.page.reload()
        school.sees("结束可以比机关下班早：最多 20 分钟")
