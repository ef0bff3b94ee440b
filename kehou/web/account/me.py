"""One's own account: a new password, every other session ended."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.kernel.outbox import letters
from kehou.kernel.permit import signed_in
from kehou.people import queries as people
from kehou.people.actions.change_password import change_password
from kehou.people.actions.end_sessions import end_sessions
from kehou.people.sign_in import PhoneBackend
from kehou.web.account.places import places
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def new_password_field(label: "StrOrPromise") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        help_text=_("至少 8 位，别用太常见的"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请填密码")},
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("现在的密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请填现在的密码")},
    )
    new = new_password_field(_("新密码"))


@sensitive_post_parameters("old", "new")
@screen(allow=[signed_in])
def me(request: ActRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            # Without the form's key: a key keeps a digest of what was typed.
            change_password(replace(request.act, key=""), **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            account = PhoneBackend().get_user(request.act.account_id)
            if account is not None:
                request.user = account
                update_session_auth_hash(request, account)
            messages.success(request, _t("密码已改。别处登录的都退出了"))
            return HttpResponseRedirect(reverse("account:me"), status=303)
    context: dict[str, object] = {
        "form": form,
        "name": people.account_names([request.act.account_id])[request.act.account_id],
        "places": places(request.act.account_id, request.act.at),
        "children": people.children_of(request.act.account_id, request.act.at),
        "unread": letters(request.act.account_id).filter(read_at=None).count(),
        "back": reverse("account:home"),
    }
    return form_page(request, "account/me.html", context, refusal=refusal)


@require_POST
@screen(allow=[signed_in])
def sessions_end(request: ActRequest) -> HttpResponse:
    end_sessions(request.act)
    logout(request)
    return HttpResponseRedirect(reverse("account:sign_in"), status=303)


urlpatterns = [path("me/", me, name="me"), path("me/end-sessions/", sessions_end, name="sessions_end")]
