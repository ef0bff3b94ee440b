"""The measure for claims: a bare Django endpoint that does the claim's two deciding statements and nothing else.

Settings and routes in one: the application's tables, no middleware, no session, no permit, no audit.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kehou.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare"


def claim(request: HttpRequest, child_id: int, section_id: int) -> HttpResponse:
    """One conditional update, one insert, one commit."""
    from django.db import transaction
    from django.db.models import F
    from django.utils import timezone

    from kehou.enrol.models import Seat
    from kehou.menu.models import Section

    with transaction.atomic():
        section = Section.objects.filter(pk=section_id, taken__lt=F("capacity"))
        if not section.update(taken=F("taken") + 1):
            return HttpResponse(status=409)
        ids: dict[str, Any] = {"school_id": 1, "district_id": 1, "term_id": 1}
        Seat.objects.create(
            **ids, section_id=section_id, pupil_id=child_id, state="confirmed", how="claim", since=timezone.now()
        )
    return HttpResponse(status=303)


urlpatterns = [path("<int:child_id>/<int:section_id>/", claim)]
