"""The typeface of documents, the same on every machine: Source Sans Pro from its own package.

The machine's own fonts are never used, so that a report looks the same wherever it is made.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

FAMILY = "Source Sans Pro"
PACKAGE = "font_source_sans_pro"
FILES = (
    "SourceSansPro-Regular.ttf",
    "SourceSansPro-It.ttf",
    "SourceSansPro-Semibold.ttf",
    "SourceSansPro-Bold.ttf",
)

_FAMILY_ATTRIBUTE = re.compile(r"""font-family\s*=\s*("[^"]*"|'[^']*')""")
_FAMILY_STYLE = re.compile(r"font-family\s*:\s*[^;\"'}]+")


def with_our_font(svg: str) -> str:
    """Return a figure whose text is set in Source Sans Pro, whatever typeface it names."""
    svg = _FAMILY_ATTRIBUTE.sub(f'font-family="{FAMILY}"', svg)
    return _FAMILY_STYLE.sub(f"font-family: {FAMILY}", svg)


@contextmanager
def font_folder() -> Iterator[Path]:
    """Give a folder with exactly the four styles that documents use.

    The package holds every style twice, and a folder is read in the order of the file system:
    with two files for one style the choice between them would differ from machine to machine.
    """
    with tempfile.TemporaryDirectory(prefix="lovende-fonts-") as folder:
        for name in FILES:
            with (
                resources.as_file(resources.files(PACKAGE) / "files" / name) as source,
                (Path(folder) / name).open("wb") as target,
                source.open("rb") as opened,
            ):
                shutil.copyfileobj(opened, target)
        yield Path(folder)
