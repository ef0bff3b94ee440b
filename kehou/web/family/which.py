"""Where a message to the whole school leads: to the child it is about, and where there are several, to a choice."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kehou.day.queries.family import my_children
from kehou.web.screen import ActRequest


def which_child(request: ActRequest, route: str, asks: str) -> HttpResponse:
    """route: takes the child; asks: the heading where somebody has several. SQL: 1."""
    children = my_children(request.act)
    if not children:
        return render(request, "family/no_child.html")
    if len(children) == 1:
        return HttpResponseRedirect(reverse(route, args=[children[0].id]))
    ways = [(reverse(route, args=[child.id]), child) for child in children]
    return render(request, "family/which.html", {"asks": asks, "ways": ways, "back": reverse("family:home")})
