"""A workbook of one sheet in which every cell is text: 00012 stays 00012, and nothing is a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from referral_desk.domain.errors import NotPossible
from referral_desk.domain.ledger_cells import quoted
from referral_desk.domain.messages import N_, message
from referral_desk.domain.names import utf16_len

CELL_LIMIT = 32_767
"""The longest text of a cell, in UTF-16 units."""
ROWS_LIMIT = 1_048_576

_OPTIONS = {
    "in_memory": True,  # else the rows stand as plain text in the system's temporary folder
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)  # equal records give equal files
_FONT = {"font_name": "Yu Gothic", "font_size": 11, "num_format": "@"}
_WIDTH = 18
_TOO_LONG = N_("A cell of a sheet holds {limit} characters; row {number} has more. Export as CSV instead.")
_MISTAKEN = re.compile("<r>.*</r>|.*_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_.*", re.DOTALL)
_NOT_XML = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def write_xlsx(stream: BinaryIO, rows: Iterable[Sequence[str]], sheet_name: str, columns: int) -> None:
    """Write rows, the header first. Raises NotPossible for more rows or longer texts than a sheet holds, OSError.

    The whole sheet is held in memory until it is written, about 3 KB a row of 13 columns: 300 MB for 100,000 clients.
    Where that is too much, CSV is written a row at a time.
    """
    packed = io.BytesIO()  # XlsxWriter leaves a stream that fails, as on a full disk, half written and in use
    book = Workbook(packed, _OPTIONS)
    book.set_properties({"created": _NO_CLOCK})
    header, text = book.add_format({**_FONT, "bold": True}), book.add_format(_FONT)
    formula_like = book.add_format({**_FONT, "quote_prefix": True})  # the ' is kept beside the text, not in it
    sheet = book.add_worksheet(sheet_name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, columns - 1, _WIDTH, text)
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > ROWS_LIMIT:
            raise NotPossible(message(N_("A sheet does not hold so many rows. Export as CSV instead.")))
        for place, cell in enumerate(row):
            if not cell:
                continue
            style = header if number == 1 else formula_like if quoted(cell) != cell else text
            if utf16_len(cell) > CELL_LIMIT or sheet.write_string(number - 1, place, _as_it_is(cell), style) != 0:
                raise NotPossible(message(_TOO_LONG, limit=CELL_LIMIT, number=number))
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(number, 1) - 1, columns - 1)})
    book.close()
    stream.write(packed.getbuffer())


def _as_it_is(text: str) -> str:
    """Return what XlsxWriter writes as ``text`` itself.

    It takes ``<r>…</r>`` for its own markup, unescaped, and leaves the second of two escapes that share a ``_``, as in
    ``_x0041_x0042_``. Such a text is handed over as that markup, its ``_`` hidden from further escaping.
    """
    if not _MISTAKEN.fullmatch(text):
        return text
    written = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f'<r><t xml:space="preserve">{escape(written, {"_": "&#95;"})}</t></r>'
