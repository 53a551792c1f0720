"""Long lists in pieces that one statement takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

BATCH = 500
"""How many records are asked for at once; well below the number of parameters that any database takes."""

T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    """Yield ``items`` in tuples of at most ``size``."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch
