"""CSV as spreadsheets in Japan open it: UTF-8 with a byte order mark, lines ended by CR LF, no cell a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from referral_desk.domain.ledger_cells import quoted


def write_csv(stream: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    """Write rows, the header first."""
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([quoted(cell) for cell in row] for row in rows)
    text.detach()  # flushed, and the stream stays open for its owner
