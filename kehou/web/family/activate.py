"""A guardian's first visit: the code on the slip, the child's name, a phone and a password of one's own."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kehou.ground.refusal import Refusal
from kehou.kernel.permit import anyone
from kehou.people.actions.activate_child import activate_child
from kehou.people.actions.sign_in import count_attempt, sign_in
from kehou.web.account.me import new_password_field
from kehou.web.account.origin import network_of, remember_device
from kehou.web.account.sign_in import enter
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class ActivationForm(forms.Form):
    code = forms.CharField(
        label=_("开通码"),
        max_length=20,
        help_text=_("学校发的纸条上，8 个字母和数字"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("请填纸条上的开通码")},
    )
    child_name = forms.CharField(
        label=_("孩子姓名"), max_length=40, error_messages={"required": _("请填孩子姓名，和学校名册上一样")}
    )
    name = forms.CharField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填您的姓名")},
    )
    phone = forms.CharField(
        label=_("您的手机号"),
        max_length=20,
        help_text=_("以后用它登录"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("请填手机号")},
    )
    password = new_password_field(_("密码"))


@sensitive_post_parameters("code", "child_name", "name", "phone", "password")
@screen(allow=[anyone])
def activate(request: ActRequest) -> HttpResponse:
    form = ActivationForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            # Counted like a sign-in: the code's form must not be a second door for guessing a phone's password.
            phone = form.cleaned_data["phone"]
            attempt_id = count_attempt(request.act, phone=phone, network=network_of(request))
            account_id = activate_child(request.act, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            sign_in(request.act, attempt_id=attempt_id, account_id=account_id)
            enter(request, account_id)
            messages.success(request, _t("已绑定%(child)s") % {"child": form.cleaned_data["child_name"]})
            response = HttpResponseRedirect(reverse("account:home"), status=303)
            remember_device(response, phone)
            return response
    return form_page(request, "family/activate.html", {"form": form}, refusal=refusal)


urlpatterns = [path("activate/", activate, name="activate")]
