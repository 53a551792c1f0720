"""Find the files of ``resources/`` from a source tree, a wheel or a frozen bundle."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder that holds fonts/, codes/, locale/ …; FileNotFoundError if the installation lacks it."""
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    places = [package / "_resources", package.parent / "resources"]
    if bundle:
        places.insert(0, Path(bundle) / "resources")
    for place in places:
        if (place / "codes").is_dir():
            return place
    raise FileNotFoundError(f"resources not found in {', '.join(map(str, places))}")


def path(*parts: str) -> Path:
    """Return the path of one resource, for example ``path("fonts", "BIZUDPGothic-Regular.ttf")``."""
    return root().joinpath(*parts)


def read_json(*parts: str) -> object:
    """Return the parsed content of one JSON resource."""
    return json.loads(path(*parts).read_text(encoding="utf-8"))
