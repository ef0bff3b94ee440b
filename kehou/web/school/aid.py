"""Who is in aid, from when to when, and what follows for the bills? Only for the aid officer (八.3c, I16)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.ask_correction import ask_correction
from kehou.fund.billing import period_text
from kehou.fund.permits import at_bill
from kehou.fund.queries.waivers import Waivers, waivers_for
from kehou.ground.refusal import Refusal
from kehou.org import queries as org
from kehou.people.actions.end_aid import end_aid
from kehou.people.actions.record_aid import record_aid
from kehou.people.aid import CATEGORIES, AidPage, aid_board, aid_page
from kehou.people.permits import at_school, at_school_of
from kehou.web.school.bills import class_of
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import class_text

CHILD = at_school_of("people.Pupil", "child_id", "aid_officer")


class _Day(forms.DateField):
    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages=dict.fromkeys(("required", "invalid"), _("请选一天")),
            **more,
        )


class AidForm(forms.Form):
    category = forms.ChoiceField(
        label=_("资助类别"), error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选资助类别"))
    )
    evidence = forms.CharField(
        label=_("看了什么材料"),
        max_length=80,
        help_text=_("加密保存，只有资助专员看得到"),
        error_messages={"required": _("请写看了什么材料，例如“低保证，2027年8月到期”")},
    )
    first_day = _Day(label=_("从哪天起"), help_text=_("从这天起的课才减免，可以填过去的日期"))
    last_day = _Day(label=_("到哪天止"), required=False, help_text=_("材料上写了到期日就填，没有就不填"))

    def __init__(self, *args: Any, categories: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "category", [("", _t("请选")), *((name, name) for name in categories)])


class EndForm(forms.Form):
    last_day = _Day(label=_("最后一天"))


@screen(allow=[at_school("aid_officer")])
def aid(request: ActRequest, school_id: int) -> HttpResponse:
    of_class = class_of(request.GET.get("class", ""))
    board = aid_board(request.act, school_id=school_id, of_class=of_class)
    context = {
        "school_id": school_id,
        "board": board,
        "running": board.running(request.act.today),
        "lines": [(line, line.spell.covers(request.act.today)) for line in board.lines],
        "of_class": of_class,
        "class_name": class_text(*of_class) if of_class else "",
    }
    return render(request, "school/aid.html", context)


@screen(allow=[CHILD])
def aid_child(request: ActRequest, child_id: int) -> HttpResponse:
    return _page(request, child_id)


def _page(
    request: ActRequest, child_id: int, *, form: AidForm | None = None, ending: EndForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    found = aid_page(request.act, child_id=child_id)
    waivers = _waivers(request, child_id, found)
    today = request.act.today
    context: dict[str, object] = {
        "school_id": found.school_id,
        "child_id": child_id,
        "found": found,
        "lines": [(line, line.spell.covers(today)) for line in found.lines],
        "in_force": sorted(
            {line.spell.category for line in found.lines if line.spell.covers(today)} | {found.always} - {""}
        ),
        "behind": [(each, period_text(each.period)) for each in waivers.behind],
        "aid": form or _form(request, waivers),
        "ending": ending or EndForm(initial={"last_day": today}),
        "form": form or ending,
        "here": reverse("school:aid", args=[found.school_id]),
    }
    return form_page(request, "school/aid_child.html", context, refusal=refusal)


def _waivers(request: ActRequest, child_id: int, found: AidPage) -> Waivers:
    term = org.term_on(found.school_id, request.act.today)
    return waivers_for(
        request.act, child_id=child_id, school_id=found.school_id, term_id=term.id if term else None, aid=found.aid
    )


def _form(request: ActRequest, waivers: Waivers) -> AidForm:
    categories = list(dict.fromkeys([*waivers.categories, *CATEGORIES]))
    return AidForm(request.POST if "category" in request.POST else None, categories=categories)


@require_POST
@screen(allow=[CHILD])
def aid_record(request: ActRequest, child_id: int) -> HttpResponse:
    found = aid_page(request.act, child_id=child_id)
    form = _form(request, _waivers(request, child_id, found))
    if not form.is_valid():
        return _page(request, child_id, form=form)
    try:
        record_aid(request.act, school_id=found.school_id, child_id=child_id, **form.cleaned_data)
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, child_id, form=form, refusal=refusal)
    messages.success(request, _t("记下了，以后的账单按这些天减免"))
    return HttpResponseRedirect(reverse("school:aid_child", args=[child_id]), status=303)


@require_POST
@screen(allow=[CHILD])
def aid_end(request: ActRequest, child_id: int, aid_id: int) -> HttpResponse:
    school_id, form = aid_page(request.act, child_id=child_id).school_id, EndForm(request.POST)
    if not form.is_valid():
        return _page(request, child_id, ending=form)
    try:
        end_aid(request.act, school_id=school_id, aid_id=aid_id, last_day=form.cleaned_data["last_day"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, child_id, ending=form, refusal=refusal)
    messages.success(request, _t("停了，已经出的账单不变"))
    return HttpResponseRedirect(reverse("school:aid_child", args=[child_id]), status=303)


@require_POST
@screen(allow=[at_bill("aid_officer")])
def aid_ask(request: ActRequest, bill_id: int) -> HttpResponse:
    """The office is asked to correct a bill."""
    ask_correction(request.act, bill_id=bill_id)
    messages.success(request, _t("已请经费经办更正，消息里不写原因"))
    return HttpResponseRedirect(reverse("school:bill", args=[bill_id]), status=303)


urlpatterns = [
    path("<school:school_id>/aid/", aid, name="aid"),
    path("aid/<pupil:child_id>/", aid_child, name="aid_child"),
    path("aid/<pupil:child_id>/record/", aid_record, name="aid_record"),
    path("aid/<pupil:child_id>/<aid:aid_id>/end/", aid_end, name="aid_end"),
    path("bills/<bill:bill_id>/ask-correction/", aid_ask, name="aid_ask"),
]
