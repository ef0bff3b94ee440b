"""What the parents' committee is asked to decide, and a member's vote."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from kehou.ground.refusal import Refusal
from kehou.kernel.secrets import opaque_id
from kehou.people.permits import at_school, holder_of
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.changes import Change
from kehou.plan.parts import BY_NAME
from kehou.plan.queries import ballot as ballots_of
from kehou.plan.queries.committee import questions
from kehou.plan.reading import read_parts
from kehou.web.screen import ActRequest, screen

SHOWN_CHANGES = 30


@screen(allow=[holder_of("committee")])
def ballots(request: ActRequest) -> HttpResponse:
    """Votes that wait for the member first, then what was decided."""
    lines = ballots_of.my_ballots(request.act)
    waiting = [line for line in lines if not line.meeting.is_over(request.act.at) and not line.voted]
    others = [line for line in lines if line not in waiting]
    return render(request, "committee/ballots.html", {"waiting": waiting, "others": others, "at": request.act.at})


@screen(allow=[at_school("committee")])
def ballot(request: ActRequest, school_id: int, meeting_id: int) -> HttpResponse:
    """The question, what changes, the vote."""
    refusal = None
    if request.method == "POST":
        try:
            cast_vote(
                request.act,
                school_id=school_id,
                meeting_id=meeting_id,
                choice=request.POST.get("choice", ""),
                remark=request.POST.get("remark", ""),
            )
        except Refusal as error:
            refusal = error
        else:
            return redirect("committee:ballot", school_id=school_id, meeting_id=meeting_id)
    found = ballots_of.ballot(request.act, school_id=school_id, meeting_id=meeting_id)
    context = {
        "ballot": found,
        "meeting": found.meeting,
        "is_open": not found.meeting.is_over(request.act.at),
        "changes": _by_item(found.changes[:SHOWN_CHANGES]),
        "more_changes": max(0, len(found.changes) - SHOWN_CHANGES),
        "parts": read_parts(found.document),
        "choices": (("for", _("同意"), "check"), ("against", _("不同意"), "x"), ("abstain", _("弃权"), "minus")),
        "choice": request.POST.get("choice") or (found.own.choice if found.own else ""),
        "remark": request.POST.get("remark", found.own.remark if found.own else ""),
        "asked": questions(request.act, school_id=school_id, meeting_id=meeting_id),
        "vote_key": opaque_id("meeting", meeting_id),
        "refusal": refusal,
        "back": "..",
    }
    return render(request, "committee/ballot.html", context, status=409 if refusal else 200)


def _by_item(changes: tuple[Change, ...]) -> list[tuple[str, str, list[Change]]]:
    """(what changed, the clause of its part, its changes), in the order of the plan."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.part, change.item), []).append(change)
    return [
        (f"{BY_NAME[part].label}　{item}", BY_NAME[part].clauses[0], lines) for (part, item), lines in groups.items()
    ]


urlpatterns = [
    path("", ballots, name="ballots"),
    path("<school:school_id>/<meeting:meeting_id>/", ballot, name="ballot"),
]
