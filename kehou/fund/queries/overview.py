"""Where the money of many schools stands. Asked by the district's overview and the school's term."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import CharField, Count, F, Max, Q, Value

from kehou.fund.models import Appraisal, Bill, PayRun


@dataclass(frozen=True, slots=True)
class FundStanding:
    """last_billed: "2026-09" or ""; unpaid: bills; appraised of appraisals: adults; paid: runs that were paid."""

    last_billed: str = ""
    bills: int = 0
    unpaid: int = 0
    appraisals: int = 0
    appraised: int = 0
    paid: int = 0


def fund_standings(school_ids: Collection[int], term_ids: Collection[int]) -> dict[int, FundStanding]:
    """School → where it stands; schools without any are not in it. SQL: 1."""
    of = Q(school_id__in=school_ids, term_id__in=term_ids)
    bills = Bill.objects.filter(of, voided_at=None).annotate(what=_word("bill")).values("school_id", "what")
    owed = Count("pk", filter=Q(charged__gt=F("waived") + F("paid") - F("surplus")))
    appraisals = Appraisal.objects.filter(of).annotate(what=_word("appraisal")).values("school_id", "what")
    closed = Count("pk", filter=Q(closed_on__isnull=False))
    runs = PayRun.objects.filter(of, state="paid").annotate(what=_word("run")).values("school_id", "what")
    columns = ("school_id", "what", "all", "some", "last")
    both = (
        bills.annotate(all=Count("pk"), some=owed, last=Max("period")).values_list(*columns),
        appraisals.annotate(all=Count("pk"), some=closed, last=_word("")).values_list(*columns),
        runs.annotate(all=Count("pk"), some=Count("pk"), last=_word("")).values_list(*columns),
    )
    found: dict[int, dict[str, tuple[int, int, str]]] = {}
    for school, what, every, some, last in both[0].union(*both[1:], all=True):
        found.setdefault(school, {})[what] = (every, some, last)
    none = (0, 0, "")
    return {
        school: FundStanding(
            last_billed=parts.get("bill", none)[2],
            bills=parts.get("bill", none)[0],
            unpaid=parts.get("bill", none)[1],
            appraisals=parts.get("appraisal", none)[0],
            appraised=parts.get("appraisal", none)[1],
            paid=parts.get("run", none)[0],
        )
        for school, parts in found.items()
    }


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
