"""A family signed on paper: type it in, child by child; it counts when a guardian confirms it (二.1)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.enrol.actions.record_paper_consent import record_paper_consent
from kehou.enrol.queries.rounds import undecided
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen


@screen(allow=[at_school("coordinator")])
def paper_consents(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _class(request: ActRequest) -> tuple[int, int]:
    """?class=4-2. Errors: NotYours for anything else."""
    grade, _dash, class_no = request.GET.get("class", "").partition("-")
    if not (grade.isdecimal() and class_no.isdecimal() and len(grade + class_no) <= 5):
        raise NotYours
    return int(grade), int(class_no)


def _page(request: ActRequest, school_id: int, refusal: Refusal | None = None) -> HttpResponse:
    grade, class_no = _class(request)
    term, children = undecided(request.act, school_id=school_id, grade=grade, class_no=class_no)
    context = {
        "term": term, "children": children, "school_id": school_id, "grade": grade, "class_no": class_no,
        "refusal": refusal, "waiting": sum(child.waits for child in children),
    }  # fmt: skip
    return render(request, "school/paper_consents.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[at_school("coordinator")])
def record_one(request: ActRequest, school_id: int, child_id: int, term_id: int) -> HttpResponse:
    grade, class_no = _class(request)
    try:
        record_paper_consent(request.act, child_id=child_id, term_id=term_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal)
    messages.success(request, _("已录入，等家长在手机上确认"))
    return HttpResponseRedirect(
        f"{reverse('school:paper_consents', args=[school_id])}?class={grade}-{class_no}", status=303
    )


urlpatterns = [
    path("<school:school_id>/consents/", paper_consents, name="paper_consents"),
    path(
        "<school:school_id>/consents/<pupil:child_id>/<term:term_id>/",
        record_one,
        name="record_paper_consent",
    ),
]
