"""What every page declares: who may open it. A route without a declaration fails the house test (I15)."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel import permit as permits
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit

View = Callable[..., HttpResponseBase]


class ActRequest(HttpRequest):
    """A request after ActMiddleware: it carries the act."""

    act: Act


def screen(*, allow: Sequence[Permit]) -> Callable[[View], View]:
    """Declare a page. The URL's ids are the permits' parameters.

    Without a live relation: sign-in for a stranger, "not found" for everybody else.
    A Refusal that the page does not show beside its form becomes a page of its own, status 409.
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def page(request: ActRequest, **ids: Any) -> HttpResponseBase:
            try:
                permits.demand_of_page(tuple(allow), request.act, ids)
                return view(request, **ids)
            except NotYours as error:
                if request.act.actor.kind == "public":
                    return redirect_to_login(request.get_full_path())
                raise Http404 from error
            except Refusal as refusal:
                return refused(request, refusal)

        page.allow = tuple(allow)  # type: ignore[attr-defined]
        return page

    return declare


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page: what can't be done, the clause, what was found, how to satisfy it."""
    return render(request, "shared/refusal.html", {"refusal": refusal}, status=409)
