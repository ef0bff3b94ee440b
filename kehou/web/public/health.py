"""Is the process there, can it work? For supervisors; no data."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kehou.kernel.permit import anyone
from kehou.web.screen import screen


@screen(allow=[anyone])
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@screen(allow=[anyone])
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers. SQL: 1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
