"""The district's filings: who is due, and one plan to read, return or file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from kehou.ground.refusal import Refusal
from kehou.menu.actions.compile_plan import compile_plan
from kehou.org import queries as org
from kehou.people.permits import over_district, over_school
from kehou.plan.actions.accept_plan import accept_plan
from kehou.plan.actions.return_plan import return_plan
from kehou.plan.queries import district
from kehou.plan.queries.district import FilingLine
from kehou.plan.reading import read_parts
from kehou.web.screen import ActRequest, screen

REASON = "reason:"
_SHOWN: dict[str, Callable[[FilingLine], bool]] = {
    "waiting": lambda line: line.state == "waiting",
    "missing": lambda line: line.filed_at is None and line.state != "waiting",
    "filed": lambda line: line.filed_at is not None,
}


@screen(allow=[over_district("district_officer")])
def filings(request: ActRequest, district_id: int) -> HttpResponse:
    """Every school of the district with its plan's state and the deadline."""
    term = org.term_for(district_id, request.act.today)
    if term is None:
        return render(request, "authority/filings_no_term.html", {"district_id": district_id})
    found = district.filings(request.act, district_id=district_id, term_id=term.id)
    only = _SHOWN.get(request.GET.get("show", ""))
    context = {
        "district_id": district_id,
        "filings": found,
        "lines": [line for line in found.lines if only is None or only(line)],
        "show": request.GET.get("show", "") if only else "",
        "counts": {name: sum(map(belongs, found.lines)) for name, belongs in _SHOWN.items()},
        "late": sum(
            line.filed_at is None and line.days_left is not None and line.days_left < 0 for line in found.lines
        ),
        "days_left": (found.deadline - request.act.today).days,
    }
    return render(request, "authority/filings.html", context)


@screen(allow=[over_school("school_id")])
def filing(request: ActRequest, school_id: int, filing_id: int) -> HttpResponse:
    """One submission; POST files it or sends it back with the reasons typed beside its lines."""
    refusal = None
    if request.method == "POST":
        try:
            messages.success(request, _answer(request, school_id, filing_id))
            return redirect("authority:filing", school_id=school_id, filing_id=filing_id)
        except Refusal as error:
            refusal = error
    case = district.filing_case(request.act, school_id=school_id, filing_id=filing_id)
    typed = {key.removeprefix(REASON): value for key, value in request.POST.items() if key.startswith(REASON)}
    said = typed or {reason.path: reason.says for reason in case.reasons}
    context = {
        "school_id": school_id,
        "case": case,
        "parts": [
            (part, [(line, said.get(line.path, "")) for line in part.lines], said.get(part.name, ""))
            for part in read_parts(case.document)
        ],
        "refusal": refusal,
    }
    return render(request, "authority/filing.html", context, status=409 if refusal else 200)


def _answer(request: ActRequest, school_id: int, filing_id: int) -> str:
    if request.POST.get("do") == "accept":
        version_id = accept_plan(request.act, school_id=school_id, filing_id=filing_id)
        compile_plan(request.act.as_system("accept_plan"), version_id=version_id)
        return _("已备案，学校会收到消息")
    reasons = [
        {"path": key.removeprefix(REASON), "says": request.POST.get(key, "")}
        for key in request.POST
        if key.startswith(REASON)
    ]
    return_plan(request.act, school_id=school_id, filing_id=filing_id, reasons=reasons)
    return _("已退回，理由写在学校方案的对应位置")


urlpatterns = [
    path("<district:district_id>/filings/", filings, name="filings"),
    path("schools/<school:school_id>/filings/<filing:filing_id>/", filing, name="filing"),
]
