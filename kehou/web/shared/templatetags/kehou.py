"""Words, marks and small components for templates. The larger components are in parts_tags.py; the guide is ../README.md."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from kehou.ground.grade import grades_text
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import weekdays_text
from kehou.web.shared import wording
from kehou.web.shared.bundle import bundle_url
from kehou.web.shared.clauses import clause_url, clause_words
from kehou.web.shared.frame import Frame, NavItem
from kehou.web.shared.templatetags.parts_tags import add_parts

register = template.Library()
add_parts(register)

STATE_ICONS = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "block": "alert-octagon",
    "now": "clock",
    "idle": "circle-dashed",
}


# ── bundle and icons ──


@register.simple_tag
def bundle() -> SafeString:
    """The page's styles and script."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>', bundle_url("css"), bundle_url("js")
    )


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of frontend/icons.txt. Without a label it is decoration, hidden from a screen reader."""
    if not label:
        return _decoration(bundle_url("icons"), name, css)
    use = format_html('<use href="{}#{}"></use>', bundle_url("icons"), name)
    return format_html('<svg class="kh-icon {}" role="img" aria-label="{}">{}</svg>', css, label, use)


@lru_cache(maxsize=1024)
def _decoration(sheet: str, name: str, css: str) -> SafeString:
    """Remembered: a page of thirty children has a hundred of the same few."""
    return format_html('<svg class="kh-icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, sheet, name)


# ── words ──

register.filter("money", wording.money_text)
register.filter("clock", wording.clock_text)
register.simple_tag(wording.money_text, name="money")
register.simple_tag(wording.clock_text, name="clock")
register.simple_tag(wording.class_text, name="grade_class")


@register.filter
def grades(numbers: Iterable[int]) -> str:
    """[1, 2, 3, 4, 5, 6] → 一至六年级."""
    return grades_text(int(n) for n in numbers)


@register.filter
def weekdays(names: Iterable[str]) -> str:
    """["mon", "wed"] → 周一、周三."""
    return weekdays_text(names)


@register.filter(name="day")
def day_filter(value: date | datetime) -> str:
    return wording.day_text(value)


def _this_year(context: Context) -> int | None:
    now = context.get("now")
    return now.year if isinstance(now, datetime) else None


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime) -> str:
    """10月28日 周三; with the year where it is not this one."""
    return wording.day_text(value, this_year=_this_year(context))


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime) -> str:
    """10月28日 17:10; with the year where it is not this one."""
    return wording.moment_text(value, this_year=_this_year(context))


@register.simple_tag
def span(starts: datetime | time | int, ends: datetime | time | int) -> str:
    """17:10–18:10."""
    return f"{wording.clock_text(starts)}–{wording.clock_text(ends)}"


# ── policy ──


@register.simple_tag
def clause(clause_id: str) -> SafeString:
    """The printed number of a clause; a link to its own page where a site serves one."""
    url, words = clause_url(clause_id), clause_words(clause_id)
    if not url:
        return format_html('<span class="kh-cl">{}</span>', words.printed)
    return format_html('<a class="kh-cl" href="{}">{}</a>', url, words.printed)


@register.simple_tag
def quote(clause_id: str, css: str = "") -> SafeString:
    """The clause's number and its own words, in a block quotation."""
    return format_html(
        '<blockquote class="kh-quote {}">{} {}</blockquote>', css, clause(clause_id), clause_words(clause_id).text
    )


@register.inclusion_tag("shared/parts/refusal.html", takes_context=True)
def refusal(context: Context, refusal: Refusal, level: int = 2) -> dict[str, object]:
    """What can't be done; the clause; what was found; how to satisfy it; where to say that it is wrong."""
    first, _, rest = refusal.says.partition("。")
    frame = context.get("frame")
    return {
        "title": first,
        "found": rest,
        "clause": refusal.clause,
        "satisfied_by": refusal.satisfied_by,
        "help_url": frame.help_url if isinstance(frame, Frame) else "",
        "level": level,
    }


# ── state, why, forms ──


@register.inclusion_tag("shared/parts/state.html")
def state(tone: str, word: str, figure: str = "", icon: str = "") -> dict[str, str]:
    """One thing's state: icon, word of up to four characters, one figure. tone: ok, warn, block, now, idle."""
    return {"tone": tone, "word": word, "figure": figure, "icon": icon or STATE_ICONS[tone]}


@register.inclusion_tag("shared/parts/why.html")
def why(url: str, label: str = "") -> dict[str, str]:
    """A details whose evidence is fetched from `url` when it opens; without script it is a link there."""
    return {"url": url, "label": label}


@register.inclusion_tag("shared/parts/keys.html", takes_context=True)
def keys(context: Context) -> dict[str, object]:
    """Every form's two hidden fields: the token against forged forms, and the key that makes a double send one deed."""
    return {"csrf_token": context.get("csrf_token", ""), "act_key": secrets.token_urlsafe(16)}


@register.inclusion_tag("shared/parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A field of a form: label, help, control, what is wrong; what was typed stays."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    single = isinstance(widget, CheckboxInput)
    described = [f"{bound.auto_id}_{end}" for end, has in (("help", bound.help_text), ("error", bound.errors)) if has]
    attrs: dict[str, str | bool] = {}
    if not group and not single:
        kind = "form-select" if getattr(widget, "input_type", "") == "select" else "form-control"
        own = str(widget.attrs.get("class", ""))
        attrs["class"] = " ".join(filter(None, [kind, own, "is-invalid" if bound.errors else ""]))
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "group": group, "single": single, "control": "" if group else bound.as_widget(attrs=attrs)}


# ── ways on ──


def _current(items: Iterable[NavItem], path: str) -> str:
    """The URL of the item that the path lies under; the longest wins."""
    under = [item.url for item in items if path == item.url or path.startswith(item.url.rstrip("/") + "/")]
    return max(under, key=len, default="")


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """The page of this system the person came from, else the start page."""
    request = context.get("request")
    referer: str = request.META.get("HTTP_REFERER", "") if isinstance(request, HttpRequest) else ""
    here = request.get_host() if isinstance(request, HttpRequest) else ""
    return referer if url_has_allowed_host_and_scheme(referer, allowed_hosts={here}) else "/"


@register.inclusion_tag("shared/parts/sidebar.html", takes_context=True)
def sidebar(context: Context) -> dict[str, object]:
    """The office shell's sidebar, from `frame`. `here` in the context names the current item's URL where the path does not."""
    frame = context.get("frame") or Frame()
    request = context.get("request")
    return {
        "frame": frame,
        "here": context.get("here") or frame.here or _current(frame.nav, getattr(request, "path", "")),
    }


@register.inclusion_tag("shared/parts/tabbar.html", takes_context=True)
def tabbar(context: Context) -> dict[str, object]:
    """The phone shell's tab bar, from `frame`."""
    return sidebar(context)


@register.inclusion_tag("shared/parts/demo.html", takes_context=True)
def demo_bar(context: Context) -> dict[str, object]:
    """The demo clock's strip, where there is one."""
    return {"demo": context.get("demo"), "csrf_token": context.get("csrf_token", "")}
