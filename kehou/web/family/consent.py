"""Does my child take part? Joining, declining and withdrawing are one tap each (二.1)."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.enrol.actions.confirm_paper_consent import confirm_paper_consent
from kehou.enrol.actions.decline_service import decline_service
from kehou.enrol.actions.give_consent import give_consent
from kehou.enrol.actions.say_how_it_felt import say_how_it_felt
from kehou.enrol.actions.withdraw_consent import withdraw_consent
from kehou.enrol.queries.family import ConsentPage, consent_page
from kehou.enrol.texts import CURRENT, TEXTS
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of("child_id")])
def consent(request: ActRequest, child_id: int) -> HttpResponse:
    found = consent_page(request.act, child_id=child_id)
    refusal = None
    if request.method == "POST" and found.term is not None:
        try:
            messages.success(request, _done(request, found))
            return HttpResponseRedirect(reverse("family:consent", args=[child_id]), status=303)
        except NotYours:
            raise
        except Refusal as refused:
            refusal = refused
    words = TEXTS.get(found.decision.text_version, CURRENT) if found.decision.joins else CURRENT
    context = {
        "found": found, "child": found.child, "name": given_name(found.child.name), "decision": found.decision,
        "words": words, "refusal": refusal, "back": reverse("family:today", args=[child_id]),
    }  # fmt: skip
    return render(request, "family/consent.html", context, status=409 if refusal else 200)


def _done(request: ActRequest, found: ConsentPage) -> str:
    """Do what was tapped; what to say of it. Errors: Refusal; NotYours for an answer that is none."""
    assert found.term is not None
    said = request.POST.get("answer", "")
    ids = {"child_id": found.child.id, "term_id": found.term.id}
    name = {"name": given_name(found.child.name)}
    if said == "join":
        read = request.POST.get("text_version", "")
        give_consent(request.act, child_id=found.child.id, term_id=found.term.id, text_version=read)
        return _("%(name)s参加课后服务，随时可以退出") % name
    if said == "confirm":
        confirm_paper_consent(request.act, **ids)
        return _("已确认，%(name)s参加课后服务") % name
    if said == "decline":
        decline_service(request.act, **ids)
        return _("%(name)s不参加，学校已经知道") % name
    if said == "withdraw":
        withdraw_consent(request.act, **ids)
        return _("%(name)s已退出，往后不再安排，也不再收费") % name
    if said in ("free", "pressed", "discouraged"):
        # Without the form's key: what it would leave could be tried against the three answers.
        say_how_it_felt(replace(request.act, key=""), child_id=found.child.id, term_id=found.term.id, felt=said)
        return _("谢谢，已匿名记下")
    raise NotYours


urlpatterns = [path("<pupil:child_id>/consent/", consent, name="consent")]
