"""Setting type with typst, with our typeface and nothing of the machine's own."""

from __future__ import annotations

import json
import re
from typing import Any

from lovende.reporting.fonts import font_folder, with_our_font

PIXELS_PER_INCH = 200
"""Of figures in Word: sharp in print at the width of the text."""
LONGEST_WORD = 30
"""Characters after which a word may be broken without a hyphen (checksums, addresses)."""
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_BREAK_HERE = "\u200b"
_UNKNOWN = "\u25a1"
_CERTAIN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u024f\u0370-\u03ff\u2010-\u2027\u202f\u2030-\u203a\u2070-\u209c\u20ac\u2212\u2264\u2265\u2009\u200b]"
)
"""What Source Sans Pro certainly lacks or may lack; used only where the whole set of fonts fails."""
_FIGURES = b"""
#set page(width: auto, height: auto, margin: 0pt)
#for (number, svg) in json(bytes(sys.inputs.document)).enumerate() {
  if number > 0 { pagebreak() }
  image(bytes(svg), format: "svg", width: 160mm)
}
"""


def typeset(template: bytes, data: Any, **options: Any) -> Any:
    """Return what typst makes of `template` with `data` (plain data) as `sys.inputs.document`.

    Texts are data, never markup. Raises typst.TypstError.
    """
    import typst  # loaded when something is set: a page that is answered needs none of it

    with font_folder() as folder:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
        return typst.compile(
            template,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            **options,
        )


def figures_png(svgs: list[str]) -> list[bytes]:
    """Return figures as PNG, each as wide as the text of an upright page at 200 pixels an inch."""
    if not svgs:
        return []
    figures = [with_our_font(svg) for svg in svgs]
    made = typeset(_FIGURES, figures, format="png", ppi=PIXELS_PER_INCH)
    return [made] if isinstance(made, bytes) else list(made)


def typeset_pdf(template: bytes, data: dict[str, Any]) -> bytes:
    """Return the bytes of a PDF/UA-1 file; the same data always give the same bytes.

    A character that none of the typefaces has is printed as an empty square, because PDF/UA
    allows no character without a glyph.
    """
    import typst  # as above

    try:
        return _as_pdf(template, data)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    return _as_pdf(template, _only_certain(data))


def _as_pdf(template: bytes, data: Any) -> bytes:
    return bytes(typeset(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=0))


def _only_certain(data: Any) -> Any:
    """Return plain data with an empty square for every character that may lack a glyph."""
    if isinstance(data, str):
        return _CERTAIN.sub(_UNKNOWN, data)
    if isinstance(data, list):
        return [_only_certain(part) for part in data]
    if isinstance(data, dict):
        return {key: _only_certain(part) for key, part in data.items()}
    return data


def breakable(text: str, *, addresses: bool = True) -> str:
    """Let long words of a text be broken without a hyphen; web addresses only with `addresses`."""

    def parted(match: re.Match[str]) -> str:
        word = match.group()
        if not addresses and word.startswith(("http://", "https://")):
            return word
        return _BREAK_HERE.join(word[at : at + 12] for at in range(0, len(word), 12))

    return _LONG_WORD.sub(parted, text)
