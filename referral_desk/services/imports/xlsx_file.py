"""XLSX workbooks: the first visible sheet as records, every cell as the text that a person sees in it.

Read with the standard library alone, a row at a time: workbooks reach hundreds of megabytes unpacked, Japanese Excel
has date formats of its own, and what was exported must come back to the character.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.imports.number_formats import CellStyle, style_of, text_of_number
from referral_desk.services.imports.table_file import Record, TableFile

UNPACKED_LIMIT = 400 * 1024 * 1024
"""The most that a workbook may hold unpacked, in bytes."""

_PARTS_LIMIT = 10_000
_ROWS_LIMIT = 1_048_576
_COLUMNS_LIMIT = 256
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile("([A-Z]+)([0-9]+)")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ET.ParseError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_ERROR_VALUE = message(N_("The cell shows an error of the spreadsheet. Type the value, or leave the cell blank."))
_NO_RESULT = message(N_("The cell holds a formula without its result. Open and save the file in a spreadsheet."))


@dataclass(frozen=True)
class _Workbook:
    sheet: str
    sheet_name: str
    visible_sheets: int
    from_1904: bool
    texts: tuple[str, ...]
    styles: tuple[CellStyle, ...]


def read_xlsx(path: Path) -> TableFile:
    """Open a workbook; NotReadable where it is damaged, no workbook, or unpacks to more than is sensible."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(archive)
            book = _workbook(archive)
            size = archive.getinfo(book.sheet).file_size
    except _DAMAGED:
        raise _not_a_workbook() from None
    notes: tuple[Message, ...] = ()
    if book.visible_sheets > 1:
        only = N_("The workbook has {count} sheets. Only the first one, “{name}”, is read.")
        notes = (message(only, count=book.visible_sheets, name=book.sheet_name),)
    return TableFile(_records(path, book), lines=max(1, size // 800), quotes=False, notes=notes)


def decoded(text: str) -> str:
    """Return a workbook's text with escapes such as ``_x000D_`` as the characters they stand for."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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


def _not_a_workbook() -> NotReadable:
    return NotReadable(
        message(N_("This is not an Excel workbook, or it is damaged. Save it as XLSX or CSV anew and import that."))
    )


def _workbook(archive: zipfile.ZipFile) -> _Workbook:
    main = next(target for kind, _, target in _relations(archive, "") if kind == "officeDocument")
    parts = {each: target for _, each, target in _relations(archive, main)}
    of_kind = {kind: target for kind, _, target in _relations(archive, main)}
    from_1904 = False
    sheets: list[tuple[str, str]] = []
    with archive.open(main) as stream:
        for _, element in ET.iterparse(stream):
            tag = _local(element.tag)
            if tag == "workbookPr":
                from_1904 = element.get("date1904") in {"1", "true"}
            elif tag == "sheet" and element.get("state", "visible") == "visible":
                relation = next(value for name, value in element.items() if _local(name) == "id" and name != "id")
                sheets.append((parts[relation], element.get("name", "")))
    sheet, name = sheets[0]
    texts = _shared_texts(archive, of_kind["sharedStrings"]) if "sharedStrings" in of_kind else ()
    styles = _styles(archive, of_kind["styles"]) if "styles" in of_kind else ()
    return _Workbook(sheet, name, len(sheets), from_1904, texts, styles)


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, id, target part) of what ``part`` points to, "" being the package."""
    folder, name = posixpath.split(part)
    with archive.open(posixpath.join(folder, "_rels", f"{name}.rels")) as stream:
        for _, element in ET.iterparse(stream):
            if _local(element.tag) == "Relationship" and element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"])).lstrip("/")
                yield element.get("Type", "").rpartition("/")[2], element.attrib["Id"], target


def _shared_texts(archive: zipfile.ZipFile, part: str) -> tuple[str, ...]:
    texts: list[str] = []
    with archive.open(part) as stream:
        for element in _each(stream, "si", inside="sst"):
            texts.append(_text(element))
    return tuple(texts)


def _styles(archive: zipfile.ZipFile, part: str) -> tuple[CellStyle, ...]:
    own_formats: dict[int, str] = {}
    styles: list[CellStyle] = []
    with archive.open(part) as stream:
        root = ET.parse(stream).getroot()
    for element in root.iter():
        if _local(element.tag) == "numFmt" and "numFmtId" in element.attrib:
            own_formats[int(element.attrib["numFmtId"])] = element.get("formatCode", "")
    for element in root:
        if _local(element.tag) == "cellXfs":
            styles = [style_of(int(each.get("numFmtId", "0")), own_formats) for each in element]
    return tuple(styles)


def _records(path: Path, book: _Workbook) -> Iterator[Record]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(book.sheet) as stream:
            number = 0
            for row in _each(stream, "row", inside="sheetData"):
                number = int(row.get("r", number + 1))
                if number > _ROWS_LIMIT:
                    raise ValueError("beyond the last row of any sheet")
                yield _record(number, row, book)
    except _DAMAGED:
        raise _not_a_workbook() from None


def _record(number: int, row: ET.Element, book: _Workbook) -> Record:
    cells: list[str] = []
    faults: dict[int, Message] = {}
    for element in row:
        if _local(element.tag) != "c":
            continue
        place = _place(element.get("r", ""), len(cells))
        text, fault = _cell(element, book)
        if not text and fault is None:
            continue
        if place >= _COLUMNS_LIMIT:
            beyond = message(N_("This row goes beyond column {limit}. Remove what is too much."), limit=_COLUMNS_LIMIT)
            return Record(number, (), fault=beyond)
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = text
        if fault:
            faults[place] = fault
    return Record(number, tuple(cells), faults=faults)


def _cell(element: ET.Element, book: _Workbook) -> tuple[str, Message | None]:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return "".join(_text(child) for child in element if _local(child.tag) == "is"), None
    written, formula = None, False
    for child in element:
        tag = _local(child.tag)
        if tag == "v":
            written = child.text
        formula |= tag == "f"
    if written is None:
        return "", _NO_RESULT if formula and kind != "str" else None
    if kind == "s":
        return book.texts[int(written)], None
    if kind == "str":
        return decoded(written), None
    if kind == "e":
        return written, _ERROR_VALUE
    if kind == "b":
        return ("はい" if written == "1" else "いいえ"), None
    if kind == "d":
        return written.replace("T", " "), None
    style = int(element.get("s", "0"))
    return text_of_number(
        written, book.styles[style] if style < len(book.styles) else CellStyle(), book.from_1904
    ), None


def _text(element: ET.Element) -> str:
    """Return the text of a string item, the furigana that Japanese Excel keeps beside it left out."""
    pieces = []
    for child in element:
        tag = _local(child.tag)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces.extend(part.text or "" for part in child if _local(part.tag) == "t")
    return decoded("".join(pieces))


def _place(reference: str, following: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return following
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _each(stream: IO[bytes], tag: str, inside: str) -> Iterator[ET.Element]:
    """Yield the elements named ``tag``, and forget each once it is dealt with."""
    container: ET.Element | None = None
    for event, element in ET.iterparse(stream, events=("start", "end")):
        name = _local(element.tag)
        if event == "start":
            if name == inside:
                container = element
        elif name == tag and container is not None:
            yield element
            container.clear()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
