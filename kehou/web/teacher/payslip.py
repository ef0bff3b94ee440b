"""Why is my pay this much? Every lesson behind it, and a word where it is wrong (八.4b)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.fund.actions.object_to_pay import object_to_pay
from kehou.fund.billing import period_text
from kehou.fund.permits import own_line
from kehou.fund.queries.pay import payslip as own_payslip
from kehou.ground.refusal import Refusal
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("哪里不对"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：10月16日的剪纸课少算一次"),
        error_messages={"required": _("请写哪里不对，例如 10月16日少算一次")},
    )


@screen(allow=[own_line])
def payslip(request: ActRequest, line_id: int) -> HttpResponse:
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            object_to_pay(request.act, line_id=line_id, text=form.cleaned_data["text"])
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已告诉经费经办"))
            return HttpResponseRedirect(reverse("teacher:payslip", args=[line_id]), status=303)
    slip = own_payslip(request.act, line_id=line_id)
    context: dict[str, object] = {
        "slip": slip,
        "period": period_text(slip.period),
        "form": form,
        "back": reverse("teacher:hours"),
    }
    return form_page(request, "teacher/payslip.html", context, refusal=refusal)


urlpatterns = [path("pay/<payline:line_id>/", payslip, name="payslip")]
