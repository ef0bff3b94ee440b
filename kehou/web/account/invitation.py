"""Somebody with a role takes over the account made for them: the printed code and a password of one's own."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kehou.ground.refusal import Refusal
from kehou.kernel.permit import anyone
from kehou.people.actions.accept_invitation import accept_invitation
from kehou.people.actions.sign_in import count_attempt, sign_in
from kehou.web.account.me import new_password_field
from kehou.web.account.origin import network_of
from kehou.web.account.sign_in import enter
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class InvitationForm(forms.Form):
    code = forms.CharField(
        label=_("邀请码"),
        max_length=20,
        help_text=_("学校或教育局给您的纸条上，10 个字母和数字"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("请填邀请码")},
    )
    password = new_password_field(_("设一个密码"))


@sensitive_post_parameters("code", "password")
@screen(allow=[anyone])
def invitation(request: ActRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            attempt_id = count_attempt(request.act, phone="", network=network_of(request))
            account_id = accept_invitation(request.act, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            enter(request, sign_in(request.act, attempt_id=attempt_id, account_id=account_id))
            return HttpResponseRedirect(reverse("account:home"), status=303)
    return form_page(request, "account/invitation.html", {"form": form}, refusal=refusal)


urlpatterns = [path("invitation/", invitation, name="invitation")]
