"""What every shell knows without asking the database."""

from datetime import datetime

from django.http import HttpRequest

from kehou.web.shared.frame import Frame


def shell(request: HttpRequest) -> dict[str, object]:
    """`frame` and `demo` as a site's middleware or view set them on the request; `now` from the act.

    A view may hand its own under the same names. Nothing here fails where a name is absent.
    """
    act = getattr(request, "act", None)
    now: datetime | None = getattr(act, "at", None)
    return {
        "frame": getattr(request, "frame", Frame()),
        "demo": getattr(request, "demo", None),
        "now": now,
    }
