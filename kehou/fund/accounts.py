"""The ledger's accounts and kinds of vouchers, with the names a reader knows. Debit is positive, credit negative."""

CASH = "cash"
RECEIVABLE = "receivable"
OWED_BACK = "owed_back"
FEE = "fee"
WAIVER = "waiver"
REFUND = "refund"
GRANT = "grant"
ON_BEHALF = "on_behalf"
OPENING = "opening"
TEACHER_PAY = "teacher_pay"
EXTERNAL_PAY = "external_pay"
RUNNING = "running"

NAMES: dict[str, str] = {
    CASH: "专账余额",
    RECEIVABLE: "应收家长",
    OWED_BACK: "应退家长",
    FEE: "服务费",
    WAIVER: "减免",
    REFUND: "退费",
    GRANT: "财政补贴",
    ON_BEHALF: "代收费",
    OPENING: "上期结转",
    TEACHER_PAY: "教师补助",
    EXTERNAL_PAY: "校外人员和课程",
    RUNNING: "运行支出",
}

SOURCES: dict[str, str] = {"subsidy": "财政补贴", "service_fee": "服务费", "on_behalf": "代收费"}
"""Kept apart in every entry (二.2)."""

USES: tuple[str, ...] = (TEACHER_PAY, EXTERNAL_PAY, RUNNING)
DRAWS_ON: dict[str, tuple[str, ...]] = {
    TEACHER_PAY: ("subsidy", "service_fee"),
    EXTERNAL_PAY: ("on_behalf", "subsidy", "service_fee"),
    RUNNING: ("subsidy", "service_fee"),
}
"""Which sources a use is paid from, in this order. Money collected on behalf pays only what it was collected for."""

KINDS: dict[str, str] = {
    "subsidy": "财政补贴到账",
    "on_behalf": "代收费到账",
    "carried": "上期结转",
    "charge": "开账单",
    "payment": "家长缴费",
    "correction": "更正账单",
    "carry": "多付的抵下一张账单",
    "refund": "退费",
    "pay_out": "发放补助",
    "repayment": "退回多发的补助",
    "external_pay": "付校外费用",
    "running": "运行支出",
    "reversal": "冲销",
}
