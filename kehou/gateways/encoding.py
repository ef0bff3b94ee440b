"""Which encoding a text file is in: known with certainty, or refused."""

import codecs
from collections.abc import Collection

from kehou.ground.refusal import Refusal

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(data: bytes, *, expects: Collection[str]) -> str:
    """Decode bytes as UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030 (which contains GBK).

    expects: words of which at least one must stand in the text when it is read in the right encoding
    (the known column names). They settle what the bytes alone leave open.
    Errors: Refusal `sheet_binary`, `sheet_encoding`.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _decoded(data, encoding)
            if text is None:
                raise _unknown_encoding()
            return text
    if b"\x00" in data:
        raise Refusal("sheet_binary", "这不是文本表格。请上传 .xlsx，或用「另存为 CSV」得到的文件。")
    readings = [text for encoding in ("utf-8", "gb18030") if (text := _decoded(data, encoding)) is not None]
    fitting = {text for text in readings if any(word in text for word in expects)}
    if len(fitting) == 1:
        return fitting.pop()
    if data.isascii():
        return readings[0]  # reads the same everywhere; whoever needs the headers will name those that are missing
    raise _unknown_encoding()


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unknown_encoding() -> Refusal:
    return Refusal(
        "sheet_encoding",
        "看不出这个文件的文字编码，或者没有认识的列名。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。",
    )
