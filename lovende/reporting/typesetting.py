"""Setting type with typst, with our typeface and nothing of the machine's own."""

from __future__ import annotations

import json
from typing import Any

import typst

from lovende.reporting.fonts import font_folder, with_our_font

PIXELS_PER_INCH = 200
"""Of figures in Word: sharp in print at the width of the text."""
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
