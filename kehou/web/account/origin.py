"""Where a try to sign in comes from: the network, and the device that signed in here before."""

import secrets
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase

from kehou.people.sign_in import phone_index

COOKIE = "kehou_device"
_signer = Signer(salt="kehou.device")


def network_of(request: HttpRequest) -> str:
    """The address; of IPv6 its /64, because one line has them all. Behind the TLS proxy: the address the proxy saw."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.KEHOU_TLS:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", seen).rpartition(",")[2].strip()
    try:
        address = ip_address(seen)
    except ValueError:
        return "unknown"
    return str(address if isinstance(address, IPv4Address) else ip_network(f"{address}/64", strict=False))


def device_of(request: HttpRequest, phone: str) -> str:
    """The device, where this very account signed in on it before; else ""."""
    try:
        device, _, owner = _signer.unsign(request.COOKIES.get(COOKIE, "")).partition(".")
    except BadSignature:
        return ""
    return device if owner == phone_index(phone) else ""


def remember_device(response: HttpResponseBase, phone: str) -> None:
    """So that a neighbour's wrong passwords do not stop this account on this device."""
    value = _signer.sign(f"{secrets.token_hex(16)}.{phone_index(phone)}")
    response.set_cookie(
        COOKIE, value, max_age=90 * 24 * 3600, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
