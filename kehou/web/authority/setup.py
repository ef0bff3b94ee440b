"""The city's skeleton: its districts and their officers."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.org import queries as org
from kehou.org.actions.add_district import add_district
from kehou.people.accounts import officers_of_city
from kehou.people.actions.end_role import end_role
from kehou.people.permits import city
from kehou.web.account.inviting import InviteForm, code_page, invite
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

# The districts of the city whose rules the first pack holds, offered with their real codes.
KNOWN = (("150302", "海勃湾区"), ("150303", "海南区"), ("150304", "乌达区"))
CITY = "乌海市"


class DistrictForm(forms.Form):
    code = forms.CharField(
        label=_("区划代码"), max_length=6, help_text=_("六位数字"), error_messages={"required": _("请填六位代码")}
    )
    name = forms.CharField(label=_("名称"), max_length=40, error_messages={"required": _("请填区的名称")})
    city = forms.CharField(label=_("所在的市"), max_length=40, initial=CITY, error_messages={"required": _("请填市")})


def _places(districts: list[org.DistrictInfo]) -> list[tuple[str, str]]:
    return [("", _t("全市")), *((district.code, district.name) for district in districts)]


@screen(allow=[city])
def setup(request: ActRequest) -> HttpResponse:
    form = DistrictForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            add_district(request.act, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已添上%(name)s") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(reverse("authority:setup"), status=303)
    districts = org.districts()
    names = {district.id: district.name for district in districts}
    officers = [
        {
            "name": holder.name, "label": holder.label, "phone": holder.phone, "came": holder.came,
            "place": names.get(district_id or 0, ""), "end": reverse("authority:officer_end", args=[holder.role_id]),
        }
        for district_id, holder in officers_of_city(request.act)
    ]  # fmt: skip
    have = {district.code for district in districts}
    context: dict[str, object] = {
        "form": form,
        "districts": districts,
        "holders": officers,
        "offers": [(code, name) for code, name in KNOWN if code not in have],
        "city": CITY,
    }
    return form_page(request, "authority/setup.html", context, refusal=refusal)


@screen(allow=[city])
def officer_invite(request: ActRequest) -> HttpResponse:
    """An officer of the city, or of one of its districts."""
    districts = org.districts()
    form = InviteForm(("district_officer", "city_officer"), request.POST if request.method == "POST" else None)
    form.fields["place"] = forms.ChoiceField(label=_("管哪里"), choices=_places(districts), required=False)
    refusal = None
    if form.is_bound and form.is_valid():
        place = form.cleaned_data.pop("place")
        district = next((d for d in districts if d.code == place), None)
        try:
            code = invite(request, form, district_id=district.id if district else None)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            return code_page(request, name=form.cleaned_data["name"], code=code, back=reverse("authority:setup"))
    return form_page(request, "authority/officer_invite.html", {"form": form}, refusal=refusal)


@require_POST
@screen(allow=[city])
def officer_end(request: ActRequest, role_id: int) -> HttpResponse:
    end_role(request.act, role_id=role_id)
    messages.success(request, _t("已停掉，从现在起"))
    return HttpResponseRedirect(reverse("authority:setup"), status=303)


urlpatterns = [
    path("setup/", setup, name="setup"),
    path("setup/officers/new/", officer_invite, name="officer_invite"),
    path("setup/officers/<role:role_id>/end/", officer_end, name="officer_end"),
]
