"""The rooms sections meet in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.ground.refusal import Refusal
from kehou.menu.actions.add_room import add_room
from kehou.menu.queries import rooms_of_school
from kehou.org import queries as org
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields


class RoomForm(forms.Form):
    name = forms.CharField(
        label=_("教室或场地"),
        max_length=30,
        help_text=_("例如 美术室、风雨操场"),
        error_messages={"required": _("请写名字")},
    )
    campus = forms.TypedChoiceField(label=_("校区"), coerce=int)
    floor = forms.CharField(
        label=_("楼层"), required=False, max_length=20, help_text=_("例如 三楼、场馆；值守板按它排")
    )
    capacity = forms.IntegerField(
        label=_("能容纳多少人"),
        min_value=1,
        max_value=2000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("请填 1 到 2000")),
    )

    def __init__(self, campuses: tuple[org.CampusInfo, ...], data: Any = None) -> None:
        super().__init__(data)
        places = [(index, campus.name) for index, campus in enumerate(campuses)]
        offer(self, "campus", places)
        if len(places) == 1:
            self.fields["campus"].widget = forms.HiddenInput(attrs={"value": 0})


@screen(allow=[at_school("coordinator", "principal")])
def rooms(request: ActRequest, school_id: int) -> HttpResponse:
    campuses = org.school(school_id).campuses
    form = RoomForm(campuses, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("name", "floor", "capacity")}
        campus_id = campuses[form.cleaned_data["campus"]].id
        try:
            add_room(request.act, school_id=school_id, campus_id=campus_id, **given)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已添上%(name)s") % {"name": given["name"]})
            return HttpResponseRedirect(reverse("school:rooms", args=[school_id]), status=303)
    context: dict[str, object] = {
        "school_id": school_id,
        "rooms": rooms_of_school(request.act, school_id=school_id)[:300],
        "form": form,
        "one_campus": len(campuses) == 1,
    }
    return form_page(request, "school/rooms.html", context, refusal=refusal)


urlpatterns = [path("<school:school_id>/rooms/", rooms, name="rooms")]
