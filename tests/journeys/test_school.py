"""What the school's office does at its desk in the demo city, with everybody whom it takes to do it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kehou.sim.demo import PARTS, SEED
from kehou.sim.founding import FIRST_DAY
from kehou.sim.people import SimPupil, SimSchool, SimStaff
from kehou.sim.people import Town as People
from kehou.sim.roll_file import write_roll, write_staff_list
from tests.journeys.conftest import DESK, Town, Visitor

SCHOOL = PARTS[0]
HEAD = "SELECT account_id FROM people_role WHERE school_id = ? AND role = 'coordinator'"


def on_file() -> tuple[list[SimPupil], list[SimStaff]]:
    """The school as its own files say it, made from the demo's seed."""
    people = People(SEED, first_day=FIRST_DAY)
    school = SimSchool(SCHOOL.code, SCHOOL.stages, district=SCHOOL.district)
    staff = [replace(s, cleared_on=s.cleared_on - timedelta(days=30)) for s in people.staff(school, SCHOOL.teachers)]
    return list(people.pupils(school, SCHOOL.pupils)), staff


def brings(office: Visitor, file: Path, kind: str = "学生名册（学籍系统导出）") -> Visitor:
    """A file is handed in; the worker reads it while the page waits."""
    office.taps("学生与教职工").taps("名册和名单", exact=True)
    office.chooses(kind)
    office.page.locator("input[type=file]").set_input_files(file)
    office.taps("传上来看看")
    return office.sees_not("正在读这份名单")


def writes(office: Visitor) -> Visitor:
    return office.taps("写入这份名单").sees_not("正在写入，可以离开这一页").sees("已写入")


def test_a_roll_is_looked_at_cell_by_cell_written_whole_and_slips_are_printed(town: Town, tmp_path: Path) -> None:
    children, _staff = on_file()
    moved, left, new = children[5], children[40], _newcomer(children)
    roll = [replace(c, boarding=True) if c is moved else c for c in children if c is not left] + [new]
    (fault,) = write_roll(tmp_path / "broken.xlsx", roll, faults=["wrong_check_digit"])
    write_roll(tmp_path / "roll.xlsx", roll)
    office = town.visits("课后服务负责人", DESK)
    with town.at_work():
        brings(office, tmp_path / "broken.xlsx").sees("有 1 行不能读，改好再传").sees(fault.column)
        wrong = office.page.locator("tbody tr").first
        office.expect(wrong.locator("th")).to_have_text(re.compile(rf"^[A-Z]+{fault.number}$"))
        office.expect(wrong).to_contain_text("校验")
        assert office.page.get_by_role("button", name="写入这份名单").count() == 0
        office.taps("放弃这份名单").sees("已放弃")

        brings(office, tmp_path / "roll.xlsx").sees("写入后：新增 1 人，改动 1 人，离开 1 人")
        office.expect(office.page.locator("tbody tr")).to_contain_text([moved.name])
        office.expect(office.page.locator("ins")).to_have_text("是")
        office.taps("新增 1").sees(new.name)
        writes(office)
        brings(office, tmp_path / "roll.xlsx").sees("和现在的名册一样，没有要改的")

    office.taps("学生与教职工").taps("家长开通条")
    slips = office.page.url
    row = office.page.locator("tr", has_text="一（1）班")
    office.expect(row).to_contain_text("没有印")
    for box in office.page.locator("input[name=class]").all():
        box.uncheck()
    row.locator("input[name=class]").check()
    with office.page.expect_response("**/slips/print/") as printed:
        office.page.get_by_role("button", name="印勾选班级的纸条").click(no_wait_after=True)
    assert printed.value.headers["content-type"] == "application/pdf"
    beside = office.page.context.new_page()  # the first one shows the paper
    beside.goto(slips)
    office.expect(beside.locator("tr", has_text="一（1）班")).to_contain_text("已发纸条")


def _newcomer(children: list[SimPupil]) -> SimPupil:
    """A child of another town who moved here, into the first grade."""
    first = next(c for c in children if c.grade == 1)
    others = People(SEED + 1, first_day=FIRST_DAY).pupils(SimSchool("2115030201", ("primary",)), 60)
    child = next(c for c in others if c.grade == 1 and c.id_number not in {known.id_number for known in children})
    return replace(child, school_code=first.school_code, class_no=1, seat_no=60)


def test_a_staff_list_brings_a_teacher_and_outside_people_come_with_papers_that_end(town: Town, tmp_path: Path) -> None:
    """五.3: what has run out is told before it stops somebody at the door."""
    _children, staff = on_file()
    new = SimStaff("赛罕", "15412340001", ("教师",), ("音乐",), staff[-1].cleared_on)
    write_staff_list(tmp_path / "staff.xlsx", [*staff, new])
    office = town.visits("课后服务负责人", DESK)
    with town.at_work():
        writes(brings(office, tmp_path / "staff.xlsx", "教职工名单").sees("新增 1 人").sees(new.name))
    office.taps("学生与教职工").taps("教职工", exact=True).sees("赛罕")
    office.taps("校外人员").taps("登记一位校外人员")
    office.page.locator("input[name=name]").fill("郑师傅")
    office.page.locator("select[name=role]").select_option(label="具备资质人员")
    office.page.locator("input[name=qualification]").fill("木工高级技师")
    office.page.locator("input[name=qualified_until]").fill("2026-12-01")
    office.taps("登记一位校外人员").sees("快到期的").sees("郑师傅的资质").sees("还有 34 天")
    row = office.page.locator("tr", has_text="郑师傅")
    office.expect(row).to_contain_text("不能")
    office.expect(row).to_contain_text("无犯罪记录证明没有登记")
    office.clicks(row.get_by_role("link", name="更新证明"))
    office.page.locator("input[name=cleared_on]").fill("2026-11-12")
    office.taps("更新郑师傅的证明").sees("不能在今天之后")  # no paper is dated tomorrow
    office.page.locator("input[name=cleared_on]").fill("2026-10-12")
    office.taps("更新郑师傅的证明").sees("已更新郑师傅的证明").sees("证明都在有效期")


@pytest.mark.clause("八.3a")
def test_families_are_asked_about_the_winter_and_the_office_sees_each_class_answer(town: Town) -> None:
    office = town.visits("课后服务负责人", DESK).taps("需求调查").taps("再问一次")
    office.chooses("寒假")
    office.page.locator("input[name=title]").fill("寒假需要学校照看吗")
    office.page.locator("input[name=day]").fill("2026-11-06")
    office.taps("现在开始，通知家长").sees("还没有人答")
    parent = town.visits("家长")
    town.moves_to(parent, "16:10")
    parent.taps("消息", exact=True)
    parent.clicks(parent.page.locator(".kh-row", has_text="寒假需要学校照看吗").get_by_role("button").first)
    parent.taps("告诉学校").sees("请选")
    parent.chooses("需要")
    for day in ("周一", "周三"):
        parent.page.get_by_label(day, exact=True).check()
    parent.page.locator("textarea, input[name=remark]").last.fill("最好有图书室")
    parent.taps("告诉学校").sees("已收到").sees("周一、周三")
    office.page.reload()
    office.sees("1 家答了，1 个需要").sees("最好有图书室")
    row = office.page.locator("tr", has_text="四（1）班").locator("td")
    assert row.nth(2).inner_text() == "1"


@pytest.mark.clause("五.2")
@pytest.mark.clause("二.1")
def test_a_teacher_offers_days_and_a_limit_is_chosen_and_steps_back(town: Town) -> None:
    school, account, name = town.looks_up(
        """SELECT s.school_id, s.account_id, s.name FROM people_staffmember s
           JOIN people_role r ON r.account_id = s.account_id AND r.school_id = s.school_id AND r.role = 'teacher'
           WHERE s.school_id = 2 AND s.id NOT IN (SELECT staff_id FROM staff_application) ORDER BY s.id DESC"""
    )[0]
    teacher = town.visits_account(account).taps("申报", exact=True).sees("您愿意参加吗")
    teacher.taps("申报课后服务").sees("请选周一到周五里的至少一天")
    for day in ("周二", "周四"):
        teacher.page.get_by_label(day, exact=True).check()
    teacher.chooses("愿意")
    teacher.page.locator("input[name=max_hours]").fill("2.5")
    teacher.page.locator("input[name=course_name]").first.fill("马头琴入门")
    for pledge in ("no_new_lesson", "no_paid_tutoring"):
        teacher.page.locator(f"input[name={pledge}]").check()
    teacher.taps("申报课后服务").sees("已申报周二、周四，等学校选定")

    office = town.visits_account(town.looks_up(HEAD, school)[0][0], DESK).taps("教师申报")
    row = office.page.locator("tr", has_text=name)
    office.expect(row).to_contain_text("2.5 小时")
    office.expect(row).to_contain_text("马头琴入门")
    office.taps(f"选定{name}")
    office.expect(office.page.locator("tr", has_text=name)).to_contain_text("已选定")
    teacher.page.reload()
    teacher.sees("学校选定了您：周二、周四").taps("退出课后服务").sees("您已退出").sees("您愿意参加吗")
    office.page.reload()
    office.sees_not(name)


def test_the_same_plan_goes_out_as_a_file_and_comes_back_unchanged_and_its_changes_are_listed(
    town: Town, tmp_path: Path
) -> None:
    office = town.visits("课后服务负责人", DESK).taps("方案", exact=True).taps("看改动").sees("第2版比第1版改了")
    changed = office.answer
    office.expect(office.page.locator(".kh-diff .kh-old").first).to_be_visible()
    office.taps("方案", exact=True).taps("接着写第2版").taps("导入导出")
    with office.page.expect_download() as taken:
        office.page.get_by_role("link", name="导出第2版").click()
    file = tmp_path / "plan.yaml"
    taken.value.save_as(file)
    assert "pm-winter" in file.read_text(encoding="utf-8")

    (tmp_path / "broken.yaml").write_text(
        file.read_text(encoding="utf-8").replace("windows:", "window:", 1), encoding="utf-8"
    )
    office.page.locator("input[type=file]").set_input_files(tmp_path / "broken.yaml")
    office.taps("导入这个文件").sees("处要改，没有导入").sees("window")
    office.page.locator("input[type=file]").set_input_files(file)
    office.taps("导入这个文件").sees("文件已经导入")
    office.taps("方案", exact=True).taps("看改动")
    assert office.answer == changed


@pytest.mark.clause("八.3b")
def test_a_returned_plan_is_put_right_decided_anew_filed_and_published(town: Town) -> None:
    """A vote covers the text it was taken on: what the district sent back goes to the parents again."""
    school = 7
    office = town.visits_account(town.looks_up(HEAD, school)[0][0], DESK)
    office.taps("方案", exact=True).taps("接着写第1版")
    office.sees("应急预案请写明冬季路面结冰时的放学安排")
    office.clicks(office.page.locator("#plan-outline a", has_text="安全"))
    office.page.locator("[id$=emergency]").fill(
        "路面结冰时推迟二十分钟放学，住校生由宿管接到楼下，走读生由值守组长送到站台。"
    )
    office.page.keyboard.press("Tab")
    office.taps("送家委会审议").sees("没有必须解决的问题，可以送家委会")
    office.page.locator("input[name=closes_on]").fill("2026-10-28")
    office.page.locator("input[name=closes_time]").fill("17:00")
    office.page.get_by_role("button", name="送家委会审议").click()
    office.sees("5 名委员，0 人已投票")
    decide = office.page.url.removeprefix(town.url)

    members = town.looks_up(
        "SELECT account_id FROM people_role WHERE school_id = ? AND role = 'committee' ORDER BY id", school
    )
    for number, (account,) in enumerate(members[:4]):
        member = town.visits_account(account).sees("等您表决")
        member.clicks(member.page.locator("main a.kh-row").first)
        member.sees("路面结冰时推迟二十分钟放学")
        member.chooses("不同意" if number == 3 else "同意")
        if number == 0:
            member.page.locator("textarea[name=remark]").fill("请把送到站台的路线画出来")
        member.taps("投出我的一票").opens("/committee/").sees("已投")
    office.page.reload()
    office.sees("5 名委员，4 人已投票").sees("结束后才公布票数").sees_not("报区里备案")
    town.moves_to(office, "17:02")
    office.opens(decide).sees("家委会已经通过，可以报区里备案").sees("请把送到站台的路线画出来")
    office.taps("报区里备案").sees("已报区里，等答复")

    officer = town.visits("区教育局", DESK).taps("方案备案")
    officer.clicks(officer.page.locator("tr, section", has_text="金岸高级中学").get_by_role("link", name="审阅").first)
    officer.sees("请把送到站台的路线画出来").taps("备案", exact=True).sees("已备案")
    office.opens(decide).taps("向社会公示").sees("已备案、已公示")
    office.taps("看公示页").sees("金岸高级中学").sees("有问题找谁")


@pytest.mark.clause("五.1")
def test_a_class_without_a_teacher_gets_one_who_offered_and_nobody_else(town: Town) -> None:
    office = town.visits("课后服务负责人", DESK).taps("教学班").taps("选修课")
    office.taps("书法", exact=True).sees("书法有老师带了")
    page = office.page.url
    taken = office.page.locator("aside .kh-row, .kh-panel .kh-row").filter(
        has=office.page.get_by_role("button", name=re.compile("带到今天为止$"))
    )
    name = taken.first.inner_text().split()[1]
    office.clicks(taken.first.get_by_role("button"))
    office.page.goto(page)
    office.sees("还没有老师").sees("不能排的，为什么").sees("贾秀兰老师没有申报这学期的课后服务")
    assert office.page.get_by_role("radio", name=re.compile("贾秀兰")).count() == 0
    office.taps("教学班").sees("还有 1 个教学班没有老师").taps("要处理").sees("缺老师")
    office.taps("书法", exact=True)
    office.clicks(office.page.get_by_role("button", name=re.compile("^排上")))
    office.page.goto(page)
    office.sees("书法有老师带了").sees(name)

    office.taps("改教室和名额").sees("个名额")
    office.page.locator("input[name=capacity]").fill("1")
    office.taps("改好这个班").sees("名额")
    office.expect(office.page.locator(".kh-err, .kh-refusal").first).to_be_visible()
    assert office.page.locator("input[name=capacity]").input_value() == "1"
    office.page.locator("input[name=capacity]").fill("24")
    office.taps("改好这个班").sees("已改好书法")
    office.expect(office.page.locator("tr", has_text="书法")).to_contain_text("/24")


@pytest.mark.clause("八.4b")
@pytest.mark.clause("八.4e")
def test_nobody_is_paid_before_the_appraisal_and_a_line_of_pay_opens_into_its_lessons(town: Town) -> None:
    maker = town.visits("学校财务", DESK).taps("补助发放").sees("考评还没有结束，老师的补助发不了")
    maker.clicks(maker.page.get_by_role("button", name=re.compile("^算9月")))
    maker.sees("位老师的考评还没有结束").sees("做为发放教师课后服务补助的依据")

    office = town.visits("课后服务负责人", DESK).taps("绩效考评").taps("开始考评")
    rows = office.page.locator("form.kh-line:has(input[name=score])")
    people = rows.count()
    assert people > 20
    rows.first.locator("input[name=score]").fill("120")
    rows.first.get_by_role("button", name="记分").click()
    office.sees("0 到 100")
    for place in range(people):
        rows.nth(place).locator("input[name=score]").fill("90")
        rows.nth(place).get_by_role("button", name="记分").click()
        office.expect(rows.nth(place).get_by_role("status")).to_have_text("已记")
    principal = town.visits("校长", DESK).taps("绩效考评").sees("都记了分，等校长结束考评")
    principal.taps("结束这学期的考评").sees("可以发补助")

    maker.taps("补助发放")
    maker.clicks(maker.page.get_by_role("button", name=re.compile("^算9月")))
    maker.sees("9月补助").sees("等复核").sees("要由经办以外的经费复核人发放")
    assert maker.page.get_by_role("button", name=re.compile("^复核无误")).count() == 0
    checker = town.visits("经费复核", DESK).taps("补助发放").taps("打开", exact=True)
    line = checker.page.locator(".kh-bill", has=checker.page.locator("details")).first
    checker.clicks(line.locator("summary"))
    lessons = line.locator("details tbody tr")
    checker.expect(lessons.first).to_contain_text("分钟 × 每小时 ¥60.00")
    paid = [_fen(text) for text in lessons.locator("td").all_inner_texts()]
    assert sum(paid) == _fen(line.locator(".kh-bill-hd span").last.inner_text())
    checker.clicks(checker.page.get_by_role("button", name=re.compile("^复核无误，发放")))
    checker.sees("已发给")


def _fen(text: str) -> int:
    """ "¥1,234.50" → 123450."""
    return int(re.sub(r"[^\d]", "", text))


@pytest.mark.clause("八.5c")
@pytest.mark.clause("附.11")
def test_the_leader_puts_a_roll_right_with_a_reason_and_cannot_close_the_day_on_a_child(town: Town) -> None:
    teacher = town.visits("教师").taps("我到了，签到").taps("完成点名").sees("已点名")
    leader = town.visits("值守组长", DESK)
    leader.clicks(leader.page.get_by_role("link").filter(has_text="李燕").first)
    before = leader.answer
    leader.page.locator("select[name=child]").select_option(label="武源")
    leader.chooses("没到")
    leader.taps("更正这一条").sees("写一句原因，原来的记录会留着")
    leader.page.locator("form", has_text="更正这一条").locator("input[name=reason]").fill(
        "点名后家长来电话，孩子直接回家了"
    )
    leader.taps("更正这一条").sees("已更正，原来的记录还在")
    leader.expect(leader.page.locator("tr", has_text="武源")).to_contain_text("未到")
    assert leader.answer != before
    teacher.opens("/teacher/").sees("未到 1")

    leader.taps("回今日值守").taps("今天关账").sees("名学生还没有交接离校，今天还不能关账").sees("附.11")
