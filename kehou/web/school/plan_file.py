"""The same plan as a file: export it, import one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.plan.actions.import_document import import_document
from kehou.plan.queries import editor
from kehou.plan.queries.editor import WRITERS
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.reading import MAX_PLAN_BYTES
from kehou.web.screen import ActRequest, screen


@screen(allow=[at_school(*WRITERS)])
def plan_file(request: ActRequest, school_id: int, version_id: int) -> HttpResponse:
    """Both ways on one page; a refused file is answered line by line."""
    refusal = None
    if request.method == "POST":
        try:
            _import(request, school_id, version_id)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("文件已经导入，右边是检查结果"))
            return redirect("school:plan_edit", school_id=school_id, version_id=version_id)
    version, _document = editor.version_document(request.act, school_id=school_id, version_id=version_id)
    context = {
        "school_id": school_id,
        "version": version,
        "refusal": refusal,
        "errors": list(refusal.fields.items())[:200] if refusal else [],
    }
    return render(request, "school/plan_file.html", context, status=409 if refusal else 200)


def _import(request: ActRequest, school_id: int, version_id: int) -> None:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise Refusal("no_file", "还没有选文件", satisfied_by="选一个 plan.yaml 文件")
    if uploaded.size is None or uploaded.size > MAX_PLAN_BYTES:
        raise Refusal("file_too_large", "文件超过 2 MB，不像一份方案", satisfied_by="选本校的 plan.yaml 文件")
    try:
        text = uploaded.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("not_utf8", "文件不是 UTF-8 编码，没有导入", satisfied_by="另存为 UTF-8 再导入") from error
    named = request.POST.get("revision", "")
    import_document(
        request.act,
        school_id=school_id,
        version_id=version_id,
        text=text,
        revision=int(named) if named.isdigit() else -1,
    )


@screen(allow=[at_school(*WRITERS)])
def plan_export(request: ActRequest, school_id: int, version_id: int) -> HttpResponse:
    """The plan file of a version, to keep or to check elsewhere."""
    version, document = editor.version_document(request.act, school_id=school_id, version_id=version_id)
    response = HttpResponse(yaml_from_document(document), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-v{version.number}.yaml"'
    return response


urlpatterns = [
    path("<school:school_id>/plan/<version:version_id>/file/", plan_file, name="plan_file"),
    path("<school:school_id>/plan/<version:version_id>/plan.yaml", plan_export, name="plan_export"),
]
