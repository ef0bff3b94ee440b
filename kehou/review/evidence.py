"""A finding's evidence as a reader sees it: times, places, figures. Never a person: who may see names opens the lesson itself."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from kehou.ground.grade import grades_text
from kehou.ground.school_day import date_text
from kehou.policy.facts.codes import CONTENT_NAMES


def _moment(value: Any) -> str:
    moment = datetime.fromisoformat(str(value))
    return f"{date_text(moment.date())} {moment:%H:%M}" if len(str(value)) > 10 else date_text(moment.date())


def _day(value: Any) -> str:
    return date_text(date.fromisoformat(str(value)[:10]))


def _spans(value: Any) -> str:
    moments = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in value]
    return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in moments)


def _kinds(value: Any) -> str:
    return "、".join(CONTENT_NAMES.get(kind, "别的") for kind in value) or "没有登记"


def _grades(value: Any) -> str:
    return grades_text(value if isinstance(value, list) else [value])


def _left(value: Any) -> str:
    return _moment(value["left"])


def _came(value: Any) -> str:
    return _moment(value["came"])


def _how_many(value: Any) -> str:
    return f"{len(value)} 名"


def _unit(unit: str) -> Callable[[Any], str]:
    return lambda value: f"{value} {unit}"


def _period(value: Any) -> str:
    year, _, month = str(value).partition("-")
    return f"{year}年{int(month)}月" if month.isdecimal() else "本学期"


def _joined(value: Any) -> str:
    return "；".join(map(str, value))


_READ: dict[str, tuple[str, Callable[[Any], str]]] = {
    "date": ("日期", _day), "planned_end": ("计划结束", _moment), "end": ("实际结束", _moment),
    "minutes_early": ("提前", _unit("分钟")), "gaps": ("没有大人的时间", _spans), "pupils": ("涉及学生", str),
    "cases": ("这次课共", _unit("处")),
    "last_adult": ("上一位老师离开", _left), "next_adult": ("下一位老师到", _came),
    "ended": ("结束", _moment), "last_left": ("最后离开", _moment), "limit": ("最晚", _moment),
    "grades": ("年级", _grades), "grade": ("年级", _grades), "logged": ("登记的内容", _kinds),
    "reasons": ("不在方案之内", _joined), "minutes": ("分钟", _unit("分钟")), "makeup": ("调休上班", lambda v: "是" if v else "否"),
    "latest_act_at": ("最近一次表态", _moment), "at": ("时间", _moment),
    "cleared_until": ("无犯罪记录证明到", _day), "qualified_until": ("资质到", _day),
    "period": ("月份或学期", _period), "days_charged": ("收费", _unit("天")), "days_present": ("实际参加", _unit("天")),
    "charged": ("收费", _unit("元")), "allowed": ("最多可收", _unit("元")), "net": ("实收", _unit("元")), "cap": ("上限", _unit("元")),
    "rate": ("应减", _unit("%")), "collected": ("收到", _unit("元")), "in_fund": ("入账", _unit("元")),
    "balance": ("余额", _unit("元")), "lowest": ("最低", _unit("元")), "amount": ("金额", _unit("元")),
    "paid": ("发放", _day), "closed": ("考评结束", _day), "hours_paid": ("发放", _unit("小时")), "hours_worked": ("实际", _unit("小时")),
    "due": ("应答复", _day), "answered": ("答复", _day), "published": ("公示", _day), "first": ("最早", _day),
    "sessions": ("课次", lambda v: f"{v} 次" if isinstance(v, int) else f"{len(v)} 次"), "voted": ("表决", _day), "filed": ("备案", _day),
    "held": ("开课", _unit("次")), "ended_early": ("提前结束", _unit("次")), "answers": ("收到答复", _unit("份")),
    "say_so": ("这样说的", _unit("份")), "mean": ("平均", _unit("分")), "marks": ("登记", _unit("次")), "done": ("完成", _unit("次")),
    "joined": ("参加", _unit("人")), "withdrew": ("退出", _unit("人")), "wanting": ("想参加", _unit("人")),
    "on_roll": ("在校", _unit("人")),
    "ref": ("凭证", str), "attended": ("参加", _unit("次")),
}  # fmt: skip


def read_evidence(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, words) in a fixed order; what nobody can read, and everybody's pseudonym, is left out."""
    found: list[tuple[str, str]] = []
    for name, (label, words) in _READ.items():
        value = evidence.get(name)
        if value is None or value == "" or value == []:
            continue
        if name == "pupils":
            words = _how_many if isinstance(value, list) else _unit("名")
        found.append((label, words(value)))
    return found
