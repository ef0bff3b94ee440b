"""The built frontend: the names of its files, read from the manifest that the build wrote beside them."""

import json
import time
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).resolve().parents[1] / "static" / "bundle"


def bundle_url(part: str) -> str:
    """URL of "css", "js" or "icons"; "" where the bundle has not been built (the page then stands without it)."""
    return _urls(FOLDER, int(time.monotonic())).get(part, "")


@lru_cache(maxsize=2)
def _urls(folder: Path, _second: int) -> dict[str, str]:
    """Looked up once a second, so that a new build shows at once and a page of a hundred icons asks once."""
    try:
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {part: static(f"bundle/{file}") for part, file in manifest.items()}
