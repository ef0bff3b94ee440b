"""A term from an empty database: every step by the person who takes it, on the device they have, in the order of the term."""

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from kehou.sim.offer import Leader, plan_text_parts
from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.journeys.founded import PASSWORD, Installation, Person, fills, shown_code
from tests.paper import text_of

CITY = Person("苏敏", "15400000001")
DISTRICT = Person("陶立", "15400000002")
SCHOOL_CODE, SCHOOL = "3115000011", "沙枣树中学"
PRINCIPAL = "秦兰琴"
HEAD = Person("林岚", "15400000003")
CHILD_SLIP = r"(\S+)\s+的家长\n开通码\n(\S{4} \S{4})"
STAFF_SLIP = r"(\S+)\n邀请码\n(\S{5} \S{5})"
OUTSIDER = Person("吴静怡", "15400000004", PHONE)
TEACHERS = ("程云春", "戴桂秀", "周林立", "谢霞凤")
FAMILIES = 3
GUARDIANS = [Person(f"{name}家长", f"1540000010{number}", PHONE) for number, name in enumerate("甲乙丙"[:FAMILIES])]


@pytest.fixture
def nothing(browser: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    place = Installation(tmp_path_factory.mktemp("nothing"), *browser)
    yield place
    place.stop()
    said = [line for visitor in place.visitors.values() for line in visitor.said]
    assert [line for line in said if "Failed to load resource" not in line] == []  # a refusal's 409 is no error of ours


def the_city_begins(place: Installation) -> None:
    place.kehou("migrate")
    place.it_is("2026-08-10")
    said = place.kehou("first-officer", "--name", CITY.name, "--phone", CITY.phone)
    code = re.search(r"邀请码：(\w{5} \w{5})", said)
    assert code, said
    place.serve()
    officer = place.comes_with_code(CITY, code[1])
    officer.sees("还没有学校").taps("去设区")
    officer.sees("先把区设好").taps("添上海勃湾区")
    officer.taps("邀请一位")
    fills(officer, 岗位="区教育局", 管哪里="海勃湾区", 姓名=DISTRICT.name, 手机号=DISTRICT.phone)
    officer.taps("邀请并给我邀请码")
    code = shown_code(officer)
    place.comes_with_code(DISTRICT, code).sees("还没有学校").sees("去建学校")


def the_district_sets_term_calendar_and_office_hours(place: Installation) -> None:
    """六.1: holidays proposed by a library, a year it lacks entered by hand, both confirmed by a person."""
    officer = place.as_(DISTRICT).taps("学期和校历")
    officer.sees("2026 年校历还没有填").taps("填入国务院公布的安排")
    officer.sees("等您核对确认").sees("国庆节").taps("确认 2026 年校历")
    officer.sees("2026 年校历已由陶立确认")
    officer.taps("2027").sees("2027 年校历还没有填")
    officer.page.locator("a[href*='2027-01-01']").first.click()
    officer.chooses("放假")
    fills(officer, 说明="元旦").taps("改这一天")
    officer.taps("确认 2027 年校历").sees("2027 年校历已由陶立确认")
    fills(officer, 第一天="2026-08-31", 最后一天="2027-01-22").taps("设这个学期")
    officer.sees("2026年秋季学期")
    fills(officer, 从哪天起="2026-08-01", 机关几点下班="18:00").taps("记下下班时间")
    officer.sees("18:00")


def the_district_adds_a_school_and_invites_its_head(place: Installation) -> None:
    officer = place.as_(DISTRICT).taps("去建学校")
    fills(officer, 学校标识码=SCHOOL_CODE, 学校名称=SCHOOL, 校区="河东校区、河西校区")
    officer.page.get_by_label("初中").check()
    officer.taps("添上这所学校").sees("还没有负责人")
    fills(officer, 岗位="课后服务负责人", 姓名=HEAD.name, 手机号=HEAD.phone).taps("邀请并给我邀请码")
    head = place.comes_with_code(HEAD, shown_code(officer))
    head.sees("最急的是：学生名册还没有传").taps("开学前的准备").sees("还缺：学生名册")


def the_head_brings_children_and_colleagues_in(place: Installation) -> None:
    """A preview before anything is written; slips of paper by which families and colleagues come in."""
    place.it_is("2026-08-12")
    place.kehou("roll", "--school", SCHOOL_CODE, "--pupils", "36", "--first-day", "2026-08-12",
                "--out", str(place.home / "roll.xlsx"), "--staff", str(place.home / "staff.csv"))  # fmt: skip
    head = place.as_(HEAD).taps("去传名册")
    for kind, file in (("学生名册", "roll.xlsx"), ("教职工名单", "staff.csv")):
        head.page.get_by_role("radio", name=kind).check()
        head.page.locator("input[type=file]").set_input_files(place.home / file)
        head.taps("传上来看看").sees("正在读这份名单")
        place.the_worker_comes_by()
        head.sees("写入后：新增").taps("写入这份名单")
        place.the_worker_comes_by()
        head.sees("已写入：新增")
        if kind == "学生名册":
            head.sees("新增 36 人").taps("回到名册和名单")


def slips_are_printed_and_a_guardian_comes_in_with_one(place: Installation) -> None:
    head = place.as_(HEAD)
    head.taps("学生与教职工").taps("家长开通条").sees("36 个孩子里，0 个的家长已经开通")
    for child, code in printed(head, "印勾选班级的纸条", CHILD_SLIP)[:FAMILIES]:
        place.slips.append((child, code))
    for guardian, (child, code) in zip(GUARDIANS, place.slips, strict=True):
        parent = place.visitors[guardian.phone] = place.stranger(PHONE).opens("/account/sign-in/?phone")
        parent.taps("用纸条上的开通码")
        fills(parent, 开通码=code, 孩子姓名=child, 您的姓名=guardian.name, 您的手机号=guardian.phone, 密码=PASSWORD)
        parent.taps("绑定孩子").sees(f"已绑定{child}")
    parent.sees("参加不参加由您定")
    head.taps("学生与教职工").taps("教职工", exact=True).sees("还没有开通账号")
    for name, code in printed(head, "印邀请条", STAFF_SLIP):
        place.invited[name] = code


def families_are_asked_and_one_answers(place: Installation) -> None:
    """八.3a: the survey on the phone, the response by class on the desk."""
    place.it_is("2026-08-18")
    head = place.as_(HEAD).sees("还没有问过家长").taps("开始问家长")
    head.taps("开始问家长")
    fills(head, 截止日期="2026-08-23", 截止时间="20:00").taps("现在开始，通知家长")
    head.sees("36 个孩子的家长都收到了，还没有人答")
    place.the_worker_comes_by()
    for guardian in GUARDIANS:
        parent = place.as_(guardian).taps("消息").taps("去看看")
        parent.chooses("需要")
        for day in ("周一", "周二", "周三", "周四", "周五"):
            parent.page.get_by_label(day, exact=True).check()
        parent.taps("告诉学校").sees("学校已收到")
    head.taps("需求调查").sees("3 家答了，3 个需要").taps("现在截止").sees("不再收新的")


def teachers_apply_and_somebody_from_outside_is_registered(place: Installation) -> None:
    """五.1: everyone for themselves, on their own phone; 五.3: with papers in force."""
    place.it_is("2026-08-20")
    for name in TEACHERS:
        teacher = place.comes_with_code(place.colleague(name, PHONE), place.invited[name])
        teacher.taps("申报", exact=True).sees("您愿意参加吗")
        for box in ("周一", "周二", "周三", "周四", "周五"):
            teacher.page.get_by_label(box, exact=True).check()
        teacher.chooses("愿意")
        for pledge in ("我承诺：课后服务时间不讲新课", "我承诺：不做有偿补课"):
            teacher.page.get_by_label(pledge).check()
        teacher.taps("申报课后服务").sees("申报已交给学校")
    head = place.as_(HEAD).taps("教师申报").sees(f"{len(TEACHERS)} 位老师等学校选定")
    for name in TEACHERS:
        head.taps(f"选定{name}")
    head.sees(f"选定 {len(TEACHERS)} 位老师").taps("校外人员").taps("登记一位校外人员")
    fills(head, 姓名=OUTSIDER.name, 手机号=OUTSIDER.phone, 身份="退休教师", 无犯罪记录证明开具日期="2026-08-10")
    head.taps("登记一位校外人员").sees("1 位校外人员，证明都在有效期")


def the_plan_is_written_as_a_file_and_read_in_without_a_problem(place: Installation) -> None:
    place.it_is("2026-08-24")
    head = place.as_(HEAD).taps("方案", exact=True).sees("这个学期还没有实施方案").taps("开始写方案")
    head.sees("必须解决").taps("导入导出")
    with head.page.expect_download() as begun:
        head.taps("导出第1版")
    file = place.home / "plan.yaml"
    file.write_text(written_by_school(Path(begun.value.path()).read_text()))
    head.page.locator("input[type=file]").set_input_files(file)
    head.taps("导入这个文件").sees("文件已经导入")
    head.sees("必须解决 1").sees("先请家长委员会开会审议并表决")


def the_committee_is_named_and_votes_on_its_phones(place: Installation) -> None:
    """八.3b, 附.8: nothing is filed before the parents' committee has agreed."""
    place.it_is("2026-08-25", "18:00")
    head = place.as_(HEAD).taps("岗位和账号").sees("家委会委员")
    for guardian in GUARDIANS:
        fills(head, 岗位="家委会委员", 姓名=guardian.name, 手机号=guardian.phone).taps("邀请并给我邀请码")
        head.sees("已经有账号，岗位加上了").taps("记下了，回去")
    the_committee_votes(place, "审议课后服务实施方案与收费标准")


def the_committee_votes(place: Installation, agenda: str) -> None:
    head = place.as_(HEAD).taps("方案", exact=True)
    head.taps("看进度").sees("没有必须解决的问题，可以送家委会")
    fills(head, 请委员决定什么=agenda).taps("送家委会审议").sees("3 名委员，0 人已投票")
    for guardian in GUARDIANS:
        member = place.as_(guardian).opens("/committee/").taps(agenda)
        member.chooses("同意")
        member.taps("投出我的一票").sees("已投")
    place.the_worker_comes_by()
    place.as_(HEAD).taps("方案", exact=True).taps("看进度").sees("家委会已经通过，可以报区里备案")


def the_district_returns_the_plan_and_accepts_it_mended(place: Installation) -> None:
    """八.1: a filing comes back with the place and the reason; what the committee agreed to is what is filed."""
    place.it_is("2026-08-26")
    head = place.as_(HEAD).taps("方案", exact=True).taps("看进度").taps("报区里备案").sees("等答复")
    officer = place.as_(DISTRICT).taps("方案备案").taps("审阅", exact=True).sees("可以备案")
    reason = officer.page.get_by_label("应急预案：要改什么")
    officer.page.locator("details", has=reason).last.locator("summary").click()
    reason.fill("请写明冬季路面结冰时怎么放学")
    officer.taps("退回修改").sees("已退回")
    head = place.as_(HEAD).sees("被区里退回").taps("去改方案").taps("接着写第1版")
    head.sees("请写明冬季路面结冰时怎么放学")
    head.page.locator("#plan-outline a", has_text="安全").click()
    with head.page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        head.page.locator("[id^=safety-emergency]").fill("应急预案2026版，路面结冰时由班主任送到校门")
    head.sees("已保存")
    the_committee_votes(place, "按区里的意见补写应急预案")
    head = place.as_(HEAD).taps("方案", exact=True).taps("看进度").taps("报区里备案").sees("等答复")
    officer = place.as_(DISTRICT).taps("方案备案").taps("审阅", exact=True).taps("备案", exact=True)
    officer.sees("已备案")


def the_plan_is_public_and_anybody_reads_it(place: Installation) -> None:
    """八.5: content, fees, whom to tell, without sign-in; an A4 sheet with a code that leads to the page."""
    place.the_worker_comes_by()
    place.it_is("2026-08-27")
    head = place.as_(HEAD).sees("备案了，还没有公示").taps("去公示")
    head.taps("去公示").taps("向社会公示").sees("第1版已备案、已公示")
    reader = place.stranger().opens(f"/s/{SCHOOL_CODE}/")
    reader.sees(SCHOOL).sees("收费和退费").sees("有问题找谁")
    assert reader.page.locator("svg").count()
    paper = reader.page.request.get(f"{place.url}/s/{SCHOOL_CODE}/notice.pdf").body()
    assert SCHOOL in text_of(paper)


def every_section_has_a_room_and_a_named_adult(place: Installation) -> None:
    head = place.as_(HEAD).taps("教学班").sees("教学班还没开出来").taps("按方案开出教学班")
    head.taps("教室和场地")
    for room in ("美术室", "风雨操场"):
        fills(head, 教室或场地=room, 校区="河东校区", 楼层="一楼", 能容纳多少人="40").taps("添上这间").sees(room)
    head.taps("回到教学班").taps("就在各班自己的教室")
    rooms = cycle(("一楼 美术室，能容纳 40 人", "一楼 风雨操场，能容纳 40 人"))
    head.page.wait_for_load_state("load")
    while (gap := head.page.get_by_role("link", name="缺教室").first).is_visible():
        fills(head.clicks(gap), 教室=next(rooms))
        head.taps("改好这个班").taps("教学班", exact=True)
    head.sees("没有老师")
    head.clicks(head.page.locator(".kh-table th a").first)
    while (put := head.page.get_by_role("button", name=re.compile("^排上"))).is_visible():
        head.clicks(put)
    head.taps("教学班", exact=True).sees("9 个教学班都有老师、有教室")


def families_decide_and_rank_their_wishes(place: Installation) -> None:
    """二.1: the guardian decides, in one tap either way; wishes are kept as they are made."""
    place.it_is("2026-08-28")
    for guardian in GUARDIANS:
        parent = place.as_(guardian).taps("家长").sees("等您决定").taps("看自愿参加确认")
        parent.taps("自愿参加").sees("参加课后服务")
    principal = place.colleague(PRINCIPAL, DESK)
    place.comes_with_code(principal, place.invited[principal.name])  # so two of the office can type what the dice show
    head = place.as_(HEAD).taps("选课轮次").sees("3 个孩子参加，共 36 个").taps("看还差什么")
    head.sees("可以开放选课了")
    fills(head, 名称="秋季选课", 开始="2026-08-28T10:00", 截止="2026-08-30T18:00").taps("开放选课", exact=True)
    head.sees("选课开放了")
    place.it_is("2026-08-28", "19:00")
    for guardian in GUARDIANS:
        parent = place.as_(guardian).taps("家长").taps("选课", exact=True).sees("志愿顺序")
        for course in ("篮球社", "合唱团"):
            parent.taps(f"把{course}加入志愿")
        parent.sees("2 个志愿").taps("提交志愿").sees("再次提交志愿")


def the_draw_gives_every_family_its_result_and_why(place: Installation) -> None:
    """Wishes are frozen at the deadline; only then are dice thrown, typed by two, and only then is anything drawn."""
    place.it_is("2026-08-30", "18:01")
    place.the_worker_comes_by()
    for who in (HEAD, place.colleague(PRINCIPAL, DESK)):
        desk = place.as_(who).taps("选课轮次").sees("等公开数")
        fills(desk, 公开数="3 1 4 6 2 5").taps("录入", exact=True).sees_not("等公开数" if who is not HEAD else "已摇号")
    place.the_worker_comes_by()
    place.the_worker_comes_by()  # what is told is brought on its next round
    for guardian in GUARDIANS:
        parent = place.as_(guardian).taps("消息").taps("去看看").sees("录上 2 门")
        parent.sees("为什么").sees("核对摇号过程")
    place.as_(HEAD).taps("选课轮次").sees("已摇号").sees("秋季选课录取了 6 个名额")
    place.stranger().opens(f"/s/{SCHOOL_CODE}/").sees(SCHOOL)


def whoever_came_late_gets_a_slip_too(place: Installation) -> None:
    """五.3: somebody from outside, and those whose slips lay unused."""
    head = place.as_(HEAD).taps("学生与教职工").taps("教职工", exact=True)
    for name, code in printed(head, "印邀请条", STAFF_SLIP):
        place.invited[name] = code
    for who in (OUTSIDER, place.colleague("张强", DESK), place.colleague("王建栋", DESK)):
        place.comes_with_code(who, place.invited[who.name])


def an_afternoon(place: Installation) -> None:
    """附.11: somebody is with the children from the first minute to the last, and each goes home with their own."""
    place.it_is("2026-08-31", "16:06")
    place.the_worker_comes_by()
    for teacher in (place.colleague("戴桂秀", PHONE), place.colleague("周林立", PHONE)):
        place.as_(teacher).taps("我到了，签到").sees("这次课没有孩子")
    place.as_(OUTSIDER).taps("我到了，签到").sees("应到 3 人").taps("完成点名").sees("实到 3")
    place.as_(GUARDIANS[0]).taps("家长").sees("在七（1）班教室").sees(f"{OUTSIDER.name} 老师在场负责")
    place.it_is("2026-08-31", "17:08")
    coach = place.colleague("程云春", PHONE)
    place.as_(coach).taps("我到了，签到")
    place.it_is("2026-08-31", "17:11")
    place.as_(OUTSIDER).taps("签退", exact=True).sees("最后一位老师")
    place.as_(OUTSIDER).taps("3 人去下一个班").sees("那边有老师签到以前仍由您负责")
    place.as_(coach).taps("点名").sees("应到 3 人").taps("完成点名").sees("实到 3")
    place.as_(OUTSIDER).taps("签退", exact=True).sees("已签退")
    place.it_is("2026-08-31", "18:10")
    place.the_worker_comes_by()
    at_gate = place.as_(coach).taps("交接离校").sees("还有 3 人等交接")
    while (child := at_gate.page.get_by_role("button", name="交给").first).is_visible():
        at_gate.clicks(child)
    at_gate.sees("孩子都交接了").opens("/teacher/").taps("签退", exact=True).sees("已签退")
    leader = place.as_(place.colleague("张强", DESK)).opens("/school/today/").sees("孩子都交接了，可以关账")
    leader.taps("今天关账").sees("今天已经关账")


def a_bill_is_made_of_the_days_and_paid(place: Installation) -> None:
    """二.2: one day served, one day charged."""
    place.it_is("2026-09-01")
    maker = place.as_(place.colleague("王建栋", DESK)).sees("8月还没有出账单").taps("出8月账单")
    maker.sees("8月 3 张账单，3 张还没结清")
    parent = place.as_(GUARDIANS[0]).taps("家长").taps("账单", exact=True).sees("参加 1 天，没参加的天不收钱")
    parent.taps("支付").sees("已结清")
    place.as_(place.colleague("王建栋", DESK)).sees("8月 3 张账单，2 张还没结清")


def a_family_complains_and_the_district_sees_the_date(place: Installation) -> None:
    """三.1: answered in ten working days, or the district sees that it was not."""
    parent = place.as_(GUARDIANS[1]).taps("家长").taps("我的", exact=True).taps("对学校说")
    parent.page.locator("input[name=about]").first.check()
    fills(parent, 是什么事="周一第一节课等了很久才开门").taps("送给学校").sees("回执号")
    place.as_(HEAD).sees("1 件投诉要答复")
    officer = place.as_(DISTRICT).sees("全区 1 所学校，1 所的方案已备案").sees("9月15日 周二 前")
    assert officer.page.get_by_role("row", name=re.compile(SCHOOL)).count() == 1


STEPS = (
    the_city_begins,
    the_district_sets_term_calendar_and_office_hours,
    the_district_adds_a_school_and_invites_its_head,
    the_head_brings_children_and_colleagues_in,
    slips_are_printed_and_a_guardian_comes_in_with_one,
    families_are_asked_and_one_answers,
    teachers_apply_and_somebody_from_outside_is_registered,
    the_plan_is_written_as_a_file_and_read_in_without_a_problem,
    the_committee_is_named_and_votes_on_its_phones,
    the_district_returns_the_plan_and_accepts_it_mended,
    the_plan_is_public_and_anybody_reads_it,
    every_section_has_a_room_and_a_named_adult,
    families_decide_and_rank_their_wishes,
    the_draw_gives_every_family_its_result_and_why,
    whoever_came_late_gets_a_slip_too,
    an_afternoon,
    a_bill_is_made_of_the_days_and_paid,
    a_family_complains_and_the_district_sees_the_date,
)


def written_by_school(exported: str) -> str:
    """The exported file with the parts that a school writes itself, as somebody with an editor would."""
    document = yaml.safe_load(exported)
    leaders = [Leader(adult["id"], tuple(adult["days"])) for adult in document["staff"] if adult.get("days")]
    wanting = {int(grade): n for grade, n in document["survey"]["wanting"].items()}
    grades = sorted(int(grade) for grade in document["enrolled"])
    parts = plan_text_parts(Random(7), grades, document["school"]["stages"], wanting, leaders)
    return yaml.safe_dump({**document, **parts}, allow_unicode=True, sort_keys=False)


def printed(visitor: Visitor, button: str, slip: str) -> list[tuple[str, str]]:
    """What stands on the slips of the PDF behind a button: the form is sent as the button sends it."""
    form = visitor.page.locator("form", has=visitor.page.get_by_role("button", name=button)).first
    paper = visitor.page.evaluate(
        """async (form) => {
            const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
            return [answer.headers.get("content-type"), Array.from(new Uint8Array(await answer.arrayBuffer()))];
        }""",
        form.element_handle(),
    )
    assert paper[0] == "application/pdf"
    return re.findall(slip, text_of(bytes(paper[1])))


def test_a_term_from_an_empty_database(nothing: Installation) -> None:
    for step in STEPS:
        step(nothing)
