"""How much do I owe, and where does every fen come from? (screens/04)"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.fund.actions.carry_surplus import carry_surplus
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.billing import period_text
from kehou.fund.permits import guardian_of_bill
from kehou.fund.queries.bill import BillInfo, BillPage, DayMark, bill_roll, family_bill, waiver_reason
from kehou.fund.queries.bills import bills_of_child
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, date_text
from kehou.people import queries as people
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.web.family.which import which_child
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.wording import money_text


@dataclass(frozen=True, slots=True)
class Square:
    """A day of the calendar; day 0 is empty. mark: served, leave, absent, cancelled, corrected (charged, but no longer so)."""

    day: int = 0
    mark: str = ""
    word: str = ""


WORDS = {"leave": lazy("请假"), "absent": lazy("没来"), "cancelled": lazy("停课"), "corrected": lazy("已更正")}


def weeks(marks: tuple[DayMark, ...]) -> tuple[list[str], list[list[Square]]]:
    """Names of the weekdays that occur (Monday to Friday at least), and the weeks that have a day, Monday first."""
    if not marks:
        return [], []
    last = max(4, *(mark.date.weekday() for mark in marks))
    of = {mark.date: mark for mark in marks}
    rows, monday = [], marks[0].date - timedelta(days=marks[0].date.weekday())
    while monday <= marks[-1].date:
        days = [monday + timedelta(days=n) for n in range(last + 1)]
        if any(day in of for day in days):
            rows.append([_square(day, of.get(day)) for day in days])
        monday += timedelta(days=7)
    return [WEEKDAY_NAMES[name] for name in WEEKDAYS[: last + 1]], rows


def _square(day: date, mark: DayMark | None) -> Square:
    if mark is None:
        return Square()
    kind = "corrected" if mark.charged and mark.mark != "served" else mark.mark
    return Square(day.day, kind, str(WORDS.get(kind, "")))


@screen(allow=[any_guardian])
def first(request: ActRequest) -> HttpResponse:
    return which_child(request, "family:bills", _("看哪个孩子的账单"))


@screen(allow=[guardian_of("child_id")])
def bills(request: ActRequest, child_id: int) -> HttpResponse:
    """The bill to look at first: the oldest unpaid one, else the latest."""
    found = bills_of_child(request.act, child_id=child_id)
    if not found:
        child = people.pupil(child_id)
        name = given_name(child.name) if child else ""
        return render(
            request, "family/bill_none.html", {"name": name, "back": reverse("family:today", args=[child_id])}
        )
    chosen = next((bill for bill in reversed(found) if bill.left), found[0])
    return HttpResponseRedirect(reverse("family:bill", args=[chosen.id]))


@screen(allow=[guardian_of_bill])
def bill(request: ActRequest, bill_id: int) -> HttpResponse:
    found = family_bill(request.act, bill_id=bill_id)
    names, rows = weeks(found.marks)
    context = {
        "found": found,
        "bill": found.bill,
        "name": given_name(found.child.name),
        "period": period_text(found.bill.period),
        "state": found.bill.state(request.act.today),
        "says": _says(found.bill),
        "due": date_text(found.bill.due_on),
        "here": reverse("family:bills", args=[found.child.id]),
        "formula": formula(found.bill),
        "weekdays": names,
        "weeks": rows,
        "others": [(other, period_text(key)) for other, key in found.others if other != bill_id],
        "refunds": [refund for refund in found.refunds if refund.state == "paid"],
        "payments": [payment for payment in found.payments if not payment.reversed],
        "notes": found.notes,
        "carried": [(period_text(period), fen) for period, fen in found.carried],
        "corrected": any(square.mark == "corrected" for row in rows for square in row),
        "back": reverse("family:today", args=[found.child.id]),
    }
    return render(request, "family/bill.html", context)


def _says(bill: BillInfo) -> str:
    if bill.voided:
        return _("学校已经撤回这张账单，不用付。")
    return _("参加 %(n)s 天，没参加的天不收钱。") % {"n": bill.days_served}


def formula(bill: BillInfo) -> list[str]:
    """How the charge was worked out, one short sentence a step."""
    why, n = bill.why, bill.days_served
    standard = money_text(int(why.get("standard", 0)))
    lines = {
        "month": _("每月 %(m)s，这个月开了 %(of)s 天，参加 %(n)s 天：%(m)s × %(n)s ÷ %(of)s"),
        "term": _("每学期 %(m)s，这学期开了 %(of)s 天，参加 %(n)s 天：%(m)s × %(n)s ÷ %(of)s"),
        "day": _("%(n)s 天 × 每天 %(m)s"),
        "lesson": _("%(lessons)s 课时 × 每课时 %(m)s"),
    }
    given = {"m": standard, "n": n, "of": why.get("offered"), "lessons": why.get("lessons")}
    steps = [lines.get(str(why.get("basis")), "") % given]
    if int(why.get("before_cap", 0)) > bill.charged and why.get("cap") is not None:
        limit = money_text(int(why["cap"]))
        steps.append(_("一学期最多 %(limit)s，这次只收到上限为止") % {"limit": limit})
    return steps


@require_POST
@screen(allow=[guardian_of_bill])
def pay(request: ActRequest, bill_id: int) -> HttpResponse:
    """What is left, by the simulated channel; the form's key stands for the channel's number of the payment."""
    found: BillPage = family_bill(request.act, bill_id=bill_id)
    pay_online(request.act, bill_id=bill_id, amount=found.bill.left, ref=f"sim-{request.act.key}")
    messages.success(request, _("已付 %(amount)s") % {"amount": money_text(found.bill.left)})
    return HttpResponseRedirect(reverse("family:bill", args=[bill_id]), status=303)


@require_POST
@screen(allow=[guardian_of_bill])
def surplus(request: ActRequest, bill_id: int) -> HttpResponse:
    """What was paid too much: on the next bill, or back."""
    carry = request.POST.get("carry") == "yes"
    moved = carry_surplus(request.act, bill_id=bill_id, carry=carry)
    if moved:
        messages.success(request, _("%(amount)s 已抵到没付清的账单") % {"amount": money_text(moved)})
    else:
        messages.success(request, _("记下了，下一张账单出来时抵") if carry else _("记下了，学校会退给您"))
    return HttpResponseRedirect(reverse("family:bill", args=[bill_id]), status=303)


@screen(allow=[guardian_of_bill])
def waiver(request: ActRequest, bill_id: int) -> HttpResponse:
    """Why something is waived: a fragment that only the family (and the aid officer, elsewhere) can open."""
    reason = waiver_reason(request.act, bill_id=bill_id)
    back = reverse("family:bill", args=[bill_id])
    return render(request, "family/bill_waiver.html", {"reason": reason, "back": back})


@screen(allow=[guardian_of_bill])
def roll(request: ActRequest, bill_id: int) -> HttpResponse:
    """The roll behind the bill's days: a fragment."""
    back = reverse("family:bill", args=[bill_id])
    return render(request, "family/bill_roll.html", {"roll": bill_roll(request.act, bill_id=bill_id), "back": back})


urlpatterns = [
    path("bills/", first, name="bills_first"),
    path("<pupil:child_id>/bills/", bills, name="bills"),
    path("bills/<bill:bill_id>/", bill, name="bill"),
    path("bills/<bill:bill_id>/pay/", pay, name="bill_pay"),
    path("bills/<bill:bill_id>/surplus/", surplus, name="bill_surplus"),
    path("bills/<bill:bill_id>/roll/", roll, name="bill_roll"),
    path("bills/<bill:bill_id>/waiver/", waiver, name="bill_waiver"),
]
