"""The pupil roll and the staff list: uploaded, looked at as a difference, written whole."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.grade import grades_text
from kehou.ground.refusal import Refusal
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.discard_list import discard_list
from kehou.people.actions.upload_list import upload_list
from kehou.people.imports import SHOWN
from kehou.people.lists import ListInfo, latest_lists, list_of_school
from kehou.people.permits import at_school
from kehou.people.roll.staff_list import ROLES, staff_list_template
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

OFFICE = ("coordinator", "principal")
A_PAGE = 50
LARGEST = 60 * 1024 * 1024

_FIELDS = {
    "name": _("姓名"), "sex": _("性别"), "id_number": _("证件号"), "grade": _("年级"), "class_no": _("班"),
    "entered": _("入学年月"), "boarding": _("住校"), "left_behind": _("留守"), "migrant": _("随迁"), "aid": _("学籍表里的资助"),
    "guardians": _("监护人"), "phone": _("手机号"), "roles": _("岗位"), "subjects": _("任教学科"),
    "cleared_on": _("无犯罪记录查询日期"),
}  # fmt: skip
_ROLE_NAMES = {value: name for name, value in ROLES.items()}
_SHOWS = ("refused", "changed", "gone", "new")


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("哪份名单"),
        choices=(("roll", _("学生名册（学籍系统导出）")), ("staff", _("教职工名单"))),
        initial="roll",
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("文件"),
        help_text=_("xlsx 或 csv"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选一个文件"), "empty": _("这个文件是空的")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_t("文件超过 60 MB，请只导出需要的学校"))
        return file


@screen(allow=[at_school(*OFFICE)])
def lists(request: ActRequest, school_id: int) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            import_id = upload_list(
                # Without the form's key: it would keep a digest of the whole file. A second copy replaces the first.
                replace(request.act, key=""),
                school_id=school_id,
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                content=file.read(),
            )
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            return HttpResponseRedirect(reverse("school:list", args=[school_id, import_id]), status=303)
    found = latest_lists(request.act, school_id=school_id)
    context: dict[str, object] = {"school_id": school_id, "form": form, "lists": found, "waiting": _waiting(found)}
    return form_page(request, "school/lists.html", context, refusal=refusal)


def _waiting(found: list[ListInfo]) -> ListInfo | None:
    return next((item for item in found if item.state in ("reading", "preview", "applying")), None)


@screen(allow=[at_school(*OFFICE)])
def list_page(request: ActRequest, school_id: int, import_id: int) -> HttpResponse:
    """The whole page, or only its changing part where the page asks for that while the worker reads."""
    return _page(request, list_of_school(request.act, school_id=school_id, import_id=import_id), school_id)


def _page(request: ActRequest, item: ListInfo, school_id: int, refusal: Refusal | None = None) -> HttpResponse:
    shown = [(kind, item.counts[kind]) for kind in _SHOWS if item.counts.get(kind)]
    show = request.GET.get("show", "")
    show = show if show in dict(shown) else shown[0][0] if shown else ""
    rows = [_row(show, row) for row in item.rows.get(show, [])]
    context = {
        "school_id": school_id,
        "item": item,
        "tabs": [(kind, _TAB_NAMES[kind], n, kind == show) for kind, n in shown],
        "show": show,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "more": max(0, item.counts.get(show, 0) - SHOWN),
        "refusal": refusal,
        "busy": item.state in ("reading", "applying"),
        "percent": item.done * 100 // item.total if item.total else 0,
    }
    part = "HX-Request" in request.headers
    return render(
        request, "school/list_part.html" if part else "school/list.html", context, status=409 if refusal else 200
    )


_TAB_NAMES = {"refused": _("不能读"), "changed": _("改动"), "gone": _("不在名单里了"), "new": _("新增")}


def _row(show: str, row: Any) -> dict[str, object]:
    """A preview's row in words."""
    if show == "gone":
        return {"who": row}
    if show == "refused":
        return {"number": row["row"], "problems": row["problems"]}
    grade, class_no = row.get("grade"), row.get("class_no")
    return {
        "who": row.get("name", ""),
        "place": (grade, class_no) if grade else None,
        "roles": _words("roles", row["roles"]) if "roles" in row else "",
        "id": row.get("id_number") or row.get("phone", ""),
        "changes": [(_FIELDS.get(f, f), _words(f, old), _words(f, new)) for f, old, new in row.get("changes", ())],
    }


def _words(field: str, value: Any) -> str:
    """A value as a person reads it: 是/否, 四年级, 母亲 王敏 154****8000."""
    if isinstance(value, bool):
        return _t("是") if value else _t("否")
    if field == "left_behind":
        return (_t("否"), _t("父母一方外出"), _t("父母都外出"))[value]
    if field == "grade":
        return grades_text([value])
    if field == "roles":
        return _t("、").join(_ROLE_NAMES.get(role, "") for role in value) or _t("没有")
    if field == "guardians":
        return _t("；").join(f"{g['relation']} {g['name']} {g['phone']}".strip() for g in value) or _t("没有")
    if isinstance(value, list):
        return _t("、").join(map(str, value)) or _t("没有")
    return str(value) if value not in (None, "") else _t("没有")


@require_POST
@screen(allow=[at_school(*OFFICE)])
def list_apply(request: ActRequest, school_id: int, import_id: int) -> HttpResponse:
    try:
        answer = apply_list(request.act, school_id=school_id, import_id=import_id)
    except Refusal as refused:
        if refused.code == "not_yours":
            raise
        item = list_of_school(request.act, school_id=school_id, import_id=import_id)
        return _page(request, item, school_id, refused)
    if answer == "second_person":
        messages.warning(request, _t("不在名单里的人超过 5%，请另一位负责人或校长打开这一页再确认一次"))
    return HttpResponseRedirect(reverse("school:list", args=[school_id, import_id]), status=303)


@require_POST
@screen(allow=[at_school(*OFFICE)])
def list_discard(request: ActRequest, school_id: int, import_id: int) -> HttpResponse:
    discard_list(request.act, school_id=school_id, import_id=import_id)
    messages.success(request, _t("已放弃，文件没有留下"))
    return HttpResponseRedirect(reverse("school:lists", args=[school_id]), status=303)


@screen(allow=[at_school(*OFFICE)])
def staff_template(request: ActRequest, school_id: int) -> HttpResponse:
    response = HttpResponse(
        staff_list_template(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="staff.xlsx"'
    return response


urlpatterns = [
    path("<school:school_id>/lists/", lists, name="lists"),
    path("<school:school_id>/lists/staff.xlsx", staff_template, name="staff_template"),
    path("<school:school_id>/lists/<import:import_id>/", list_page, name="list"),
    path("<school:school_id>/lists/<import:import_id>/apply/", list_apply, name="list_apply"),
    path("<school:school_id>/lists/<import:import_id>/discard/", list_discard, name="list_discard"),
]
