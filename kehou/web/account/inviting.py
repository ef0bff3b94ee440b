"""Inviting somebody to a role: the form, and the page that shows the code this once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kehou.people.accounts import ROLE_NAMES
from kehou.people.actions.invite_account import invite_account
from kehou.web.screen import ActRequest
from kehou.web.shared.choices import offer


class InviteForm(forms.Form):
    """roles: those that may be given here; a single one is not asked for."""

    role = forms.ChoiceField(label=_("岗位"), error_messages={"required": _("请选岗位")})
    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请写姓名")})
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("以后用它登录"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("请填手机号")},
    )

    def __init__(self, roles: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "role", [(role, ROLE_NAMES[role]) for role in roles])
        if len(roles) == 1:
            self.fields["role"].widget = forms.HiddenInput(attrs={"value": roles[0]})


def invite(
    request: ActRequest, form: InviteForm, *, school_id: int | None = None, district_id: int | None = None
) -> str:
    """The code, or "" where the person has an account with a password. Errors: as `invite_account`."""
    # Without the form's key: a key keeps the answer, and the code must stand nowhere.
    act = replace(request.act, key="")
    return invite_account(act, **form.cleaned_data, school_id=school_id, district_id=district_id)


def code_page(request: ActRequest, *, name: str, code: str, back: str) -> HttpResponse:
    """Shown once, to be handed over in person; not stored anywhere as text."""
    context = {
        "name": name,
        "code": f"{code[:5]} {code[5:]}" if code else "",
        "site": request.build_absolute_uri(reverse("account:invitation")),
        "back": back,
    }
    return render(request, "account/code.html", context)
