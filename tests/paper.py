"""What stands on a printed page: the text of a PDF as our own press writes it, for tests that go on with a paper's code."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)\nendobj", re.S)
_STREAM = re.compile(rb"/Length (\d+)\b.*?stream\r?\n", re.S)
_SHOWN = re.compile(  # brackets that are balanced stand in a string as they are
    rb"/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|(ET)", re.S
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Every page's text in the order in which it was printed, a line for each piece."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    return "\n".join(_page(objects, body) for body in pages)


def _page(objects: dict[int, bytes], page: bytes) -> str:
    resources = re.search(rb"/Resources (\d+) 0 R", page)
    named = dict(re.findall(rb"/(f\d+) (\d+) 0 R", objects[int(resources[1])] if resources else page))
    letters = {name: _letters(objects, int(number)) for name, number in named.items()}
    content = re.search(rb"/Contents (\d+) 0 R", page)
    assert content
    lines, line, font = [], "", {}
    for name, digits, text, end in _SHOWN.findall(_unpacked(objects[int(content[1])])):
        if name:
            font = letters[name]
        elif end:
            lines.append(line)
            line = ""
        else:
            codes = bytes.fromhex(digits.decode()) if digits else _plain(text)
            line += "".join(font.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
    return "\n".join(lines)


def _letters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    """Glyph → letters, from the font's own table."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert table
    mapped = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", _unpacked(objects[int(table[1])]))
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(to.decode()).decode("utf-16-be") for glyph, to in mapped}


def _unpacked(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    assert stream
    packed = body[stream.end() : stream.end() + int(stream[1])]  # it may end in what looks like a line's end
    return zlib.decompress(packed) if b"FlateDecode" in body[: stream.end()] else packed


def _plain(text: bytes) -> bytes:
    def unescaped(found: re.Match[bytes]) -> bytes:
        word = found[1]
        return bytes([int(word, 8) & 255]) if word[:1].isdigit() else _ESCAPES.get(word, word)

    return re.sub(rb"\\([0-7]{1,3}|.)", unescaped, text, flags=re.S)
