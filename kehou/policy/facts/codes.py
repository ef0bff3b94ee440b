"""The code words of the exchange format and how a reader names them."""

from collections.abc import Iterable

CONTENT_NAMES: dict[str, str] = {
    "homework": "作业辅导",
    "qa": "答疑解惑",
    "self_study": "自主学习",
    "reading": "课外阅读",
    "interest": "兴趣小组",
    "group": "团队活动",
    "practice": "综合实践",
    "handcraft": "手工操作",
    "club": "社团活动",
    "arts_sports": "文体活动",
    "course_tutoring": "课程辅导",
    "extension": "学科深度拓展",
    "personal_qa": "个性化答疑",
    "mental": "心理素质拓展",
    "study_methods": "学法指导",
    "career": "生涯规划",
    "innovation": "创新思维",
    "new_lesson": "讲新课",
    "drill": "集体刷题、考试",
    "subject_training": "学科类培训",
    "care": "仅看管",
}
WINDOW_NAMES: dict[str, str] = {
    "before_class": "课前",
    "after_class": "课后",
    "noon": "午间",
    "evening": "晚间",
    "weekend": "周末",
    "holiday": "假期",
}
ROLE_NAMES: dict[str, str] = {
    "school_teacher": "本校教师",
    "exchange_teacher": "交流教师",
    "retired": "退休教师",
    "qualified": "具备资质人员",
    "volunteer": "志愿者",
    "institution": "机构人员",
}

CONTENT_KINDS: tuple[str, ...] = tuple(CONTENT_NAMES)
WINDOW_KINDS: tuple[str, ...] = tuple(WINDOW_NAMES)
ROLES: tuple[str, ...] = tuple(ROLE_NAMES)
MODES: tuple[str, ...] = ("onsite", "online", "dual")
DOMAINS: tuple[str, ...] = ("德", "智", "体", "美", "劳")
FUND_SOURCES: tuple[str, ...] = ("subsidy", "service_fee", "on_behalf")
FUND_USES: tuple[str, ...] = ("teacher_pay", "external_pay", "running")


def kinds_text(kinds: Iterable[str]) -> str:
    """Name content kinds for a reader: ("homework", "qa") → "作业辅导、答疑解惑"."""
    return "、".join(CONTENT_NAMES[kind] for kind in kinds)
