"""What waits for my decision? The second person's first page (八.4), and a part of the principal's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.fund.billing import period_text
from kehou.fund.permits import OFFICE
from kehou.fund.queries.waiting import Prepared
from kehou.people.permits import at_school
from kehou.review.queries.decisions import decisions as waiting_decisions
from kehou.web.screen import ActRequest, screen


@screen(allow=[at_school(*OFFICE)])
def decisions(request: ActRequest, school_id: int) -> HttpResponse:
    """The page; as a fragment, the same without its frame, for the page of the term."""
    found = waiting_decisions(request.act, school_id=school_id)
    context = {
        "school_id": school_id,
        "found": found,
        "mine": [(each, *_line(each, school_id)) for each in found.mine],
        "others": [(each, *_line(each, school_id)) for each in found.others],
        "me": request.act.account_id,
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "school/decisions_part.html" if fragment else "school/decisions.html", context)


def _line(each: Prepared, school_id: int) -> tuple[str, str]:
    """(what it is, where it is decided)."""
    month = period_text(each.period)
    if each.kind == "refund":
        return _("%(name)s %(month)s账单退费") % {"name": each.about, "month": month}, reverse(
            "school:bill", args=[each.id]
        )
    if each.kind == "repayment":
        return _("%(name)s退回多发的补助") % {"name": each.about}, (
            f"{reverse('school:repayments', args=[school_id])}?term={each.period}"
        )
    return _("%(month)s补助") % {"month": month}, reverse("school:run", args=[each.id])


urlpatterns = [path("<school:school_id>/decisions/", decisions, name="decisions")]
