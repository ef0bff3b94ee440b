"""Pages for what goes wrong. None of them needs the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shared/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shared/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shared/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/429.html", status=429)


def failed(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever failed may be what a context processor asks."""
    return HttpResponse(render_to_string("shared/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than its session; `reason` is for logs and never shown."""
    return render(request, "shared/403.html", status=403)
