"""Which step of a term each rule is about, and in how few words a matrix says that it spoke."""

STEPS: dict[str, str] = {
    "survey": "调查", "plan": "方案", "committee": "家委会", "filing": "备案", "publication": "公示",
    "choice": "选课", "service": "上课", "bills": "账单", "appraisal": "考评",
}  # fmt: skip

_OF_STEP: dict[str, dict[str, str]] = {
    "survey": {"survey-missing": "没调查", "survey-narrow": "面窄", "survey-late": "太晚"},
    "committee": {"committee-absent": "没表决", "committee-vote-invalid": "无效"},
    "filing": {"filed-late": "逾期", "no-filed-plan": "没备案"},
    "publication": {"publication-incomplete": "缺内容", "published-late": "太晚"},
    "choice": {
        "consent-invalid": "无同意", "attended-without-consent": "没同意", "priority-passed-over": "优先",
        "unplaced-no-reason": "没说明",
    },
    "service": {
        "early-end": "早放学", "unattended": "没老师", "session-not-held": "没开课", "roll-call-missing": "缺点名",
        "written-homework-given": "留作业", "new-lesson-logged": "讲新课", "session-outside-plan": "计划外",
        "adult-not-cleared": "人员", "adult-not-applied": "人员", "provider-not-in-force": "机构",
        "evening-ran-late": "太晚", "release-not-recorded": "缺交接", "drilling-held": "刷题",
        "subject-training-held": "学科", "homework-not-held": "没辅导", "homework-unfinished": "没写完",
        "self-study-short": "自习短", "workday-not-served": "缺一天", "child-all-online": "全线上",
        "pledge-missing": "缺承诺", "new-lesson-pledge-missing": "缺承诺",
        "complaint-upheld": "投诉", "complaint-overdue": "没答复",
    },
    "bills": {
        "bill-days": "多收", "bill-over-standard": "超标准", "term-cap-exceeded": "超上限",
        "waived-pupil-charged": "该免", "collected-not-in-fund": "没入账", "fund-use": "用途",
        "fund-other-use": "用途", "fund-overdrawn": "透支", "fund-source-unplanned": "来源",
    },
    "appraisal": {
        "payout-without-appraisal": "没考评", "payout-not-worked": "多发", "evaluation-not-used": "没用上",
    },
}  # fmt: skip

_STEP_OF = {rule: (step, word) for step, rules in _OF_STEP.items() for rule, word in rules.items()}


def step_of(rule: str) -> tuple[str, str]:
    """("service", "早放学"); what is about the plan itself is the plan's."""
    return _STEP_OF.get(rule, ("plan", "要改"))
