"""Copies what pages use of the design system: its style sheet, its script, and what these name.

python tools/design_system.py node_modules/dkfds/dist lovende/web/static/dkfds
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

WANTED = ("css/dkfds.min.css", "js/dkfds.min.js", "LICENSE.md", "img/all-svg-icons.svg")


def named_files(sheet: Path) -> set[Path]:
    """Return the files that a style sheet names and that are there."""
    names = re.findall(r"url\(['\"]?([^)'\"#?]+)", sheet.read_text("utf-8"))
    return {
        found
        for name in names
        if not name.startswith("data:") and (found := (sheet.parent / name).resolve()).is_file()
    }


def main() -> None:
    source, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    shutil.rmtree(target, ignore_errors=True)
    files = {source / name for name in WANTED} | named_files(source / WANTED[0])
    for file in sorted(files):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_bytes()
        if file.suffix in (".css", ".js"):
            # Source maps are not copied, so nothing should ask for them.
            text = re.sub(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?", b"", text)
        place.write_bytes(text)


if __name__ == "__main__":
    main()
