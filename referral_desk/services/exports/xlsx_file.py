"""A workbook of one sheet in which every cell is text: 00012 stays 00012, and nothing is a formula.

Written straight into the archive, a row at a time. A library would spill the rows as plain text into the system's
temporary folder, or keep all of them in memory; and the sheet must read back to the character.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape

from referral_desk.domain.errors import NotPossible
from referral_desk.domain.ledger_cells import quoted
from referral_desk.domain.messages import N_, message
from referral_desk.domain.names import utf16_len

CELL_LIMIT = 32_767
"""The longest text of a cell, in UTF-16 units."""
ROWS_LIMIT = 1_048_576

_HEADER, _TEXT, _FORMULA_LIKE = 1, 2, 3
_WIDTH = 18
_NOT_XML = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # 49 is the built-in text format; quotePrefix is the ' that a spreadsheet keeps beside a text, not in it
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Yu Gothic"/></font><font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write_xlsx(stream: BinaryIO, rows: Iterable[Sequence[str]], sheet_name: str, columns: int) -> None:
    """Write rows, the header first. Raises NotPossible for more rows or longer texts than a sheet holds."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(_part(name), _DECLARATION + content)
        archive.writestr(_part("xl/workbook.xml"), _DECLARATION + _workbook(sheet_name))
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write((_DECLARATION + _sheet_start(columns)).encode())
            number = 0
            for number, row in enumerate(rows, start=1):
                if number > ROWS_LIMIT:
                    raise NotPossible(message(N_("A sheet does not hold so many rows. Export as CSV instead.")))
                sheet.write(_row(number, row).encode())
            sheet.write(_sheet_end(number, columns).encode())


def encoded(text: str) -> str:
    """Return text as it stands in a sheet: what XML cannot hold becomes ``_x000D_``, and that text itself is kept."""
    return escape(_NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: equal records give equal files
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _workbook(sheet_name: str) -> str:
    name = escape(sheet_name, {'"': "&quot;"})
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )


def _sheet_start(columns: int) -> str:
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{columns}" width="{_WIDTH}" style="{_TEXT}" customWidth="1"/></cols><sheetData>'
    )


def _sheet_end(rows: int, columns: int) -> str:
    whole = f"A1:{_letters(columns - 1)}{max(rows, 1)}"
    return (
        f'</sheetData><ignoredErrors><ignoredError sqref="{whole}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def _row(number: int, cells: Sequence[str]) -> str:
    written = "".join(_cell(number, place, text) for place, text in enumerate(cells) if text)
    return f'<row r="{number}">{written}</row>'


def _cell(number: int, place: int, text: str) -> str:
    if utf16_len(text) > CELL_LIMIT:
        too_long = N_("A cell of a sheet holds {limit} characters; row {number} has more. Export as CSV instead.")
        raise NotPossible(message(too_long, limit=CELL_LIMIT, number=number))
    style = _HEADER if number == 1 else _FORMULA_LIKE if quoted(text) != text else _TEXT
    reference = f"{_letters(place)}{number}"
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{encoded(text)}</t></is></c>'


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
