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
    Goal,
    InstitutionKind,
    MinimalItems,
    OfKinds,
    Paper,
    SbirtsStep,
    ScreeningProfile,
    ScreeningTool,
    Zone,
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


_STRUCTURED = (
    "institution_kinds",
    "benefit_kinds",
    "age_groups",
    "minimal_items",
    "staff_roles",
    "programmes",
    "screening_tools",
)


@cache
def code_book(own_kinds: tuple[InstitutionKind, ...] = ()) -> CodeBook:
    """Return the code lists as shipped, the centre's own kinds of institution after ``other``."""
    kinds = tuple(
        InstitutionKind(
            item["code"],
            item["ja"],
            item["en"],
            item["domain"],
            Paper(item["paper"]),
            item["address_form"],
            item.get("residents", ""),
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
        if field not in _STRUCTURED
    }
    return CodeBook(
        institution_kinds=CodeList("institution_kinds", kinds + own_kinds),
        benefit_kinds=CodeList("benefit_kinds", benefits),
        age_groups=CodeList("age_groups", ages),
        minimal_items=_minimal_items(),
        staff_roles=_of_kinds("staff_roles"),
        programmes=_of_kinds("programmes"),
        screening_tools=CodeList("screening_tools", tuple(map(_screening_tool, _items("screening_tools")))),
        **plain,
    )


def _of_kinds(name: str) -> CodeList[OfKinds]:
    items = (OfKinds(item["code"], item["ja"], item["en"], tuple(item["kinds"])) for item in _items(name))
    return CodeList(name, tuple(items))


def _screening_tool(item: dict[str, Any]) -> ScreeningTool:
    return ScreeningTool(
        item["code"],
        item["ja"],
        item["en"],
        item["maximum"],
        tuple(tuple(scores) for scores in item["items"]),
        tuple(item["targets"]),
        tuple(item["drink_sizes"]),
        tuple(map(_screening_profile, item["profiles"])),
    )


def _screening_profile(item: dict[str, Any]) -> ScreeningProfile:
    return ScreeningProfile(item["code"], item["ja"], item["en"], tuple(map(_zone, item["zones"])))


def _zone(item: dict[str, Any]) -> Zone:
    return Zone(
        item["code"],
        item["ja"],
        item["en"],
        item["start"],
        item.get("start_female"),
        SbirtsStep(item["step"]) if "step" in item else None,
        Goal(item["goal"]) if "goal" in item else None,
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
