"""What the system told somebody, latest first."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from kehou.kernel.outbox import letters as letters_of
from kehou.kernel.permit import signed_in
from kehou.people.actions.read_letters import read_letters
from kehou.web.screen import ActRequest, screen

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class _Letter:
    id: int
    title: str
    body: str
    link: str
    urgent: bool
    at: datetime
    unread: bool


@screen(allow=[signed_in])
def letters(request: ActRequest) -> HttpResponse:
    rows = letters_of(request.act.account_id)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [
        _Letter(row.pk, row.title, row.body, row.link, row.urgent, row.created_at, row.read_at is None) for row in page
    ]
    unread = rows.filter(read_at=None).count()
    context = {"letters": shown, "page": page, "unread": unread, "back": reverse("account:home")}
    return render(request, "account/letters.html", context)


@require_POST
@screen(allow=[signed_in])
def letters_read(request: ActRequest) -> HttpResponse:
    read_letters(request.act)
    return HttpResponseRedirect(reverse("account:letters"), status=303)


@require_POST
@screen(allow=[signed_in])
def letter_open(request: ActRequest, letter_id: int) -> HttpResponse:
    """Marks it read and goes where it points. Somebody else's letter is not found."""
    own = letters_of(request.act.account_id).filter(pk=letter_id).first()
    read_letters(request.act, letter_ids=[letter_id])
    return HttpResponseRedirect((own.link if own else "") or reverse("account:letters"), status=303)


urlpatterns = [
    path("letters/", letters, name="letters"),
    path("letters/read/", letters_read, name="letters_read"),
    path("letters/<letter:letter_id>/", letter_open, name="letter_open"),
]
