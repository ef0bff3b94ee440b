"""The figures of the policy: what schools are judged by, and those that the district may set itself (rulebook §2)."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.org import queries as org
from kehou.people.permits import district_itself, over_district
from kehou.plan.actions.set_district_value import LONGEST, set_district_value
from kehou.plan.actions.withdraw_district_value import withdraw_district_value
from kehou.plan.queries.parameters import ParameterCase, district_parameter, district_parameters
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class ValueForm(forms.Form):
    """A field for each number of the figure, then from when on and under which document."""

    def __init__(self, case: ParameterCase, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.keys = [key for key, *_rest in case.parts]
        for key, label, now, least, most in case.parts:
            within = _t("%(least)s 到 %(most)s") % {"least": least, "most": most}
            outside = _t("请填 %(within)s") % {"within": within}
            self.fields[f"value_{key}" if key else "value"] = forms.IntegerField(
                label=label, initial=now, min_value=least, max_value=most, help_text=within,
                error_messages={"required": outside, "invalid": outside, "min_value": outside, "max_value": outside},
            )  # fmt: skip
        self.fields["from_date"] = forms.DateField(
            label=_("从哪天起"),
            help_text=_("这天以后开始的学期按它核对，已经开始的不变"),
            widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={"required": _("请填日期"), "invalid": _("这个日期读不懂，请照 2027-02-01 的样子填")},
        )
        self.fields["reference"] = forms.CharField(
            label=_("凭哪份文件"),
            max_length=LONGEST,
            help_text=_("文件名和文号，学校在问题里看得到"),
            error_messages={"required": _("请写文件名或文号")},
        )

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[f"value_{key}" if key else "value"] for key in self.keys]

    def value(self) -> int | dict[str, int]:
        """As the deed takes it."""
        if self.keys == [""]:
            return int(self.cleaned_data["value"])
        return {key: int(self.cleaned_data[f"value_{key}"]) for key in self.keys}


@screen(allow=[over_district("district_officer")])
def parameters(request: ActRequest, district_id: int) -> HttpResponse:
    lines = district_parameters(request.act, district_id=district_id)
    context = {
        "district_id": district_id,
        "settable": [line for line in lines if line.may_set],
        "fixed": [line for line in lines if not line.may_set],
        "own": sum(line.own or line.next is not None for line in lines),
        "sets": _sets(request, district_id),
    }
    return render(request, "authority/parameters.html", context)


def _sets(request: ActRequest, district_id: int) -> bool:
    """A city officer reads; the district decides."""
    return district_itself.holds(request.act, {"district_id": district_id})


@screen(allow=[over_district("district_officer")])
def parameter(request: ActRequest, district_id: int, name: str) -> HttpResponse:
    """One figure: what it was, what it is, what it will be; the form to set it."""
    case = district_parameter(request.act, district_id=district_id, name=name.replace("-", "_"))
    if case is None:
        raise Http404
    form = ValueForm(case, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            set_district_value(
                request.act, district_id=district_id, name=case.line.name, value=form.value(),
                from_date=form.cleaned_data["from_date"], reference=form.cleaned_data["reference"],
            )  # fmt: skip
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已定，学校会收到通知"))
            return _back(district_id, name)
    return _page(request, district_id, case, form, refusal)


def _page(
    request: ActRequest, district_id: int, case: ParameterCase, form: ValueForm, refusal: Refusal | None
) -> HttpResponse:
    context: dict[str, object] = {
        "district_id": district_id,
        "district": org.district_name(district_id),
        "case": case,
        "slug": case.line.slug,
        "form": form,
        "sets": _sets(request, district_id),
    }
    return form_page(request, "authority/parameter.html", context, refusal=refusal)


def _back(district_id: int, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("authority:parameter", args=[district_id, name]), status=303)


@require_POST
@screen(allow=[over_district("district_officer")])
def parameter_withdraw(request: ActRequest, district_id: int, name: str) -> HttpResponse:
    """A value that has not begun to hold is taken back."""
    case = district_parameter(request.act, district_id=district_id, name=name.replace("-", "_"))
    try:
        since = datetime.strptime(request.POST.get("since", ""), "%Y-%m-%d").date()
    except ValueError as error:
        raise Http404 from error
    if case is None:
        raise Http404
    try:
        withdraw_district_value(request.act, district_id=district_id, name=case.line.name, from_date=since)
    except Refusal as refused:
        if refused.code == "not_yours":
            raise
        return _page(request, district_id, case, ValueForm(case), refused)
    messages.success(request, _t("已收回，仍按原来的标准"))
    return _back(district_id, name)


urlpatterns = [
    path("<district:district_id>/parameters/", parameters, name="parameters"),
    path("<district:district_id>/parameters/<slug:name>/", parameter, name="parameter"),
    path("<district:district_id>/parameters/<slug:name>/withdraw/", parameter_withdraw, name="parameter_withdraw"),
]
