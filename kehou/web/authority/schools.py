"""A district's schools: adding one, and inviting the person in charge of it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.ground.refusal import Refusal
from kehou.org import queries as org
from kehou.org.actions.add_school import add_school
from kehou.people.accounts import holders_at_school
from kehou.people.permits import over_district, over_school
from kehou.web.account.inviting import InviteForm, code_page, invite
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

STAGES = (("primary", _("小学")), ("junior", _("初中")), ("senior", _("高中")))


class SchoolForm(forms.Form):
    code = forms.CharField(
        label=_("学校标识码"), max_length=10, help_text=_("十位数字"), error_messages={"required": _("请填标识码")}
    )
    name = forms.CharField(label=_("学校名称"), max_length=60, error_messages={"required": _("请填学校名称")})
    stages = forms.MultipleChoiceField(
        label=_("学段"),
        choices=STAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一个学段")},
    )
    ownership = forms.ChoiceField(
        label=_("办学"),
        choices=(("public", _("公办")), ("private", _("民办"))),
        initial="public",
        widget=forms.RadioSelect,
    )
    boarding = forms.ChoiceField(
        label=_("寄宿"), choices=(("none", _("没有")), ("some", _("部分")), ("all", _("全部")))
    )
    campuses = forms.CharField(
        label=_("校区"), required=False, max_length=200, help_text=_("一个以上时写出来，用、隔开；不填就是“本部”")
    )

    def deed(self) -> dict[str, object]:
        """The deed's parameters."""
        names = [name.strip() for name in self.cleaned_data["campuses"].replace("，", "、").split("、")]
        return {**self.cleaned_data, "campuses": list(dict.fromkeys(name[:40] for name in names if name))}


@screen(allow=[over_district()])
def schools(request: ActRequest, district_id: int) -> HttpResponse:
    form = SchoolForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            school_id = add_school(request.act, district_id=district_id, **form.deed())  # type: ignore[arg-type]
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已添上%(name)s，接着邀请负责人") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(reverse("authority:school_head", args=[school_id]), status=303)
    page = Paginator(org.schools_of(district_id), 50).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "district_id": district_id,
        "district": org.district_name(district_id),
        "form": form,
        "page": page,
        "stages": dict(STAGES),
        "n": page.paginator.count,
    }
    return form_page(request, "authority/schools.html", context, refusal=refusal)


@screen(allow=[over_school()])
def school_head(request: ActRequest, school_id: int) -> HttpResponse:
    """Who is in charge of a school, and inviting one."""
    school = org.school(school_id)
    back = reverse("authority:schools", args=[school.district_id])
    form = InviteForm(("coordinator", "principal"), request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            code = invite(request, form, school_id=school_id)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            return code_page(request, name=form.cleaned_data["name"], code=code, back=back)
    heads = [
        {
            "name": holder.name, "label": holder.label, "phone": holder.phone, "came": holder.came,
            "end": reverse("school:role_end", args=[school_id, holder.role_id]),
        }
        for holder in holders_at_school(request.act, school_id=school_id, teachers=False)
        if holder.role in ("coordinator", "principal")
    ]  # fmt: skip
    context: dict[str, object] = {"school": school, "form": form, "holders": heads, "back": back}
    return form_page(request, "authority/school_head.html", context, refusal=refusal)


urlpatterns = [
    path("<district:district_id>/schools/", schools, name="schools"),
    path("schools/<school:school_id>/head/", school_head, name="school_head"),
]
