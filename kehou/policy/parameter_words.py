"""What a parameter is called, and how its value and its source are said on a screen and in a finding."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kehou.policy.parameters import DatedValue, MonthDay, Share, written_value


class Words(NamedTuple):
    """value: with {} for a plain value, {key} for the parts of a mapping; for a switch what it says when on, and when off.

    parts: what the numbers of a mapping are called one by one.
    """

    label: str
    value: str | tuple[str, str]
    parts: Mapping[str, str] = {}


WORDS: dict[str, Words] = {
    "fee_ceiling": Words("一学期最多收", "小学 ¥{primary}、初中 ¥{junior}、高中 ¥{senior}"),
    "fee_monthly": Words("收费周期", ("按月收", "不要求按月收")),
    "satisfaction": Words("满意度偏低", "满 {answers} 份回答，平均不到 {mean} 分"),
    "domain_share": Words(
        "五育偏在一项", "满 {courses} 门课，一项超过 {share}%", {"share": "一项超过百分之几", "courses": "满几门课才看"}
    ),
    "clearance_days": Words("无犯罪记录证明管多久", "开具后 {} 天"),
    "missing_weekday_dates": Words("一学期缺同一个工作日", "{} 次起"),
    "service_minutes_min": Words("每天最少服务", "{} 分钟"),
    "service_minutes_max": Words("每天最多服务", "{} 分钟"),
    "closing_tolerance": Words("结束可以比机关下班早", "最多 {} 分钟"),
    "before_class_required": Words("课前服务", ("要开设", "不要求")),
    "evening_end_junior": Words("初中走读生晚自习结束", "最晚 {}"),
    "evening_release_tolerance": Words("晚自习放学可以晚", "最多 {} 分钟"),
    "main_share": Words("“以…为主”", "时长的 {}% 起"),
    "self_study_min": Words("每天自主学习", "至少 {} 分钟"),
    "self_study_min_held": Words("自主学习实际开足", "至少 {} 分钟"),
    "homework_done": Words(
        "作业在校完成", "一个班满 {marks} 次登记，小学 {primary}%、初中 {junior}% 起"
    ),
    "filing_deadline_autumn": Words("秋季学期备案", "{}以前"),
    "filing_deadline_spring": Words("春季学期备案", "开学后 {} 天以内"),
    "block_gap": Words("时段里可以空着", "最多 {} 分钟"),
    "invite_share": Words("需求调查发到", "在校学生的 {}% 起"),
    "answer_share": Words("需求调查收回", "发出的 {}% 起"),
    "teacher_pay_bar": Words("教师补助占支出", "超过 {}%"),
    "payout_tolerance": Words("补助与实际课时可以差", "一期最多 {} 小时"),
    "outside_tolerance": Words("上课可以超出方案时间", "最多 {} 分钟"),
    "at_once": Words(
        "全班几乎同时表态", "{pupils} 人以上的班在 {minutes} 分钟内", {"minutes": "几分钟以内", "pupils": "几人以上的班"}
    ),
    "same_device": Words("同一台手机表态", "{} 名学生起"),
    "anonymous_answers": Words("匿名回答才说出来", "{answers} 份起，并占 {share}% 起"),
    "demand_gap": Words(
        "参加的远少于想参加的",
        "一个年级想参加满 {wanting} 人，参加的不到 {share}%，名册知道 {roll_share}% 起",
        {"share": "参加的不到百分之几", "wanting": "想参加满几人才看", "roll_share": "名册至少知道百分之几"},
    ),
    "withdrawal_cluster": Words("一个班集中退出", "{days} 天里 {pupils} 人起，并占 {share}% 起"),
    "early_tolerance": Words("下课可以提前", "最多 {} 分钟"),
    "early_habit": Words(
        "经常提前结束", "满 {sessions} 次课，超过 {share}%", {"share": "超过百分之几", "sessions": "满几次课才看"}
    ),
    "pulse_share": Words("家长反映在上新课", "一次课满 {answers} 份回答，{share}% 起"),
    "all_online_min": Words("一名学生全是线上课", "参加满 {} 次"),
    "unattended_min": Words("没有大人在场", "{} 分钟起"),
    "two_places": Words("一位老师同时在两处", "超过 {} 分钟"),
    "committee_quorum": Words("家委会到会的委员", "{}"),
    "committee_majority": Words("到会的委员里赞成的", "{}"),
    "national_2023": Words("四部门通知", ("施行", "不施行")),
}  # fmt: skip


def label_of(name: str) -> str:
    return WORDS[name].label if name in WORDS else "另一项标准"


def value_text(name: str, value: DatedValue) -> str:
    """ "最多 10 分钟" """
    shape = WORDS[name].value if name in WORDS else "{}"
    if isinstance(shape, tuple):
        return shape[0] if value.value else shape[1]
    if isinstance(value.value, Mapping):
        return shape.format(**{key: _plain(item, value.unit) for key, item in value.value.items()})
    return shape.format(_plain(value.value, value.unit))


def _plain(value: Any, unit: str) -> str:
    if isinstance(value, Share):
        return f"{'超过' if value.passed else '不少于'} {value.part}/{value.of}"
    return f"{value.month}月{value.day}日" if isinstance(value, MonthDay) else written_value(value, unit)


def part_names(name: str) -> Mapping[str, str]:
    """What the numbers of a parameter are called one by one; a plain one has no parts."""
    return WORDS[name].parts if name in WORDS else {}


def bounds_text(name: str, value: DatedValue) -> str:
    """Between what a district may choose: "0 到 30"; of a mapping part by part."""
    if not isinstance(value.value, Mapping):
        return f"{value.least} 到 {value.most}"
    parts = part_names(name)
    return "、".join(f"{parts.get(key, '')} {value.least[key]} 到 {value.most[key]}".strip() for key in value.value)


_SOURCES = (
    ("Inner Mongolia notice", "内蒙古自治区课后服务收费通知，2021年8月"),
    ("four-ministry notice", "教育部办公厅等四部门通知"),
    ("self_study_min less", "每天自主学习减去下课可以提前的"),
)


def source_text(value: DatedValue) -> str:
    """Where a value comes from; packs write it in English, a district in its own words."""
    if value.set_by_district:
        return value.source
    for begin, words in _SOURCES:
        if value.source.startswith(begin):
            return words
    return "条款没有写明，取默认" if "default" in value.source else "条款原文"


def district_sentence(values: Mapping[str, DatedValue]) -> str:
    """What a finding says of the district's own values it rests on; "" where there are none."""
    return "".join(
        f"这里按区里定的标准：{_together(label_of(name), value_text(name, value))}"
        f"（{source_text(value)}，{value.valid_from.year}年{value.valid_from.month}月{value.valid_from.day}日起）。"
        for name, value in values.items()
    )


def _together(label: str, says: str) -> str:
    return f"{label} {says}" if says[0].isdigit() else label + says
