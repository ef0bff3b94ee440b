"""Who may collect my child? Add, take back, one day with a code, or alone from grade 3 on (I11)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day.actions.allow_solo import allow_solo
from kehou.day.actions.authorise_collector import authorise_collector
from kehou.day.actions.revoke_collector import revoke_collector
from kehou.day.actions.stop_solo import stop_solo
from kehou.day.queries.family import collecting
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class CollectorForm(forms.Form):
    name = forms.CharField(label=lazy("姓名"), max_length=40, error_messages={"required": lazy("写上来接的人的姓名")})
    relation = forms.CharField(
        label=lazy("和孩子的关系"), max_length=20, error_messages={"required": lazy("写上关系，例如爷爷、邻居")}
    )
    phone = forms.CharField(label=lazy("手机号"), max_length=20, required=False)
    only_on = forms.DateField(
        label=lazy("只接一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("填了日期，就只有那天有效，要凭接送码；不填，以后都可以接"),
        error_messages={"invalid": lazy("这个日期读不懂，请照 2026-10-29 的样子填")},
    )


@screen(allow=[guardian_of("child_id")])
def collectors(request: ActRequest, child_id: int) -> HttpResponse:
    return _page(request, child_id)


def _page(request: ActRequest, child_id: int, refusal: Refusal | None = None) -> HttpResponse:
    form = CollectorForm(request.POST if request.method == "POST" and refusal is None else None)
    if form.is_bound and form.is_valid():
        try:
            authorise_collector(request.act, child_id=child_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            one_day = form.cleaned_data["only_on"] is not None
            messages.success(request, _("已添加。把接送码发给来接的人") if one_day else _("已添加，老师交接时看得到"))
            return _back(child_id)
    found = collecting(request.act, child_id=child_id)
    context: dict[str, object] = {
        "found": found, "child": found.child, "name": given_name(found.child.name), "form": form,
        "back": reverse("family:today", args=[child_id]),
    }  # fmt: skip
    return form_page(request, "family/collectors.html", context, refusal=refusal)


def _back(child_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("family:collectors", args=[child_id]), status=303)


@require_POST
@screen(allow=[guardian_of("child_id")])
def revoke(request: ActRequest, child_id: int, collector_id: int) -> HttpResponse:
    revoke_collector(request.act, child_id=child_id, collector_id=collector_id)
    messages.success(request, _("已取消，从现在起不会再交给这位"))
    return _back(child_id)


@require_POST
@screen(allow=[guardian_of("child_id")])
def solo(request: ActRequest, child_id: int) -> HttpResponse:
    """`solo` = yes gives the word, anything else takes it back."""
    try:
        if request.POST.get("solo") == "yes":
            allow_solo(request.act, child_id=child_id)
            messages.success(request, _("已同意孩子自己走，随时可以收回"))
        else:
            stop_solo(request.act, child_id=child_id)
            messages.success(request, _("已收回，孩子要有人来接"))
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, child_id, refusal)
    return _back(child_id)


urlpatterns = [
    path("<pupil:child_id>/collectors/", collectors, name="collectors"),
    path("<pupil:child_id>/collectors/<collector:collector_id>/revoke/", revoke, name="revoke_collector"),
    path("<pupil:child_id>/solo/", solo, name="solo"),
]
