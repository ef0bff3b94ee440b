"""Paper: typst templates filled with data, as PDF. The same data gives the same bytes on the same machine.

Fonts: Noto Sans SC as the frontend build lays it into the bundle (30,000 characters, rare names too). Where the bundle
has not been built, and for the serif title of a notice, the machine's own Chinese fonts serve.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

Template = Literal["activation_slips", "invitation_slips", "notice", "roster"]

_TEMPLATES = Path(__file__).parent / "typst"
_BUNDLED_FONTS = Path(__file__).parent.parent / "web" / "static" / "bundle" / "fonts"
_CHINESE_FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei")


class CannotPrint(Exception):
    """A PDF could not be made. The message names the template and the cause, never the data."""


def render_pdf(template: Template, data: Mapping[str, object]) -> bytes:
    """Fill a template; its own head says which data it takes. `data` holds JSON-able values, QR codes as SVG text.

    Errors: CannotPrint where data is missing or the machine has no Chinese font (a page of empty boxes helps nobody).
    """
    fonts = _fonts()
    if not set(_CHINESE_FAMILIES) & set(fonts.families()):
        raise CannotPrint("no Chinese font: build the frontend bundle, or install fonts-noto-cjk")
    try:
        return typst.compile(
            _TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            font_paths=fonts,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            timestamp=0,
        )
    except typst.TypstError as error:
        # typst quotes the template's line, which is ours; its message may quote a value, so it is not passed on.
        raise CannotPrint(f"{template}: {_place(error)}") from None


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[_BUNDLED_FONTS] if _BUNDLED_FONTS.is_dir() else [])


def _place(error: typst.TypstError) -> str:
    missing = "dictionary does not contain key"
    return error.message if error.message.startswith(missing) else "the data does not fit the template"
