"""The policy in the app: every clause in its own words; a number on any screen leads here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from kehou.kernel.permit import anyone
from kehou.policy.law_words import conflicts_of
from kehou.policy.pack import Pack, known_packs, load_pack
from kehou.web.screen import screen

_PROOFS = {"block": "系统拦住", "find": "查出来", "do": "办得成"}


@screen(allow=[anyone])
def policy(request: HttpRequest) -> HttpResponse:
    """All packs, all clauses. No SQL."""
    return render(request, "public/policy.html", {"packs": _packs()})


@screen(allow=[anyone])
def policy_clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause with what the system does for it. No SQL."""
    for pack in _packs():
        for clause in pack.clauses:
            if clause.id == clause_id:
                proofs = [_(_PROOFS[proof]) for proof in clause.proof]
                shown = {"pack": pack, "clause": clause, "proofs": proofs, "conflicts": conflicts_of(clause, _packs())}
                return render(request, "public/policy_clause.html", shown)
    raise Http404


def _packs() -> list[Pack]:
    """Bases first, then overlays."""
    return sorted((load_pack(name) for name in known_packs()), key=lambda pack: (pack.kind != "base", pack.id))


urlpatterns = [
    path("policy/", policy, name="policy"),
    path("policy/<str:clause_id>/", policy_clause, name="policy_clause"),
]
