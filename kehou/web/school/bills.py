"""Who owes what this month? Bills of a period, the unpaid ones, and the sheet of all."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.issue_bills import issue_bills
from kehou.fund.billing import period_text
from kehou.fund.queries.bill import BillInfo
from kehou.fund.queries.bills import bill_board, bill_table
from kehou.gateways.sheet_writer import Sheet, write_xlsx
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.web.school.money import MAKER, OFFICE, money_terms
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.wording import class_text

TONES = {"settled": "ok", "overdue": "warn", "part": "warn", "due": "idle", "void": "idle"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def state_word(state: str) -> str:
    return {
        "settled": _("已结清"),
        "overdue": _("过期未付"),
        "part": _("付了部分"),
        "due": _("待付"),
        "void": _("已撤回"),
    }[state]


@screen(allow=[at_school(*OFFICE, "aid_officer")])
def bills(request: ActRequest, school_id: int) -> HttpResponse:
    return _board(request, school_id)


def _board(request: ActRequest, school_id: int, refusal: Refusal | None = None) -> HttpResponse:
    term, terms = money_terms(request, school_id)
    if term is None:
        return render(request, "school/money_no_term.html", {"school_id": school_id})
    show = "unpaid" if request.GET.get("show") == "unpaid" else ""
    page = request.GET.get("page", "1")
    board = bill_board(
        request.act,
        school_id=school_id,
        term=term,
        period=request.POST.get("period") or request.GET.get("period", ""),
        show=show,
        page=int(page) if page.isdecimal() else 1,
        of_class=class_of(request.GET.get("class", "")),
        name=request.GET.get("name", "").strip()[:40],
    )
    today = request.act.today
    context = {
        "school_id": school_id,
        "board": board,
        "terms": terms,
        "show": show,
        "name": request.GET.get("name", "").strip()[:40],
        "of_class": class_of(request.GET.get("class", "")),
        "period": period_text(board.period),
        "periods": [(key, period_text(key)) for key in board.periods],
        "lines": [(line, *_state(line.bill, today)) for line in board.lines],
        "may_issue": MAKER in board.roles,
        "may_export": bool(board.roles & set(OFFICE)),
        "refusal": refusal,
    }
    return render(request, "school/bills.html", context, status=409 if refusal else 200)


def class_of(text: str) -> tuple[int, int] | None:
    """ "4-2" → (4, 2)."""
    grade, _dash, number = text.partition("-")
    return (int(grade), int(number)) if grade.isdecimal() and number.isdecimal() else None


def _state(bill: BillInfo, today: object) -> tuple[str, str]:
    state = bill.state(today)  # type: ignore[arg-type]
    return TONES[state], state_word(state)


@require_POST
@screen(allow=[at_school(MAKER)])
def bills_issue(request: ActRequest, school_id: int) -> HttpResponse:
    term, _terms = money_terms(request, school_id)
    period = request.POST.get("period", "")
    try:
        new = issue_bills(request.act, school_id=school_id, term_id=term.id if term else 0, period=period)
    except Refusal as refusal:
        return _board(request, school_id, refusal)
    said = _("%(period)s出了 %(n)s 张新账单，已经通知家长") if new else _("%(period)s没有要新出的账单")
    messages.success(request, said % {"period": period_text(period), "n": new})
    term_key = f"&term={term.key}" if term else ""
    url = f"{reverse('school:bills', args=[school_id])}?period={period}{term_key}"
    return HttpResponseRedirect(url, status=303)


@screen(allow=[at_school(*OFFICE)])
def bills_sheet(request: ActRequest, school_id: int) -> HttpResponse:
    """Every bill of a period as xlsx. Amounts are text with two decimals, so that nothing is rounded on the way."""
    term, _terms = money_terms(request, school_id)
    period = request.GET.get("period", "")
    lines = bill_table(request.act, school_id=school_id, term_id=term.id if term else 0, period=period)
    rows: list[list[str | int | None]] = [
        [
            class_text(line.grade, line.class_no), line.name, bill.days_served, *map(yuan_from_fen, (
                bill.charged, bill.waived, bill.owed, bill.paid, bill.refunded, bill.left)),
            state_word(bill.state(request.act.today)),
        ]
        for line in lines
        for bill in (line.bill,)
    ]  # fmt: skip
    header = [
        _("班级"),
        _("姓名"),
        _("参加天数"),
        _("服务费"),
        _("减免"),
        _("应付"),
        _("已付"),
        _("已退"),
        _("还差"),
        _("状态"),
    ]
    body = write_xlsx([Sheet(period_text(period), header, rows, [12, 10, 8, 10, 10, 10, 10, 10, 10, 10])])
    response = HttpResponse(body, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="bills-{period[:20]}.xlsx"'
    return response


urlpatterns = [
    path("<school:school_id>/bills/", bills, name="bills"),
    path("<school:school_id>/bills/issue/", bills_issue, name="bills_issue"),
    path("<school:school_id>/bills/bills.xlsx", bills_sheet, name="bills_sheet"),
]
