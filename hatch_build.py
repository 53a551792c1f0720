"""Build hook: compiles the gettext catalogues beside their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Writes each ``resources/locale/*/LC_MESSAGES/*.po`` as ``.mo``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - a build requirement only
        from babel.messages.pofile import read_po  # noqa: PLC0415

        for source in Path(self.root, "resources", "locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as stream:
                catalogue = read_po(stream)
            with source.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, catalogue)
