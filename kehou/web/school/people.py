"""Children by class, one child with its guardians, the adults of the school with their papers."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.day.queries.custody import kept_away
from kehou.ground.refusal import Refusal
from kehou.people.actions.add_guardian import add_guardian
from kehou.people.actions.end_guardian import end_guardian
from kehou.people.actions.reveal_number import PURPOSES, reveal_number, reveal_phone
from kehou.people.activation import activation_by_class
from kehou.people.directory import adults_of_school, child_of_school, children_of_class, find_children
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

OFFICE = ("coordinator", "principal")


class GuardianForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请写姓名")})
    relation = forms.CharField(
        label=_("和孩子的关系"), max_length=20, error_messages={"required": _("请写关系，例如 母亲、爷爷")}
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("请填手机号")},
    )
    evidence = forms.CharField(
        label=_("看到的证明"),
        max_length=80,
        help_text=_("例如 户口簿、法院判决书"),
        error_messages={"required": _("请写看到了什么证明")},
    )


@screen(allow=[at_school(*OFFICE)])
def people(request: ActRequest, school_id: int) -> HttpResponse:
    """?class=4-2: one class. ?name=: a search. Otherwise the classes."""
    classes = activation_by_class(request.act, school_id=school_id)
    grade, _dash, number = request.GET.get("class", "").partition("-")
    name = request.GET.get("name", "").strip()[:40]
    chosen = next((c for c in classes if (str(c.grade), str(c.class_no)) == (grade, number)), None)
    key = {"grade": chosen.grade, "class_no": chosen.class_no} if chosen else None
    context = {
        "school_id": school_id,
        "classes": classes,
        "n": sum(c.children for c in classes),
        "chosen": chosen,
        "children": children_of_class(request.act, school_id=school_id, **key) if key else [],
        "name": name,
        "found": find_children(request.act, school_id=school_id, name=name) if name else [],
    }
    return render(request, "school/people.html", context)


@screen(allow=[at_school(*OFFICE)])
def child(request: ActRequest, school_id: int, child_id: int) -> HttpResponse:
    form = GuardianForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            add_guardian(request.act, school_id=school_id, child_id=child_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已加上。请印一张开通条交给本人"))
            return HttpResponseRedirect(reverse("school:child", args=[school_id, child_id]), status=303)
    return _child_page(request, school_id, child_id, form=form, refusal=refusal)


def _child_page(
    request: ActRequest,
    school_id: int,
    child_id: int,
    *,
    form: GuardianForm | None = None,
    refusal: Refusal | None = None,
    shown: str = "",
    phone_of: int = 0,
) -> HttpResponse:
    """shown: a whole number, in this one answer only; phone_of: the tie whose phone it is, 0: the child's ID number."""
    context: dict[str, object] = {
        "school_id": school_id,
        "page": child_of_school(request.act, school_id=school_id, child_id=child_id),
        "kept_away": kept_away(child_id, request.act.at),
        "form": form or GuardianForm(),
        "purposes": list(PURPOSES.items()),
        "shown": shown,
        "phone_of": phone_of,
    }
    return form_page(request, "school/child.html", context, refusal=refusal)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def guardian_end(request: ActRequest, school_id: int, child_id: int, guardianship_id: int) -> HttpResponse:
    evidence = request.POST.get("evidence", "")
    try:
        end_guardian(request.act, school_id=school_id, guardianship_id=guardianship_id, evidence=evidence)
    except Refusal as refused:
        if refused.code == "not_yours":
            raise
        return _child_page(request, school_id, child_id, refusal=Refusal(refused.code, refused.says))
    messages.success(request, _t("已停掉，从现在起"))
    return HttpResponseRedirect(reverse("school:child", args=[school_id, child_id]), status=303)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def child_number(request: ActRequest, school_id: int, child_id: int) -> HttpResponse:
    act = replace(request.act, key="")
    number = reveal_number(act, school_id=school_id, child_id=child_id, purpose_id=request.POST.get("purpose", ""))
    return _child_page(request, school_id, child_id, shown=number)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def guardian_phone(request: ActRequest, school_id: int, child_id: int, guardianship_id: int) -> HttpResponse:
    act, purpose = replace(request.act, key=""), request.POST.get("purpose", "")
    phone = reveal_phone(act, school_id=school_id, guardianship_id=guardianship_id, purpose_id=purpose)
    return _child_page(request, school_id, child_id, shown=phone or _t("没有登记"), phone_of=guardianship_id)


@screen(allow=[at_school(*OFFICE)])
def adults(request: ActRequest, school_id: int) -> HttpResponse:
    found = adults_of_school(request.act, school_id=school_id)
    context = {
        "school_id": school_id,
        "n": len(found),
        "waiting": sum(1 for line in found if line.came is False),
        "barred": sum(1 for line in found if line.problem),
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
    }
    return render(request, "school/adults.html", context)


urlpatterns = [
    path("<school:school_id>/children/", people, name="people"),
    path("<school:school_id>/children/<pupil:child_id>/", child, name="child"),
    path("<school:school_id>/children/<pupil:child_id>/number/", child_number, name="child_number"),
    path(
        "<school:school_id>/children/<pupil:child_id>/guardians/<guardianship:guardianship_id>/end/",
        guardian_end,
        name="guardian_end",
    ),
    path(
        "<school:school_id>/children/<pupil:child_id>/guardians/<guardianship:guardianship_id>/phone/",
        guardian_phone,
        name="guardian_phone",
    ),
    path("<school:school_id>/adults/", adults, name="adults"),
]
