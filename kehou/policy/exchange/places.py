"""Where something stands, in words: "windows[0].end" → "第 1 个时段 › 结束时间"."""

import re

FIELD_NAMES: dict[str, str] = {
    "kehou": "格式版本", "policy": "政策", "school": "学校", "code": "标识码", "name": "名称", "district": "区",
    "ownership": "办学性质", "stages": "学段", "boarding": "寄宿", "campuses": "校区", "term": "学期", "id": "代号",
    "first_day": "第一天", "last_day": "最后一天", "version": "版本", "enrolled": "在校人数", "survey": "需求调查",
    "opened": "开始日期", "closed": "截止日期", "invited": "征求人数", "answered": "答复人数", "wanting": "想参加的人数",
    "committee": "家委会", "members": "成员", "quorum": "到会多少人有效", "meetings": "会议与表决", "date": "日期",
    "agenda": "议题", "present": "到会人数", "for": "赞成", "against": "反对", "abstain": "弃权", "opinion": "意见",
    "windows": "服务时段", "kind": "种类", "grades": "年级", "weekdays": "哪几天", "start": "开始时间",
    "end": "结束时间", "from": "开始日期", "to": "结束日期", "pupils": "面向的学生", "charged": "是否收费",
    "blocks": "环节与内容", "window": "服务时段", "content": "内容", "choice": "必修或自选", "mode": "方式",
    "written_homework": "书面作业", "tiers": "分层", "courses": "课程菜单", "domains": "五育", "sections": "班数",
    "capacity": "每班人数", "path": "层次", "led_by": "任课人", "staff": "师资", "role": "身份", "applied": "申报日期",
    "days": "可排的日子", "max_hours": "每周最多几小时", "provider": "所属机构", "qualification": "资质",
    "qualified_until": "资质到期", "cleared_on": "无犯罪记录查询日期", "providers": "校外机构", "category": "类别",
    "listed": "在名单内", "licence_until": "许可到期", "fees": "收费与经费", "basis": "计费方式", "standard": "收费标准",
    "term_cap": "学期上限", "sources": "经费来源", "collected_by": "谁来收", "use": "经费用途", "waivers": "减免",
    "rate": "减免比例", "refund": "退费办法", "priority": "优先照顾", "duties": "分工", "duty": "职责", "who": "负责人",
    "safety": "安全", "roster": "值守表", "roll_call": "点名", "handover": "交接", "emergency": "应急预案",
    "epidemic": "疫情防控", "insurance": "保险", "safeguards": "保障措施", "appraisal": "绩效考评", "scheme": "办法",
    "period": "周期", "basis_of_pay": "作为发放依据", "publication": "公示", "published": "公示日期",
    "where": "公示地点", "fee_shown": "写明收费", "content_shown": "写明内容", "channel": "监督渠道",
    "phone": "电话", "mailbox": "信箱", "online": "网上", "filed": "备案日期", "lead_body": "牵头部门",
    "schools": "学校名单", "funding": "经费", "subsidy_per_pupil": "生均补贴", "ceiling": "收费上限",
    "exchange": "师资交流", "teachers": "教师人数", "how": "方式", "evaluation": "评价", "indicators": "指标",
    "weight": "权重", "result_used_for": "结果用于", "supervision": "督导", "visits_per_term": "每学期次数",
    "primary": "小学", "junior": "初中", "senior": "高中", "teacher_pay": "教师补助", "external_pay": "校外人员",
    "running": "运行",
}  # fmt: skip
_ITEM_NAMES = {
    "windows": "时段", "blocks": "环节", "courses": "门课程", "staff": "位人员", "providers": "家机构",
    "meetings": "次会议", "waivers": "项减免", "duties": "项分工", "schools": "所学校", "exchange": "项交流",
    "indicators": "项指标",
}  # fmt: skip
_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)")
_ROW = re.compile(r"(\w+\.csv):(\d+)")


def field_name(key: str) -> str:
    """The Chinese name of a key; grades and unknown keys stand for themselves."""
    return FIELD_NAMES.get(key, key)


def item_name(path: str) -> str:
    """The last step of a path in words: "windows[0]" → "第 1 个时段", "fees" → "收费与经费", "" → "方案"."""
    return place_name(path).rsplit(" › ", 1)[-1]


def place_name(where: str) -> str:
    """A finding's or an error's place in words; a line of a table is named as such."""
    if not where:
        return "方案"
    row = _ROW.fullmatch(where)
    if row:
        return f"{row[1]} 第 {row[2]} 行"
    if where.endswith(".csv"):
        return where
    return " › ".join(_step_name(key, indices) for key, indices in _STEP.findall(where))


def _step_name(key: str, indices: str) -> str:
    if not indices:
        return field_name(key)
    number = int(indices[1 : indices.index("]")]) + 1
    item = _ITEM_NAMES.get(key)
    if item is None:
        return f"{field_name(key)}第 {number} 项"
    return f"第 {number} 个{item}" if len(item) == 2 and item in ("时段", "环节") else f"第 {number} {item}"
