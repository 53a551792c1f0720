"""XLSX workbooks: the first visible sheet as records, every cell as the text that a person sees in it."""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice, repeat
from pathlib import Path

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.imports.table_file import Record, TableFile

UNPACKED_LIMIT = 400 * 1024 * 1024
"""The most that a workbook may hold unpacked, in bytes."""

_PARTS_LIMIT = 10_000
_ROWS_LIMIT = 1_048_576
_COLUMNS_LIMIT = 256
_BATCH = 500
_PIECE = 1024 * 1024
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_FORMULA_START = 32
_JAPANESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Built-in number formats that show dates or times in Japanese Excel; their codes stand in no file."""
_ERA_YEAR = re.compile("g{1,3}e(?!neral)", re.IGNORECASE)
_ZEROS = re.compile(r'(?:0|-|\\.|"[^"]*")+')
_LITERAL = re.compile(r'\\.|"[^"]*"')
_ERROR_VALUE = message(N_("The cell shows an error of the spreadsheet. Type the value, or leave the cell blank."))
_NO_RESULT = message(N_("The cell holds a formula without its result. Open and save the file in a spreadsheet."))


def read_xlsx(path: Path) -> TableFile:
    """Open a workbook; NotReadable where it is damaged, no workbook, or unpacks to more than is sensible.

    The packed file (100 MB at most, see ``open_table``) and the workbook's table of texts are held in memory, the rows
    are not: 60 MB for 100,000 clients. ``UNPACKED_LIMIT`` bounds it.
    """
    content = path.read_bytes()
    with _damage_told():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(archive)
            formulas = _holds_formulas(archive)
        book = _opened(content, results=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        name, place = sheets[0].title, book.worksheets.index(sheets[0])
        lines = sheets[0].max_row or 1
    notes: tuple[Message, ...] = ()
    if len(sheets) > 1:
        only = N_("The workbook has {count} sheets. Only the first one, “{name}”, is read.")
        notes = (message(only, count=len(sheets), name=name),)
    records = _records(book, place, content if formulas else None)
    return TableFile(records, lines=min(lines, _ROWS_LIMIT), quotes=False, notes=notes)


class _Reader(ExcelReader):  # type: ignore[misc]  # the library has no types
    """openpyxl's reader, but for the table of texts: its own drops ``x005F_`` wherever it stands in a text."""

    def read_strings(self) -> None:
        """Read the texts as they are written, escapes and all."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as stream:
            for _, element in iterparse(stream):
                if element.tag == f"{{{SHEET_MAIN_NS}}}si":
                    self.shared_strings.append(Text.from_tree(element).content)
                    element.clear()


def _opened(content: bytes, *, results: bool) -> Workbook:
    """Open a workbook to read its rows one by one: the results of formulas, or the formulas themselves."""
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=results, keep_links=False)
    reader.read()
    return reader.wb


@contextmanager
def _damage_told() -> Iterator[None]:
    """Say that it is no workbook whatever openpyxl stumbles over: it names no errors of its own for what is damaged.

    What it warns of (a style, a rule of formatting that it does not know) is nothing that a table needs.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
            yield
    except (NotReadable, MemoryError):
        raise
    except Exception:
        raise NotReadable(
            message(N_("This is not an Excel workbook, or it is damaged. Save it as XLSX or CSV anew and import that."))
        ) from None


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_LIMIT or len(parts) > _PARTS_LIMIT:
        raise NotReadable(
            message(
                N_("The workbook unpacks to {size} MB, more than {limit} MB. Save the sheet as CSV and import that."),
                size=-(-unpacked // (1024 * 1024)),
                limit=UNPACKED_LIMIT // (1024 * 1024),
            )
        )


def _holds_formulas(archive: zipfile.ZipFile) -> bool:
    """Say whether the sheets have to be read a second time, for formulas: openpyxl gives them or their results."""
    for part in archive.infolist():
        with archive.open(part) as stream:
            end = b""
            while piece := stream.read(_PIECE):
                if _FORMULA.search(end + piece):
                    return True
                end = piece[-_FORMULA_START:]
    return False


def _records(book: Workbook, place: int, content: bytes | None) -> Iterator[Record]:
    """Yield the rows with something in them; ``content`` is given where formulas are to be looked at."""
    with _damage_told():
        rows = _cells(book, place)
        formulas = _cells(_opened(content, results=False), place) if content is not None else repeat(())
    numbered = enumerate(zip(rows, formulas, strict=False), start=1)
    while True:
        records = []
        with _damage_told():
            batch = list(islice(numbered, _BATCH))
            for number, (row, same_row) in batch:
                if number > _ROWS_LIMIT:
                    raise ValueError("beyond the last row of any sheet")
                formula_places = {at for at, cell in enumerate(same_row) if cell.data_type == "f"}
                records.append(_record(number, row, formula_places, book.epoch))
        if not batch:
            return
        yield from filter(None, records)


def _cells(book: Workbook, place: int) -> Iterator[tuple[ReadOnlyCell, ...]]:
    sheet = book.worksheets[place]
    sheet.reset_dimensions()  # what a file says of its size is often too little or far too much
    rows: Iterator[tuple[ReadOnlyCell, ...]] = sheet.iter_rows()
    return rows


def _record(number: int, row: tuple[ReadOnlyCell, ...], formulas: set[int], epoch: datetime) -> Record | None:
    cells: list[str] = []
    faults: dict[int, Message] = {}
    for place, cell in enumerate(row):
        if cell.value is None and place not in formulas:
            continue
        text, fault = _text(cell, epoch)
        if not text and fault is None:
            continue
        if place >= _COLUMNS_LIMIT:
            beyond = message(N_("This row goes beyond column {limit}. Remove what is too much."), limit=_COLUMNS_LIMIT)
            return Record(number, (), fault=beyond)
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = text
        if fault:
            faults[place] = fault
    return Record(number, tuple(cells), faults=faults) if cells else None


def _text(cell: ReadOnlyCell, epoch: datetime) -> tuple[str, Message | None]:
    value: object = cell.value
    if value is None:
        return "", None if cell.data_type == "str" else _NO_RESULT  # "str": the result is an empty text
    if cell.data_type == "e":
        return str(value), _ERROR_VALUE
    if isinstance(value, str):
        return _decoded(value), None
    if isinstance(value, bool):
        return ("はい" if value else "いいえ"), None
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError("not a number")
        if cell.style_array.numFmtId not in _JAPANESE_DATES and not _ERA_YEAR.search(cell.number_format):
            return _number(value, cell.number_format), None
        try:
            value = from_excel(value, epoch)
        except (OverflowError, ValueError):
            return str(value), _ERROR_VALUE
    if isinstance(value, datetime) and value < epoch:
        return str(cell.value), _ERROR_VALUE  # a day before the calendar's first: a spreadsheet shows ####
    return _moment(value), None


def _decoded(text: str) -> str:
    """Return a workbook's text with escapes such as ``_x000D_`` as the characters they stand for."""
    if "_x" not in text:
        return text
    return str(unescape(text)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _number(value: float, number_format: str) -> str:
    """Return a number as a person would type it: 12 for 12.0, and 00012 where the cell fills up with zeros."""
    if isinstance(value, int):
        text = str(value)
    else:
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    digits = _LITERAL.sub("", number_format).count("0") if _ZEROS.fullmatch(number_format) else 0
    return text.zfill(digits)


def _moment(value: object) -> str:
    """Return 2026-10-01 for a date, 2026-10-01 9:30 with a time of day, 9:30 for a time or a span of it."""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return _moment(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)  # 9:10 is kept as 9:09:59.996
        if value.time() == time.min:
            return value.date().isoformat()
        return f"{value.date().isoformat()} {value.hour}:{value.minute:02}"
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError("no value that a cell shows")
