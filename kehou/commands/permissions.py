"""`kehou permissions`: who may open which page and do which deed, from the declarations themselves (I15)."""

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HEAD = """# Who may do what

Generated from the declarations (`@screen(allow=…)`, `@action(allow=…)`) by `kehou permissions --write`; a test fails where
this page and the code differ. Whoever has none of the relations gets "not found", a stranger gets the way to sign in.
A relation holds at the moment of the act, and only between its beginning and its end.
"""
PLACE = Path(__file__).resolve().parent.parent.parent / "docs" / "permissions.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="写进 docs/permissions.md")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    text = matrix()
    if args.write:
        PLACE.write_text(text, encoding="utf-8")
        return 0
    sys.stdout.write(text)
    return 0


def matrix() -> str:
    """The whole page, the same text for the same declarations."""
    from kehou.kernel.action import ACTIONS

    load_deeds()
    lines = [HEAD, "## Pages\n"]
    site = ""
    for route, name, allow in pages():
        first = route.split("/")[0] if name.split(":")[0] != "public" else "(public)"
        if first != site:
            site = first
            lines.append(f"\n### {site}\n\n| page | address | who |\n|---|---|---|")
        lines.append(f"| {name} | `/{route}` | {'; '.join(allow)} |")
    lines.append("\n## Deeds\n")
    room = ""
    for name in sorted(name for name, deed in ACTIONS.items() if deed.__module__.startswith("kehou.")):
        if name.split(".")[0] != room:
            room = name.split(".")[0]
            lines.append(f"\n### {room}\n\n| deed | who |\n|---|---|")
        allow = [permit.name for permit in ACTIONS[name].allow]  # type: ignore[attr-defined]
        lines.append(f"| {name.split('.')[1]} | {'; '.join(allow)} |")
    return "\n".join(lines) + "\n"


def load_deeds() -> None:
    """Every action file of every room, so that its declaration is known."""
    from django.apps import apps

    for config in apps.get_app_configs():
        folder = Path(config.path) / "actions"
        if config.name.startswith("kehou.") and folder.is_dir():
            for module in iter_modules([str(folder)]):
                import_module(f"{config.name}.actions.{module.name}")


def pages() -> Iterator[tuple[str, str, list[str]]]:
    """Address pattern, name with its site, and the names of the relations that open it; in the router's order."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, before: str, site: str) -> Iterator[tuple[str, str, list[str]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, before + str(pattern.pattern), pattern.namespace or site)
            elif isinstance(pattern, URLPattern):
                allow = [permit.name for permit in getattr(pattern.callback, "allow", ())]
                yield before + str(pattern.pattern), f"{site}:{pattern.name}", allow

    yield from walk(get_resolver(), "", "")
