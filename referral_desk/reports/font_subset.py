"""Puts the subset of a TrueType font together that goes into a document, from parts that are read once a process.

It is to the byte what ReportLab makes of the same characters, in a fraction of the time: a month's letters use the same
few hundred characters over and over, and ReportLab reads each outline, and adds up each word of the file twice, for
every letter anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from reportlab.pdfbase.ttfonts import TTFontFace

_COPIED = ("name", "OS/2", "cvt ", "fpgm", "prep")
_WORD = 0xFFFFFFFF
_WHOLE = 0xB1B0AFBA
"""What the words of a font file come to, by the TrueType specification (table head, checkSumAdjustment)."""
_LONGEST_SHORT = 0xFFFF * 2
"""How long the outlines may be, in bytes, so that table loca has their places in two bytes each."""
_MORE, _WIDE, _SCALE, _TWO_SCALES, _MATRIX = 1 << 5, 1 << 0, 1 << 3, 1 << 6, 1 << 7
"""Flags of the parts of a composite glyph (TrueType specification, table glyf)."""


class _Part(NamedTuple):
    """Bytes of a font file, filled up to whole words of four, with the sum of those words; ``length`` as it was."""

    data: bytes
    length: int
    total: int


class _Outline(NamedTuple):
    """A glyph's outline; a composite one names others, each by the place of its number and that number."""

    part: _Part
    others: tuple[tuple[int, int], ...]


class SubsetParts:
    """The parts of one font file. Not to be used by two threads at once."""

    def __init__(self, face: TTFontFace) -> None:
        self._face = face
        self._copied = {tag: _part(bytes(face.get_table(tag))) for tag in _COPIED if tag in face.table}
        self._copied["post"] = _part(b"\x00\x03\x00\x00" + bytes(face.get_table("post"))[4:16] + bytes(16))
        self._heads = {tag: bytes(face.get_table(tag)) for tag in ("head", "hhea", "maxp")}
        self._outlines: dict[int, _Outline] = {}

    def subset(self, points: Sequence[int]) -> bytes:
        """Return a font file whose n-th code shows the n-th of at most 256 code points; one the font lacks, a box."""
        glyphs = self._face.charToGlyph
        numbers = {0: 0}  # glyph in the font → glyph in the subset
        for point in points:
            numbers.setdefault(glyphs.get(point, 0), len(numbers))
        outlines: list[_Outline] = []
        wanted = list(numbers)
        for glyph in wanted:  # grows by what composite glyphs are made of
            outline = self._outline(glyph)
            outlines.append(outline)
            for _place, other in outline.others:
                if other not in numbers:
                    numbers[other] = len(numbers)
                    wanted.append(other)
        parts = [_renumbered(outline, numbers) for outline in outlines]
        places = [0, *accumulate(len(part.data) for part in parts)]
        short = places[-1] <= _LONGEST_SHORT
        metrics, full = self._metrics(wanted)
        codes = [numbers[glyphs.get(point, 0)] for point in points]
        cmap = [0, 1, 1, 0, 0, 12, 6, 10 + len(codes) * 2, 0, 0, len(codes), *codes]
        return _file(
            {
                **self._copied,
                "hmtx": _part(_shorts(metrics)),
                "hhea": _part(_with_short(self._heads["hhea"], 34, full)),
                "maxp": _part(_with_short(self._heads["maxp"], 4, len(wanted))),
                "cmap": _part(_shorts(cmap)),
                "glyf": _joined(parts),
                "loca": _part(_shorts(place >> 1 for place in places) if short else _longs(places)),
                "head": _part(_with_short(_without_sum(self._heads["head"]), 50, int(not short))),
            }
        )

    def _outline(self, glyph: int) -> _Outline:
        known = self._outlines.get(glyph)
        if known is None:
            start = self._face.get_table_pos("glyf")[0]
            begin, end = self._face.glyphPos[glyph], self._face.glyphPos[glyph + 1]
            data = bytes(self._face._ttf_data[start + begin : start + end])
            known = self._outlines[glyph] = _Outline(_part(data), _others(data))
        return known

    def _metrics(self, glyphs: Sequence[int]) -> tuple[list[int], int]:
        """Return table hmtx of glyphs: width and left edge of each, of equal widths at the end only the first one's."""
        metrics = [int(value) for glyph in glyphs for value in self._face.hmetrics[glyph]]
        last = len(metrics) - 2
        while last and metrics[last] == metrics[last - 2]:
            last -= 2
        return metrics[: last + 2] + metrics[last + 3 :: 2], (last + 2) // 2


def _part(data: bytes) -> _Part:
    filled = data + bytes(-len(data) % 4)
    return _Part(filled, len(data), sum(struct.unpack(f">{len(filled) // 4}L", filled)))


def _joined(parts: Sequence[_Part]) -> _Part:
    data = b"".join(part.data for part in parts)
    return _Part(data, len(data), sum(part.total for part in parts))


def _shorts(values: Iterable[int]) -> bytes:
    listed = list(values)
    return struct.pack(f">{len(listed)}H", *(value & 0xFFFF for value in listed))


def _longs(values: Sequence[int]) -> bytes:
    return struct.pack(f">{len(values)}L", *values)


def _with_short(data: bytes, place: int, value: int) -> bytes:
    return data[:place] + struct.pack(">H", value) + data[place + 2 :]


def _without_sum(head: bytes) -> bytes:
    return head[:8] + bytes(4) + head[12:]


def _others(data: bytes) -> tuple[tuple[int, int], ...]:
    """Return the glyphs that a composite outline is made of, nothing for one of its own lines."""
    if len(data) <= 2 or struct.unpack_from(">h", data)[0] >= 0:
        return ()
    found: list[tuple[int, int]] = []
    place, flags = 10, _MORE
    while flags & _MORE:
        flags, other = struct.unpack_from(">HH", data, place)
        found.append((place + 2, other))
        place += 8 if flags & _WIDE else 6
        place += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return tuple(found)


def _renumbered(outline: _Outline, numbers: dict[int, int]) -> _Part:
    """Return an outline that names the glyphs it is made of as the subset numbers them."""
    if not outline.others:
        return outline.part
    data = outline.part.data
    for place, other in outline.others:
        data = _with_short(data, place, numbers[other])
    return _part(data)


def _file(tables: dict[str, _Part]) -> bytes:
    """Return a font file of these tables, of which head has no sum yet."""
    count = len(tables)
    power = count.bit_length() - 1
    listed = [struct.pack(">lHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power))]
    place = 12 + count * 16
    for tag, part in sorted(tables.items()):
        listed.append(struct.pack(">4sLLL", tag.encode("ascii"), part.total & _WORD, place, part.length))
        place += len(part.data)
    directory = _part(b"".join(listed))
    total = directory.total + sum(part.total for part in tables.values())
    head = tables["head"].data[: tables["head"].length]
    summed = _part(head[:8] + struct.pack(">L", (_WHOLE - total) & _WORD) + head[12:])
    return b"".join((directory.data, *(part.data for _tag, part in sorted({**tables, "head": summed}.items()))))
