"""People from outside and their institutions: papers, and what ends soon (五.3, 附.7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.ground.refusal import Refusal
from kehou.people.actions.add_provider import add_provider
from kehou.people.actions.register_outsider import register_outsider
from kehou.people.actions.renew_licence import renew_licence
from kehou.people.actions.renew_papers import renew_papers
from kehou.people.permits import at_school, over_school
from kehou.people.queries import ProviderInfo, StaffInfo
from kehou.policy.facts.codes import ROLE_NAMES
from kehou.staff.queries import OutsideBoard, outside_board
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields

ASKERS = ("coordinator", "principal")
PAPERS = {"cleared": _("无犯罪记录证明"), "qualified": _("资质"), "licence": _("机构许可")}
ROLES = tuple((role, ROLE_NAMES[role]) for role in ("retired", "qualified", "volunteer", "institution"))
_DATE = {"invalid": _("这个日期读不懂，请照 2026-08-27 的样子填")}


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text, error_messages=_DATE)


class PapersForm(forms.Form):
    qualification = forms.CharField(
        label=_("资质"), max_length=60, required=False, help_text=_("例如 乒乓球二级教练；退休教师和志愿者可不填")
    )
    qualified_until = _date(_("资质有效到"))
    cleared_on = _date(_("无犯罪记录证明开具日期"))
    cleared_until = _date(_("证明用到哪天"), _("不填就按最长期限算"))


class PersonForm(PapersForm):
    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请写姓名")})
    phone = forms.CharField(label=_("手机号"), max_length=20, required=False)
    role = forms.ChoiceField(label=_("身份"), choices=ROLES, error_messages={"required": _("请选身份")})
    provider = forms.ChoiceField(label=_("所在机构"), required=False, help_text=_("机构人员要选；没有就先登记机构"))
    field_order = (
        "name",
        "phone",
        "role",
        "provider",
        "qualification",
        "qualified_until",
        "cleared_on",
        "cleared_until",
    )

    def __init__(self, providers: tuple[ProviderInfo, ...], data: Any = None) -> None:
        super().__init__(data)
        named = [(str(place), provider.name) for place, provider in enumerate(providers, start=1)]
        offer(self, "provider", [("", _t("不是机构的人")), *named])


class LicenceForm(forms.Form):
    listed = forms.BooleanField(label=_("在区里的机构名单上"), required=False)
    licence_until = _date(_("许可有效到"))


class ProviderForm(LicenceForm):
    name = forms.CharField(label=_("机构名称"), max_length=60, error_messages={"required": _("请写机构名称")})
    category = forms.ChoiceField(
        label=_("类别"),
        choices=(("non_subject", _("非学科类")), ("subject", _("学科类"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选类别")},
    )
    field_order = ("name", "category", "listed", "licence_until")


@screen(allow=[at_school(*ASKERS), over_school()])
def outside(request: ActRequest, school_id: int) -> HttpResponse:
    board = outside_board(request.act, school_id=school_id)
    context = {
        "school_id": school_id,
        "board": board,
        "lines": [(adult, ROLE_NAMES[adult.role], problem) for adult, problem in board.people[:200]],
        "ending": [(expiry, PAPERS[expiry.what]) for expiry in board.expiries],
    }
    return render(request, "school/outside.html", context)


def _back(school_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:outside", args=[school_id]), status=303)


@screen(allow=[at_school(*ASKERS)])
def outside_new(request: ActRequest, school_id: int) -> HttpResponse:
    board = outside_board(request.act, school_id=school_id)
    form = PersonForm(board.providers, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("provider")
        provider_id = board.providers[int(chosen) - 1].id if chosen else None
        try:
            register_outsider(request.act, school_id=school_id, provider_id=provider_id, **given)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已登记%(name)s") % {"name": given["name"]})
            return _back(school_id)
    context: dict[str, object] = {
        "school_id": school_id,
        "form": form,
        "title": _t("登记一位校外人员"),
        "clause": "五.3",
    }
    return form_page(request, "school/outside_form.html", context, refusal=refusal)


def _person(board: OutsideBoard, staff_id: int) -> StaffInfo:
    found = next((adult for adult, _problem in board.people if adult.id == staff_id), None)
    if found is None:
        raise Http404
    return found


@screen(allow=[at_school(*ASKERS)])
def outside_renew(request: ActRequest, school_id: int, staff_id: int) -> HttpResponse:
    adult = _person(outside_board(request.act, school_id=school_id), staff_id)
    kept = {key: getattr(adult, key) for key in ("qualification", "qualified_until", "cleared_on", "cleared_until")}
    form = PapersForm(request.POST if request.method == "POST" else None, initial=kept)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            renew_papers(request.act, staff_id=staff_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已更新%(name)s的证明") % {"name": adult.name})
            return _back(school_id)
    title = _t("更新%(name)s的证明") % {"name": adult.name}
    context: dict[str, object] = {"school_id": school_id, "form": form, "title": title, "clause": "五.3"}
    return form_page(request, "school/outside_form.html", context, refusal=refusal)


@screen(allow=[at_school(*ASKERS)])
def provider_new(request: ActRequest, school_id: int) -> HttpResponse:
    form = ProviderForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            add_provider(request.act, school_id=school_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已登记%(name)s") % {"name": form.cleaned_data["name"]})
            return _back(school_id)
    context: dict[str, object] = {"school_id": school_id, "form": form, "title": _t("登记一家机构"), "clause": "附.7"}
    return form_page(request, "school/outside_form.html", context, refusal=refusal)


@screen(allow=[at_school(*ASKERS)])
def provider_renew(request: ActRequest, school_id: int, provider_id: int) -> HttpResponse:
    board = outside_board(request.act, school_id=school_id)
    provider = next((found for found in board.providers if found.id == provider_id), None)
    if provider is None:
        raise Http404
    kept = {"listed": provider.listed, "licence_until": provider.licence_until}
    form = LicenceForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_bound and form.is_valid():
        renew_licence(request.act, provider_id=provider_id, **form.cleaned_data)
        messages.success(request, _t("已更新%(name)s的许可") % {"name": provider.name})
        return _back(school_id)
    title = _t("更新%(name)s的许可") % {"name": provider.name}
    context: dict[str, object] = {"school_id": school_id, "form": form, "title": title, "clause": "附.7"}
    return form_page(request, "school/outside_form.html", context)


urlpatterns = [
    path("<school:school_id>/outside/", outside, name="outside"),
    path("<school:school_id>/outside/new/", outside_new, name="outside_new"),
    path("<school:school_id>/outside/<staff:staff_id>/", outside_renew, name="outside_renew"),
    path("<school:school_id>/outside/providers/new/", provider_new, name="provider_new"),
    path("<school:school_id>/outside/providers/<provider:provider_id>/", provider_renew, name="provider_renew"),
]
