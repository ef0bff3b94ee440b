"""Every component with sample content, for developers: /_gallery/ while debugging. The people in it are invented."""

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kehou.ground.refusal import Refusal
from kehou.kernel.clock import LOCAL
from kehou.web.shared.frame import DemoBar, DemoStop, Frame, NavItem
from kehou.web.shared.parts import Bar, Branch, Cell, Floor, Happening, Kid, MatrixRow, Segment, Stage, Tile, Wish

NOW = datetime(2026, 10, 28, 17, 26, tzinfo=LOCAL)
AFTERNOON = (Segment(970, 1030, "作业"), Segment(1030, 1090, "乒乓球"))

FAMILY = Frame(
    nav=(
        NavItem("今天", "home", "/_gallery/phone/"),
        NavItem("选课", "list-check", "/_gallery/wishes/"),
        NavItem("账单", "receipt", "/_gallery/bill/", count=1, tone="block", count_says="张待付"),
        NavItem("我的", "user", "/_gallery/me/"),
    ),
    help_url="#",
)
SCHOOL = Frame(
    nav=(
        NavItem("学期进程", "timeline", "/_gallery/desk/"),
        NavItem("方案", "file-description", "/_gallery/editor/", 3, "block", "个必须解决"),
        NavItem("选课与教学班", "books", "/_gallery/sections/"),
        NavItem("教师与值守", "users", "/_gallery/staff/"),
        NavItem("今日值守", "building-community", "/_gallery/board/"),
        NavItem("经费", "coin", "/_gallery/fund/"),
        NavItem("问题与整改", "clipboard-check", "/_gallery/findings/", 2, "idle", "个待答复"),
        NavItem("政策条款", "book-2", "/_gallery/policy/", foot=True),
        NavItem("设置", "settings", "/_gallery/settings/", foot=True),
    ),
    place="滨河示范小学", under="海勃湾区", term="2026年秋季学期", term_says="8月31日–1月15日",
    person="孟晓东", office="课后服务负责人", help_url="#",
)  # fmt: skip
DEMO = DemoBar(
    NOW,
    "/_gallery/",
    (
        DemoStop("16:10 点名", "a", "past"),
        DemoStop("17:12 无人值守", "b", "here"),
        DemoStop("18:10 交接", "c"),
        DemoStop("22:00 结算", "d"),
    ),
    "18:10 交接",
)

HAPPENINGS = (
    Happening("16:10", "到课", "四（2）班教室，苏日娜老师点名"),
    Happening("17:02", "作业完成", "语文、数学、英语都在校写完了"),
    Happening("17:13", "到乒乓球班，已点名", "从教室走到风雨操场，2 分钟", "cur", "walk"),
    Happening("18:10", "交接离校", "交接后马上告诉您", "next"),
)
STAGES = (
    Stage("名册校历", "8月25日", "done"), Stage("需求调查", "652/680 份", "done"), Stage("方案", "第2版", "done", "#"),
    Stage("家委会", "9月8日", "done"), Stage("备案", "9月10日", "done"), Stage("公示", "9月11日", "done"),
    Stage("选课", "9月17日", "done"), Stage("上课", "第9周", "now"), Stage("账单", "10月被挡住", "block", "#"),
    Stage("考评", "未开始"), Stage("补助发放", "等考评"),
)  # fmt: skip
BRANCHES = (
    Branch("第3版变更", "冬季时间，11月1日前备案", (
        Stage("方案", "草稿，有问题", "block", "#"), Stage("家委会", "被挡住", "block"), Stage("备案", "未开始"), Stage("公示", "未开始"),
    )),
)  # fmt: skip
STEPS = {
    "survey": "调查", "plan": "方案", "committee": "家委会", "filing": "备案", "notice": "公示",
    "choose": "选课", "teach": "上课", "bill": "账单", "appraise": "考评",
}  # fmt: skip


def _row(name: str, says: str, *, need: bool = False, **odd: Cell) -> MatrixRow:
    """A school whose every step is done, except the `odd` ones."""
    usual = {step: Cell("done") for step in STEPS} | {"teach": Cell("ok", "正常"), "appraise": Cell("idle", "未到")}
    return MatrixRow(name, tuple((usual | odd).values()), says, "#", need)


MATRIX = (
    _row("望山路小学", "小学", need=True, filing=Cell("act", "待审", "#"), notice=Cell("idle", "等备案")),
    _row("河湾第二小学", "两校区", need=True, notice=Cell("block", "缺收费", "#")),
    _row(
        "滨河示范小学",
        "小学",
        plan=Cell("now", "改3版", "#"),
        committee=Cell("idle", "等方案"),
        bill=Cell("warn", "缺点名", "#"),
    ),
    _row("明湖小学", "小学"),
)
FLOORS = (
    Floor("二楼", (
        Tile("三（1）阅读", "201", "韩立新", "已点名", "ok", "26/28", "#"),
        Tile("剪纸二班", "206", "刘芳 17:12 离开", "无人值守", "block", "28/28", "#"),
        Tile("二（1）活动", "103", "许静", "4 分钟未点", "warn", "应到 30", "#"),
        Tile("合唱排练", "207", "乌日娜", "17:10 开始", "idle", "40", "#"),
    ), "三四年级"),
)  # fmt: skip
KIDS = (
    Kid("k1", "安雨桐", 1), Kid("k2", "巴雅尔", 2), Kid("k3", "白子墨", 3), Kid("k4", "陈一诺", 4),
    Kid("k5", "冯嘉怡", 7, "leave"), Kid("k6", "贺云飞", 12, "here", "absent"), Kid("k7", "娜仁", 20, care=True),
    Kid("k8", "乌云塔娜", 29), Kid("k9", "孛儿只斤格日勒", 33), Kid("k10", "赵一鸣", 34, "here", "late"),
)  # fmt: skip
WISHES = (
    Wish("s1", "乒乓球（入门）", ("周一、周三", "48 个名额")),
    Wish("s2", "陶泥手作", ("周二、周四", "30 个名额")),
    Wish("s3", "围棋（入门）", ("周二", "28 个名额"), "和第2志愿都在周二，只会录其中一个"),
)
BARS = (Bar("德", 2, "de"), Bar("智", 9, "zhi"), Bar("体", 14, "ti"), Bar("美", 12, "mei"), Bar("劳", 6, "lao"))
CHART = (
    ("一、二年级", (Segment(940, 990, "阅读、团队活动"), Segment(990, 1040, "菜单课"))),
    ("三至六年级", (Segment(940, 1000, "作业辅导、自主学习"), Segment(1000, 1040, "菜单课"))),
)
REFUSAL = Refusal(
    "no_fee_published", "现在还不能开放选课。公示页没有收费标准。", clause="八.5b", satisfied_by="在方案里填好收费标准，公示后即可开放",
)  # fmt: skip


class LeaveForm(forms.Form):
    """A sample form: one right, one wrong, one that may stay empty."""

    day = forms.CharField(label="哪天")
    at = forms.CharField(label="几点接", help_text="课后服务 16:10 到 18:10")
    who = forms.ChoiceField(label="谁来接", choices=(("m", "妈妈 韩雪梅"), ("g", "爷爷 周国栋")))
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    how = forms.ChoiceField(
        label="怎么走", choices=(("fetch", "有人接"), ("alone", "自己走")), widget=forms.RadioSelect
    )
    tell = forms.BooleanField(label="交接后发短信", required=False)

    def clean_at(self) -> str:
        raise forms.ValidationError("沐阳 16:10 才放学，请填 16:10 到 18:10")


def gallery(request: HttpRequest, page: str = "phone") -> HttpResponse:
    """page: phone, choose, handover (390×844); desk, editor, signin (1280×800); notice (both, and A4)."""
    form = LeaveForm({"day": "10月29日 周四", "at": "15:30", "who": "m", "how": "fetch"})
    form.is_valid()
    shown = {
        "frame": SCHOOL if page in ("desk", "editor") else FAMILY,
        "rail": page == "editor",
        "demo": DEMO,
        "now": NOW,
        "earlier": NOW - timedelta(minutes=13),
        "afternoon": AFTERNOON, "happenings": HAPPENINGS, "stages": STAGES, "branches": BRANCHES,
        "columns": tuple(STEPS.values()), "rows": MATRIX, "floors": FLOORS, "kids": KIDS, "wishes": WISHES,
        "bars": BARS, "chart": CHART, "refusal": REFUSAL, "form": form, "grades": [1, 2, 3, 4, 5, 6], "days": ["mon", "wed"],
    }  # fmt: skip
    return render(request, f"shared/gallery_{page}.html", shown)
