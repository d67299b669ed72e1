"""Compiles the message catalogues, so that every wheel and every editable install has them."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write `lovende.mo` from all catalogues of a language, one for each room of the house."""
    for folder in root.glob("lovende/locale/*/LC_MESSAGES"):
        whole = Catalog(locale=folder.parent.name)
        for po in sorted(folder.glob("*.po")):
            with po.open("rb") as source:
                for message in read_po(source, locale=folder.parent.name):
                    whole.add(message.id, message.string, context=message.context)
        with (folder / "lovende.mo").open("wb") as target:
            write_mo(target, whole)


class CatalogueHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
