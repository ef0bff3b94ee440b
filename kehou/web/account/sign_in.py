"""Signing in by phone and password; in the demo, by one tap on a person. Signing out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from kehou.people.demo import DemoPerson, demo_people
from kehou.people.sign_in import PhoneBackend
from kehou.web.account.origin import device_of, network_of, remember_device
from kehou.web.account.places import places
from kehou.web.screen import ActRequest, screen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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


@dataclass(frozen=True, slots=True)
class _Card:
    """How a role stands on the demo's page. says: with {child}."""

    group: str
    label: "StrOrPromise"
    icon: str
    says: "StrOrPromise"


_CARDS: dict[str, _Card] = {
    "guardian": _Card("family", _("家长"), "home", _("{child}现在在哪、谁带着")),
    "committee": _Card("family", _("家委会委员"), "users-group", _("要表决的事")),
    "teacher": _Card("school", _("教师"), "list-check", _("现在该看好哪些孩子")),
    "duty_leader": _Card("school", _("值守组长"), "building-community", _("哪个班没有老师、派谁去")),
    "coordinator": _Card("school", _("课后服务负责人"), "timeline", _("学期走到哪、什么挡着")),
    "finance_maker": _Card("school", _("学校财务"), "coin", _("账单、收款和补助")),
    "finance_checker": _Card("school", _("经费复核"), "scale", _("等第二个人看的钱")),
    "aid_officer": _Card("school", _("资助专员"), "heart-handshake", _("谁该减免")),
    "principal": _Card("school", _("校长"), "school", _("要签的和要答复的")),
    "gate": _Card("school", _("门卫"), "door-exit", _("还有谁没走")),
    "outside": _Card("school", _("外聘教练"), "ball-football", _("今天的课和课时")),
    "district_officer": _Card("watch", _("区教育局"), "building", _("哪些学校今天需要我")),
    "city_officer": _Card("watch", _("市教育局"), "building-bank", _("几个区放在一起看")),
}
# What the second person of a role says: who it is is told by where they are.
_ALSO: dict[str, "StrOrPromise"] = {"guardian": _("给{child}选课"), "coordinator": _("{place}的方案还差什么")}
_GROUPS = (("family", _("家庭")), ("school", _("学校")), ("watch", _("监督")))


def _demo(request: ActRequest) -> dict[str, object]:
    found = demo_people(request.act.at)
    known = [person for person in found if person.role in _CARDS]
    order = list(_CARDS)
    first = {person.role: person for person in reversed(known)}
    cards = [_card(p, also=first[p.role] is not p) for p in sorted(known, key=lambda p: order.index(p.role))]
    groups = [(title, [card for card in cards if card["group"] == group]) for group, title in _GROUPS]
    schools, districts = org.city_size()
    return {
        "groups": [(title, cards) for title, cards in groups if cards],
        "schools": schools,
        "districts": districts,
        "pupils": people.pupils_in_city(),
        "open_school": org.school_named([p.place for p in known]),
        "next": request.GET.get("next", ""),
    }


def _card(person: DemoPerson, *, also: bool) -> dict[str, object]:
    card = _CARDS[person.role]
    says = str(_ALSO.get(person.role, card.says) if also else card.says)
    says = says.replace("{child}", person.child or _t("孩子")).replace("{place}", person.place)
    return {"group": card.group, "person": person, "label": card.label, "icon": card.icon, "says": says}


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
