"""Money that comes into the fund or leaves it otherwise than by bills and pay."""

from datetime import date

from kehou.fund import ledger
from kehou.fund.accounts import CASH, EXTERNAL_PAY, GRANT, ON_BEHALF, OPENING, RUNNING, SOURCES, USES
from kehou.fund.actions.posting import lock_book, post, too_small
from kehou.fund.ledger import Draft, Line, draw, spend
from kehou.fund.models import Voucher
from kehou.fund.permits import MAKER
from kehou.ground.fen import Fen
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.people.permits import at_school
from kehou.plan import queries as plan
from kehou.policy.facts.records import FundMovement
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules

COMES_IN = {"subsidy": ("subsidy", GRANT), "on_behalf": ("on_behalf", ON_BEHALF), "carried": ("", OPENING)}
GOES_OUT = (EXTERNAL_PAY, RUNNING)


@action(allow=[at_school(MAKER)])
def record_movement(
    act: Act, *, school_id: int, term_id: int, kind: str, amount: int, memo: str = "", source: str = ""
) -> int:
    """kind: subsidy, on_behalf, carried (what was there before this system; needs source), external_pay, running.

    amount: fen, above 0. memo: the paper it rests on. Money of a day belongs to the ledger that runs on it, whichever term
    was asked for. Answers the voucher's id.
    Refusals, in order: unknown_kind, amount_not_positive, no_memo, source_unplanned (二.2), carried_already,
    fund_too_small (八.4c), books_closed.
    """
    if kind not in (*COMES_IN, *GOES_OUT) or (kind == "carried" and source not in SOURCES):
        raise Refusal("unknown_kind", "请选这笔钱是什么", fields={"kind": "请选这笔钱是什么"})
    if amount <= 0:
        raise Refusal("amount_not_positive", "金额要大于 0", fields={"amount": "金额要大于 0"})
    if not memo.strip():
        raise Refusal("no_memo", "请写凭据和用途", fields={"memo": "请写凭据和用途，例如 拨款通知、发票号"})
    book = lock_book(school_id)
    term_id = ledger.running(school_id, term_id, act.today)
    lines = (
        _money_out(school_id, kind, amount)
        if kind in USES
        else _money_in(act, school_id, term_id, kind, amount, source)
    )
    return post(act, book, term_id, [Draft(kind, f"movement:{kind}", lines, memo.strip()[:100])])[0]


def _money_out(school_id: int, use: str, amount: int) -> tuple[Line, ...]:
    there = ledger.cash(school_id)
    parts = draw(use, amount, there)
    if parts is None:
        raise too_small(amount, sum(max(0, there[source]) for source in ledger.DRAWS_ON[use]))
    return spend(use, parts)


def _money_in(act: Act, school_id: int, term_id: int, kind: str, amount: int, source: str) -> tuple[Line, ...]:
    if kind == "carried":
        earlier = Voucher.objects.filter(school_id=school_id, term__first_day__lt=org.term(term_id).first_day)
        if earlier.exists():
            raise Refusal(
                "carried_already", "上学期的余额已经在账上，不用再记", satisfied_by="余额页里写着每个来源结转了多少"
            )
    else:
        _demand_planned(school_id, term_id, FundMovement(act.today, kind, Fen(amount)), act.today)
    own, account = COMES_IN[kind]
    return ((CASH, own or source, amount), (account, own or source, -amount))


def _demand_planned(school_id: int, term_id: int, movement: FundMovement, today: date) -> None:
    """The same rule that judges the term's record; without a filed plan nothing can be said yet."""
    filed = plan.filed_plan(school_id, term_id)
    rule, facts = all_rules()["fund-source-unplanned"], TermFacts(plan=filed, fund=(movement,))
    if filed is None or not rule.applies(facts):
        return
    for problem in rule.run(facts, load_packs(filed.policy).params(today)):
        raise Refusal("source_unplanned", problem.says.rstrip("。"), clause="二.2", satisfied_by=problem.satisfied_by)
