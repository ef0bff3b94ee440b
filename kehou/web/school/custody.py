"""Who may not collect this child, by which order, until when? Entered by the office, lifted by the principal (I11)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.day.actions.lift_block import lift_block
from kehou.day.actions.place_block import place_block
from kehou.day.queries.custody import custody_of
from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

OFFICE = ("coordinator", "principal")
_date = {"invalid": _("这个日期读不懂，请照 2026-10-28 的样子填")}


class BlockForm(forms.Form):
    name = forms.CharField(
        label=_("谁不能接"), max_length=40, help_text=_("照文书写全名；名单上有同名的人，一起挡住"),
        widget=forms.TextInput(attrs={"list": "guardians", "autocomplete": "off"}),
        error_messages={"required": _("写上不能接孩子的人的姓名")},
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("文书和文号"), max_length=80, help_text=_("例如 某某区人民法院 人身安全保护令，文号"),
        error_messages={"required": _("写上哪一份文书、文号")},
    )  # fmt: skip
    ordered_on = forms.DateField(
        label=_("文书的日期"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("填文书上的日期"), **_date},
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("到哪天为止"), required=False, help_text=_("当天仍不能接。文书没写就空着，由校长解除"),
        widget=forms.DateInput(attrs={"type": "date"}), error_messages=_date,
    )  # fmt: skip


@screen(allow=[at_school(*OFFICE)])
def custody(request: ActRequest, school_id: int, child_id: int) -> HttpResponse:
    form, refusal = BlockForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        try:
            place_block(request.act, school_id=school_id, child_id=child_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            name = form.cleaned_data["name"]
            messages.success(request, _t("已生效。从现在起，不能把孩子交给 %(name)s，谁同意都不行") % {"name": name})
            return _back(school_id, child_id)
    return _page(request, school_id, child_id, form=form, refusal=refusal)


def _page(
    request: ActRequest, school_id: int, child_id: int, *, form: BlockForm | None = None,
    refusal: Refusal | None = None, lifting: int = 0,
) -> HttpResponse:  # fmt: skip
    """lifting: the block whose lifting was refused."""
    found = custody_of(request.act, school_id=school_id, child_id=child_id)
    context: dict[str, object] = {
        "school_id": school_id,
        "child": found.child,
        "names": found.names,
        "live": [block for block in found.blocks if block.live],
        "ended": [block for block in found.blocks if not block.live],
        "may_lift": at_school("principal").holds(request.act, {"school_id": school_id}),
        "lifting": lifting,
        "form": form or BlockForm(),
    }
    return form_page(request, "school/custody.html", context, refusal=refusal)


@require_POST
@screen(allow=[at_school("principal")])
def lift(request: ActRequest, school_id: int, child_id: int, block_id: int) -> HttpResponse:
    try:
        lift_block(request.act, school_id=school_id, block_id=block_id, evidence=request.POST.get("end_evidence", ""))
    except Refusal as refused:
        if not refused.fields:
            raise
        return _page(request, school_id, child_id, refusal=refused, lifting=block_id)
    messages.success(request, _t("已解除，记录留着"))
    return _back(school_id, child_id)


def _back(school_id: int, child_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:custody", args=[school_id, child_id]), status=303)


urlpatterns = [
    path("<school:school_id>/children/<pupil:child_id>/custody/", custody, name="custody"),
    path("<school:school_id>/children/<pupil:child_id>/custody/<custody:block_id>/lift/", lift, name="lift_block"),
]
