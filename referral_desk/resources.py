"""Find the files of ``resources/`` from a source tree, a wheel or a frozen bundle."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from referral_desk.domain.codes import (
    AgeGroup,
    BenefitKind,
    Code,
    CodeBook,
    CodeList,
    InstitutionKind,
    MinimalItems,
    Paper,
)


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


@cache
def code_book(own_kinds: tuple[InstitutionKind, ...] = ()) -> CodeBook:
    """Return the code lists as shipped, the centre's own kinds of institution after ``other``."""
    kinds = tuple(
        InstitutionKind(
            item["code"], item["ja"], item["en"], item["domain"], Paper(item["paper"]), item["address_form"]
        )
        for item in _items("institution_kinds")
    )
    benefits = tuple(
        BenefitKind(
            item["code"], item["ja"], item["en"], tuple(item["grades"]), item["valid_years"], item["case_number"]
        )
        for item in _items("benefit_kinds")
    )
    ages = tuple(
        AgeGroup(item["code"], item["ja"], item["en"], item["first"], item["last"]) for item in _items("age_groups")
    )
    plain = {
        field: CodeList(field, tuple(Code(item["code"], item["ja"], item["en"]) for item in _items(field)))
        for field in CodeBook.__dataclass_fields__
        if field not in ("institution_kinds", "benefit_kinds", "age_groups", "minimal_items")
    }
    return CodeBook(
        institution_kinds=CodeList("institution_kinds", kinds + own_kinds),
        benefit_kinds=CodeList("benefit_kinds", benefits),
        age_groups=CodeList("age_groups", ages),
        minimal_items=_minimal_items(),
        **plain,
    )


def _minimal_items() -> MinimalItems:
    read = read_json("codes", "minimal_items.json")
    if not isinstance(read, dict):
        raise TypeError("codes/minimal_items.json is not an object")
    parts = (
        {code: tuple(items) for code, items in read[part].items()} for part in ("kinds", "papers", "address_forms")
    )
    return MinimalItems(*parts)


def _items(name: str) -> list[dict[str, Any]]:
    items = read_json("codes", f"{name}.json")
    if not isinstance(items, list):
        raise TypeError(f"codes/{name}.json is not a list")
    return items
