"""Signing in by phone and password; in the demo, by one tap on a person. Signing out."""

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.kernel.permit import anyone, signed_in
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.actions.sign_in import recognise
from kehou.people.actions.sign_in_demo import sign_in_demo
from kehou.people.demo import demo_people
from kehou.people.sign_in import PhoneBackend
from kehou.web.account.demo_cards import demo_cards
from kehou.web.account.origin import device_of, network_of, remember_device
from kehou.web.account.places import places
from kehou.web.screen import ActRequest, screen


class SignInForm(forms.Form):
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "username"}),
        error_messages={"required": _("请填手机号")},
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请填密码")},
    )


def enter(request: HttpRequest, account_id: int) -> None:
    """Begin a session for an account that was just recognised. Errors: Http404 where it ended this instant."""
    account = PhoneBackend().get_user(account_id)
    if account is None:
        raise Http404
    login(request, account, backend="kehou.people.sign_in.PhoneBackend")


def way_on(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is here; else home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else reverse("account:home")


@sensitive_post_parameters("phone", "password")
@screen(allow=[anyone])
def sign_in(request: ActRequest) -> HttpResponse:
    if request.method == "POST":
        return _try(request)
    if request.act.actor.kind == "account":
        return HttpResponseRedirect(way_on(request))
    by_phone = "phone" in request.GET
    if settings.KEHOU_DEMO and not by_phone:
        return render(request, "account/sign_in_demo.html", _demo(request))
    return render(request, "account/sign_in.html", {"form": SignInForm(), "next": request.GET.get("next", "")})


def _try(request: ActRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    refusal, status = None, 422
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            account_id = recognise(
                request.act,
                phone=phone,
                password=form.cleaned_data["password"],
                network=network_of(request),
                device=device_of(request, phone),
            )
        except Refusal as refused:
            refusal, status = refused, 429
        else:
            if account_id is not None:
                to = way_on(request)
                enter(request, account_id)
                response = HttpResponseRedirect(to, status=303)
                remember_device(response, phone)
                return response
            form.add_error("password", _t("手机号或密码不对"))
    context = {"form": form, "refusal": refusal, "next": request.POST.get("next", "")}
    return render(request, "account/sign_in.html", context, status=status)


_GROUPS = (("family", _("家庭")), ("school", _("学校")), ("watch", _("监督")))


def _demo(request: ActRequest) -> dict[str, object]:
    cards = demo_cards(request.act.at)
    groups = [(title, [card for card in cards if card["group"] == group]) for group, title in _GROUPS]
    schools, districts = org.city_size()
    return {
        "groups": [(title, cards) for title, cards in groups if cards],
        "schools": schools,
        "districts": districts,
        "pupils": people.pupils_in_city(),
        "open_school": org.school_named([card["person"].place for card in cards]),
        "next": request.GET.get("next", ""),
    }


@require_POST
@screen(allow=[anyone])
def demo_enter(request: ActRequest, account_id: int) -> HttpResponse:
    """One tap. Outside demo mode the page does not exist."""
    if not settings.KEHOU_DEMO:
        raise Http404
    known_as = next((person.role for person in demo_people(request.act.at) if person.account_id == account_id), "")
    account = sign_in_demo(request.act, account_id=account_id)
    enter(request, account)
    # Whoever is a teacher too was still tapped as what the card says.
    first = next((place.url for place in places(account, request.act.at) if place.role == known_as), "")
    return HttpResponseRedirect((request.POST.get("next") and way_on(request)) or first or way_on(request), status=303)


@require_POST
@screen(allow=[signed_in])
def sign_out(request: ActRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("account:sign_in"), status=303)


urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("demo/<account:account_id>/", demo_enter, name="demo_enter"),
]
