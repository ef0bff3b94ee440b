"""QR codes as SVG text, for pages and for print."""

import io

import segno


def qr_svg(text: str) -> str:
    """A QR code of `text` that any phone reads from paper: error correction M, quiet zone 4, black on nothing.

    The SVG has a viewBox and no size: it takes the space it is given. The same text gives the same SVG.
    Errors: ValueError where the text is too long for a QR code or empty.
    """
    if not text:
        raise ValueError("a QR code needs something to say")
    buffer = io.BytesIO()
    try:
        segno.make_qr(text, error="m").save(
            buffer, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, omitsize=True, nl=False
        )
    except segno.DataOverflowError as error:
        raise ValueError("too long for a QR code") from error
    return buffer.getvalue().decode()
