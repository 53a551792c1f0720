"""The forms of envelopes and sheets of labels, from ``resources/stationery``: further ones are added there."""

from __future__ import annotations

from functools import cache
from typing import Any

from referral_desk import resources
from referral_desk.domain.stationery import Area, EnvelopeForm, LabelForm, PostalFrames


@cache
def envelope_forms() -> tuple[EnvelopeForm, ...]:
    """Return the envelopes that can be addressed, the commonest first."""
    return tuple(
        EnvelopeForm(
            item["code"],
            item["ja"],
            item["en"],
            item["width"],
            item["height"],
            PostalFrames(**item["postal"]) if item["postal"] else None,
            Area(*item["to"]),
            Area(*item["sender"]),
            tuple(item["folds"]),
        )
        for item in _items("envelopes")
    )


@cache
def label_forms() -> tuple[LabelForm, ...]:
    """Return the sheets of labels, the commonest first."""
    return tuple(LabelForm(**item) for item in _items("labels"))


def _items(name: str) -> list[dict[str, Any]]:
    items = resources.read_json("stationery", f"{name}.json")
    if not isinstance(items, list):
        raise TypeError(f"stationery/{name}.json is not a list")
    return items
