"""The built frontend: the names of its files, read from the manifest that the build wrote beside them."""

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).resolve().parents[1] / "static" / "bundle"


@lru_cache(maxsize=1)
def _manifest(changed_ns: int) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return found


def bundle_url(part: str) -> str:
    """URL of "css", "js" or "icons"; "" where the bundle has not been built (the page then stands without it)."""
    try:
        changed_ns = (FOLDER / "manifest.json").stat().st_mtime_ns
        return static(f"bundle/{_manifest(changed_ns)[part]}")
    except (OSError, ValueError, KeyError):
        return ""
