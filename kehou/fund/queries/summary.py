"""A term's fund in a few figures, for everybody: nobody's name, no single person's money (二.2, 八.4a, 八.5b)."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from kehou.fund.accounts import CASH, NAMES, OPENING, SOURCES, TEACHER_PAY, USES
from kehou.fund.facts import COMES_BACK
from kehou.fund.models import Bill, Entry
from kehou.fund.permits import OFFICE
from kehou.kernel.act import Act
from kehou.kernel.permit import anyone
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people.permits import at_school, over_school
from kehou.plan import queries as plan

FEW = 10
"""Of fewer children no figure is told (guarantees §5, statistics)."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """fen of one source: before + came - went == left."""

    name: str
    before: int
    came: int
    went: int
    left: int


@dataclass(frozen=True, slots=True)
class UseLine:
    """fen spent on one kind of thing, and its per cent of all that was spent, rounded down."""

    name: str
    fen: int
    percent: int


@dataclass(frozen=True, slots=True)
class FundSummary:
    """fen of a term. teacher_percent: of what was spent, None before anything was. waived and waived_children: None where
    they are of fewer than FEW children. outstanding: still owed by families; owed_back: still owed to them."""

    term: org.TermInfo
    sources: tuple[SourceLine, ...]
    uses: tuple[UseLine, ...]
    teacher_percent: int | None
    waived: int | None
    waived_children: int | None
    outstanding: int
    owed_back: int

    @property
    def before(self) -> int:
        return sum(line.before for line in self.sources)

    @property
    def came(self) -> int:
        return sum(line.came for line in self.sources)

    @property
    def went(self) -> int:
        return sum(line.went for line in self.sources)

    @property
    def left(self) -> int:
        return sum(line.left for line in self.sources)


def fund_summary(school_id: int, term: org.TermInfo) -> FundSummary:
    """SQL: 2. For other rooms; pages ask `fund_of_term` or `public_fund`."""
    sources, spent = _moved(school_id, term)
    went = sum(spent.values())
    uses = tuple(UseLine(NAMES[use], fen, fen * 100 // went) for use, fen in spent.items() if fen > 0)
    bills = Bill.objects.filter(school_id=school_id, term_id=term.id, voided_at=None).aggregate(
        all_waived=Sum("waived", default=0), children=Count("pupil", filter=Q(waived__gt=0), distinct=True),
        outstanding=Sum(F("charged") - F("waived") - F("paid") + F("surplus"), default=0),
        owed_back=Sum(F("surplus") - F("returned"), default=0),
    )  # fmt: skip
    enough = bills["children"] >= FEW
    return FundSummary(
        term=term,
        sources=sources,
        uses=uses,
        teacher_percent=spent[TEACHER_PAY] * 100 // went if went else None,
        waived=bills["all_waived"] if enough else None,
        waived_children=bills["children"] if enough else None,
        outstanding=bills["outstanding"],
        owed_back=bills["owed_back"],
    )


def _moved(school_id: int, term: org.TermInfo) -> tuple[tuple[SourceLine, ...], dict[str, int]]:
    """(a line for every source, use → fen). What was carried over from outside this system counts as before. SQL: 1.

    What comes back of an earlier term's spending came in: it is not spent less.
    """
    rows = Entry.objects.filter(
        school_id=school_id, account__in=(CASH, OPENING, *USES), voucher__term__first_day__lte=term.first_day
    )
    rows = rows.exclude(account__in=USES, voucher__kind__in=COMES_BACK, voucher__origin__isnull=False)
    in_term = Q(voucher__term_id=term.id)
    sums = rows.values("account", "source").annotate(
        now=Sum("amount", filter=in_term, default=0), earlier=Sum("amount", filter=~in_term, default=0)
    )
    now, earlier = {}, {}
    for row in sums.order_by("account", "source"):
        now[row["account"], row["source"]], earlier[row["account"], row["source"]] = row["now"], row["earlier"]
    lines = []
    for source, name in SOURCES.items():
        went = sum(now.get((use, source), 0) for use in USES)
        opened = -now.get((OPENING, source), 0)
        before = earlier.get((CASH, source), 0) + opened
        came = now.get((CASH, source), 0) + went - opened
        lines.append(SourceLine(name, before, came, went, before + came - went))
    spent = {use: sum(now.get((use, source), 0) for source in SOURCES) for use in USES}
    return tuple(lines), spent


@query(allow=[at_school("committee", *OFFICE), over_school()])
def fund_of_term(act: Act, *, school_id: int, term: org.TermInfo) -> FundSummary:
    """For the parents' committee, the office and the district. SQL: 2 and the permit's."""
    return fund_summary(school_id, term)


@dataclass(frozen=True, slots=True)
class PublicFund:
    """school: its name; code: of its public page."""

    school: str
    code: str
    fund: FundSummary


@query(allow=[anyone])
def public_fund(act: Act, *, code: str) -> PublicFund | None:
    """The current term's, for anyone; None: no such school, no term, or its plan is not public. SQL: ≤ 5."""
    school = org.school_by_code(code)
    term = org.term_on(school.id, act.today) if school else None
    if school is None or term is None or not plan.is_published(school.id, term.id):
        return None
    return PublicFund(school.name, code, fund_summary(school.id, term))
