"""Compiles the message catalogues, so that every wheel and every editable install has them."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write `lovende.mo` from the `.po` files beside it, for every language below `root`."""
    for folder in root.glob("lovende/locale/*/LC_MESSAGES"):
        catalogue = Catalog(locale=folder.parent.name)
        for po in sorted(folder.glob("*.po")):
            with po.open("rb") as source:
                for message in read_po(source, locale=folder.parent.name):
                    if message.id:
                        catalogue[message.id] = message
        with (folder / "lovende.mo").open("wb") as target:
            write_mo(target, catalogue)


class CatalogueHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
