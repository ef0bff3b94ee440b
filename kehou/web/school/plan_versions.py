"""The school's plans of the term: every version, where it stands, and what one changes against the one before."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from kehou.org import queries as org
from kehou.people.permits import at_school
from kehou.plan.actions.start_version import start_version
from kehou.plan.changes import Change
from kehou.plan.deadlines import filing_deadline
from kehou.plan.parts import BY_NAME, NUMBERS
from kehou.plan.queries import editor
from kehou.plan.queries.editor import WRITERS
from kehou.web.screen import ActRequest, screen

URL = "<school:school_id>/plan/"


@screen(allow=[at_school(*WRITERS)])
def plan(request: ActRequest, school_id: int) -> HttpResponse:
    """Every version of the term; the way to the open one, or to a new one."""
    term = org.term_on(school_id, request.act.today)
    if term is None:
        return render(request, "school/plan_no_term.html")
    versions = editor.versions(request.act, school_id=school_id, term_id=term.id)
    filed = [version for version in versions if version.state == "filed"]
    deadline = filing_deadline(term, org.school_without_campuses(school_id).district_id)
    context = {
        "school_id": school_id,
        "term": term,
        "versions": versions,
        "open": next((version for version in versions if version.state != "filed"), None),
        "in_force": filed[0] if filed else None,
        "deadline": deadline,
        "days_left": (deadline - request.act.today).days,
    }
    return render(request, "school/plan_versions.html", context)


@screen(allow=[at_school(*WRITERS)])
def plan_start(request: ActRequest, school_id: int) -> HttpResponse:
    """Begin a version and go to it."""
    if request.method != "POST":
        raise Http404
    term = org.term_on(school_id, request.act.today)
    if term is None:
        raise Http404
    title = request.POST.get("title", "").strip()[:60]
    version_id = start_version(request.act, school_id=school_id, term_id=term.id, title=title)
    messages.success(request, _("草稿已经建好，能带出来的都带出来了"))
    return redirect("school:plan_edit", school_id=school_id, version_id=version_id)


@screen(allow=[at_school(*WRITERS)])
def plan_changes(request: ActRequest, school_id: int, version_id: int) -> HttpResponse:
    """What a version changes, part by part."""
    compared = editor.comparison(request.act, school_id=school_id, version_id=version_id)
    context = {
        "school_id": school_id,
        "compared": compared,
        "parts": by_part(compared.changes),
        "here": "",
    }
    return render(request, "school/plan_changes.html", context)


def by_part(changes: tuple[Change, ...]) -> list[tuple[str, str, list[Change]]]:
    """(number and label of the part, its first clause, its changes), in order."""
    names = dict.fromkeys(change.part for change in changes)
    return [
        (
            f"{NUMBERS[name]} {BY_NAME[name].label}",
            BY_NAME[name].clauses[0],
            [change for change in changes if change.part == name],
        )
        for name in names
    ]


urlpatterns = [
    path(URL, plan, name="plan"),
    path(f"{URL}start/", plan_start, name="plan_start"),
    path(f"{URL}<version:version_id>/changes/", plan_changes, name="plan_changes"),
]
