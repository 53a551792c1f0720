"""CSV files as offices have them: UTF-8 with or without a byte order mark, or CP932; cells of several lines."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.services.imports.table_file import Record, TableFile

_CHUNK = 1 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Bytes that CP932 leaves undefined and Python's codec maps to these: no Japanese text holds them.
_UNDEFINED_IN_CP932 = frozenset("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")
_SEVERAL_LINES = message(
    N_("The quotation marks of this row do not match, or a cell is too long. Correct the row in a spreadsheet.")
)


@dataclass(frozen=True)
class _Encoding:
    name: str
    lines: int


def read_csv(path: Path) -> TableFile:
    """Open a CSV file; NotReadable where it is neither UTF-8 nor CP932, or empty."""
    encoding = _encoding(path)
    return TableFile(_records(path, encoding.name), encoding.lines, quotes=True)


def _encoding(path: Path) -> _Encoding:
    with path.open("rb") as stream:
        start = stream.read(3)
    if start.startswith(_UTF_16):
        raise NotReadable(
            message(N_("The file is written as UTF-16. Save it as “CSV UTF-8 (comma delimited)” and import that."))
        )
    candidates = ("utf-8-sig",) if start == codecs.BOM_UTF8 else ("utf-8-sig", "cp932")
    for name in candidates:
        lines = _lines_if_text(path, name)
        if lines is not None:
            return _Encoding(name, lines)
    raise NotReadable(
        message(N_("This is not a table: the text is neither UTF-8 nor CP932. Save it as “CSV UTF-8” and import that."))
    )


def _lines_if_text(path: Path, encoding: str) -> int | None:
    """Return about how many lines the file has, None where it is not in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    written = False
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                text = decoder.decode(chunk)
                lines += text.count("\n")
                written = written or not text.isspace()
                if encoding == "cp932" and not _UNDEFINED_IN_CP932.isdisjoint(text):
                    return None
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    if not written:
        raise NotReadable(message(N_("The file is empty. Choose a file with a header and rows.")))
    return lines


def _records(path: Path, encoding: str) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Record(line, (), fault=_SEVERAL_LINES)
                continue
            except UnicodeDecodeError:
                raise NotReadable(message(N_("The file changed while it was read. Try again."))) from None
            yield Record(line, tuple(cells))
