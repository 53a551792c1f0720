"""A table as it stands in a file: its records with their line numbers, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from referral_desk.domain.messages import Message


@dataclass(frozen=True)
class Record:
    """One record: the line of the file where it begins (or its row), its cells, and the ones that hold no value.

    ``fault`` says why a whole record could not be read; ``faults`` says it of single cells by their place.
    """

    line: int
    cells: tuple[str, ...]
    fault: Message | None = None
    faults: Mapping[int, Message] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return self.fault is None and not self.faults and not any(map(str.strip, self.cells))


@dataclass(frozen=True)
class TableFile:
    """An opened file. ``records`` can be iterated once, and raises NotReadable where the file turns out damaged.

    ``lines`` is about how many lines there are, for showing progress. ``quotes`` says whether cells that look like
    formulas are written with a ``'`` in front, as in CSV.
    """

    records: Iterator[Record]
    lines: int
    quotes: bool
    notes: tuple[Message, ...] = ()
