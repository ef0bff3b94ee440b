"""What no template may contain. Each check carries a good and a bad sample."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "kehou" / "web").rglob("*.html"))
ICONS = {
    line for line in (ROOT / "frontend" / "icons.txt").read_text().splitlines() if line and not line.startswith("#")
}
STRING = r"""["']([a-z0-9-]+)["']"""

FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style[\s>]"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)|<[a-z][^>]*\son[a-z]+\s*=|\shx-on[:-]|javascript:"),
    "outside address": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//"""),
    "emoji": re.compile("[\U0001f300-\U0001faff]"),
    "eval in a trigger": re.compile(r"hx-trigger=\"[^\"]*\[|hx-(?:vals|headers)=[\"']js:"),
}
SAMPLES = {
    "inline style": ('<i style="width:3%">', '<i class="x" data-style="y">'),
    "inline script": ('<button onclick="x()">', '<script type="module" src="/a.js"></script>'),
    "outside address": ('<img src="https://a.example/x.png">', '<a href="/x/">'),
    "emoji": ("\U0001f600", "笑"),
    "eval in a trigger": ('hx-trigger="click[ctrlKey]"', 'hx-trigger="toggle once"'),
}


def icons_named(text: str) -> set[str]:
    """Icons written in `{% icon "…" %}` and in `icon="…"` of a tag."""
    return set(re.findall(r"\{%\s*icon\s+" + STRING, text))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_check_knows_bad_from_good(what: str) -> None:
    bad, good = SAMPLES[what]
    assert FORBIDDEN[what].search(bad)
    assert not FORBIDDEN[what].search(good)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    assert [str(p.relative_to(ROOT)) for p in TEMPLATES if FORBIDDEN[what].search(p.read_text("utf-8"))] == []


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    missing = {
        f"{p.relative_to(ROOT)}: {name}" for p in TEMPLATES for name in icons_named(p.read_text("utf-8")) - ICONS
    }
    assert missing == set()


def test_every_icon_python_names_is_in_the_sprite() -> None:
    named: set[str] = set()
    for path in (ROOT / "kehou" / "web").rglob("*.py"):
        named |= set(re.findall(r"NavItem\(\s*\"[^\"]*\",\s*" + STRING, path.read_text("utf-8")))
    assert named - ICONS == set()
