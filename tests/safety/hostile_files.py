"""Files that nobody should import: Hypothesis chooses what they hold, a seed of it how they are put together."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from referral_desk.domain.ledger import LEDGERS, Column, LedgerKind, OnDuplicate
from referral_desk.domain.ledger_cells import Text

OFFICE = "架空市福祉事務所"
CLIENT = "00001"

_ODD_LETTERS = "\0|a\0b|\ufeff|\u202e\u0000|\ud7ff|𠮟る|👨\u200d👩\u200d👧|\x1b[31m|\r|\n|a\r\nb|\t|'|''=1|\"|\"\"|，"
_FORMULAS = "=1+1|=cmd' /C calc'!A0|+81|-1|@SUM(1)|＝1|＋1|－1|＠1|\t=1|'=1"
_MARKUP = "<b>太字</b>|<img src='/etc/passwd'>|<para|&lt;|&#0;|</si>|]]>|<!ENTITY x SYSTEM 'file:///etc/passwd'>"
_ORDERS = "../../etc/passwd|..\\..\\windows|/dev/zero|C:\\con|%s%n|{0}|{name}|{|$(reboot)|'; DROP TABLE client;--"
_NUMBERS = "0|1e308|-0|nan|99999999999999999999|昭和64年13月99日|令和元年|2026-02-30|0000-00-00|12/31|９９９９－１－１"
_LONG = ("x" * 5_000, "あ" * 40_000, "=" * 200, "；" * 500, "毎週火 99:99-00:00；" * 50)
NASTY = (*"|".join((_ODD_LETTERS, _FORMULAS, _MARKUP, _ORDERS, _NUMBERS)).split("|"), *_LONG)

USUAL = {
    "client_no": (CLIENT, "00002"),
    "name": ("見本 花子", "例田 一朗", OFFICE, "自助グループ見本"),
    "kana": ("ミホン ハナコ", "れいだ いちろう"),
    "birth_date": ("1985-04-12", "S60.4.12", "昭和60年", ""),
    "sex": ("男", "女", "", "不明"),
    "kind": ("福祉事務所", "self_help_group", "医療機関"),
    "institution": (OFFICE,),
    "state": ("関わりあり", "終了", "declined"),
    "date": ("2026-10-01", "令和8年10月2日", "2026/11/3"),
    "service": ("相談", "訪問指導"),
    "category": ("アルコール", "gambling"),
    "factors": ("", "ひきこもり；災害"),
    "schedule": ("", "毎週火 19:00-21:00", "第2・第4土 13:30-15:00；第5月 10:00-11:00"),
    "channel": ("電話", "対面"),
    "client_present": ("はい", "", "no"),
    "receiver_live": ("はい", "○"),
    "phone": ("090-0000-0000", ""),
    "postal_code": ("510-0000", ""),
}

hostile_text = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=10), st.text(st.characters(max_codepoint=0x9F), max_size=6)
)


@dataclass(frozen=True)
class HostileFile:
    """A file as bytes, and as what it is imported."""

    name: str
    content: bytes
    kind: LedgerKind
    on_duplicate: OnDuplicate


Rows = list[list[str]]


def _table(kind: LedgerKind, texts: list[str], choose: random.Random) -> Rows:
    """Return a header and rows: most cells are usual, some are not."""
    calm = choose.random() < 0.5  # then only cells that may hold any text are hostile, and the file may be taken
    columns = [column for column in LEDGERS[kind].columns if column.required or _wanted(kind, column.field, choose)]
    if choose.random() < 0.3:
        choose.shuffle(columns)
    header = [choose.choice((column.ja, column.field)) for column in columns]
    if not calm and choose.random() < 0.2:
        header[choose.randrange(len(header))] = choose.choice([*texts, "", header[0], "知らない列"])
    free = [place for place, column in enumerate(columns) if _free(kind, column)]
    rows = []
    for _ in range(choose.choice((0, 1, 2, 3, 8))):
        row = [_usual(kind, column.field, choose) for column in columns]
        for text in texts:
            if choose.random() < 0.7 and (free or not calm):
                row[choose.choice(free) if calm else choose.randrange(len(row))] = text
        if not calm and choose.random() < 0.05:
            row += choose.choice((texts, ["x"] * 300))
        rows.append(row)
    return [header, *rows]


def _wanted(kind: LedgerKind, field: str, choose: random.Random) -> bool:
    if kind is LedgerKind.ENGAGEMENTS and field in {"institution", "kind"}:
        return field == "institution"
    if kind is LedgerKind.REFERRALS and field in {"status", "outcome", "outcome_date", "reason"}:
        return choose.random() < 0.1
    return choose.random() < 0.5


def _free(kind: LedgerKind, column: Column) -> bool:
    names_a_record = column.field == "institution" or (kind is LedgerKind.INSTITUTIONS and column.field == "name")
    return isinstance(column.form, Text) and not names_a_record


def _usual(kind: LedgerKind, field: str, choose: random.Random) -> str:
    if kind is LedgerKind.CLIENTS and field == "client_no":
        return choose.choice(("", f"{choose.randrange(10_000_000)}", f"A-{choose.randrange(10_000_000)}", CLIENT))
    if kind is LedgerKind.INSTITUTIONS and field == "name":
        return f"見本{choose.randrange(10_000_000)}の会"
    return choose.choice(USUAL.get(field, ("",)))


def _csv(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    rows = _table(kind, texts, choose)
    if choose.random() < 0.8:
        stream = io.StringIO(newline="")
        quoting = choose.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        csv.writer(stream, quoting=quoting, lineterminator=choose.choice(("\r\n", "\n"))).writerows(rows)
        text = stream.getvalue()
    else:  # quotation marks as they come
        between = choose.choice(",,,;\t")
        text = "\n".join(between.join(row) for row in rows)
    usual = choose.random() < 0.8
    encoding = choose.choice(("utf-8", "utf-8-sig", "cp932") if usual else ("utf-16", "euc-jp", "iso2022-jp", "utf-7"))
    return text.encode(encoding, choose.choice(("ignore", "replace", "ignore")))


def _spoilt_csv(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    return _spoilt(_csv(kind, texts, choose), choose)


def _spoilt(content: bytes, choose: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(choose.randint(1, 4)):
        place = choose.randrange(len(data) + 1)
        match choose.randrange(4):
            case 0:
                data[place : place + 1] = choose.randbytes(1)
            case 1:
                data[place:place] = choose.randbytes(choose.randint(1, 4))
            case 2:
                del data[place : place + choose.randint(1, 20)]
            case 3:
                data[place:place] = data[place // 2 : place][:200]
    return bytes(data)


_ZIP = b"PK\x03\x04"


def _bytes(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    start = choose.choice(
        (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"\xef\xbb\xbf", b"\xff\xfe", b"\0")
    )
    return start + choose.randbytes(choose.choice((0, 1, 30, 2_000))) + "".join(texts).encode("utf-8", "ignore")


def _huge(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    """One row or one cell that is far too large."""
    name = LEDGERS[kind].columns[1].ja
    match choose.randrange(4):
        case 0:
            return f"{name}\n{'あ' * 200_000}\n".encode()
        case 1:
            return f"{name}\n{',' * 100_000}\n".encode()
        case 2:
            return f"{name}\n{chr(34)}{'x,y' * 60_000}\n".encode()
    return (f"{name}\n" + "\n" * 50_000 + "x\n").encode()


# Workbooks, put together by hand: openpyxl would refuse to write most of this

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    '{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{}"/>'
    "<sheetData>{}</sheetData></worksheet>"
)
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">'
    '<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;">'
    '<!ENTITY h SYSTEM "file:///etc/passwd">]>'
)


def _in_xml(text: str) -> str:
    return escape("".join(character for character in text if character >= " " or character in "\t\n\r"))


def _cell(text: str, choose: random.Random, odd: float) -> str:
    match choose.randrange(4) if choose.random() < odd else None:
        case 0:
            return f"<c><f>{_in_xml(text)}</f></c>"
        case 1:
            return f"<c><f>1+1</f><v>{_in_xml(text)}</v></c>"
        case 2:
            return f'<c t="{choose.choice("besnd")}"><v>{_in_xml(text)}</v></c>'
        case 3:
            return f"<c><v>{choose.choice(('46296', '1e400', '-5', '0.5', 'x', '2958466', '46296.999999'))}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_in_xml(text)}</t></is></c>'


def _parts(kind: LedgerKind, texts: list[str], choose: random.Random) -> dict[str, bytes]:
    rows = _table(kind, texts, choose)
    head = '<?xml version="1.0"?>'
    hostile = choose.randrange(16)
    if hostile == 0:
        head = _BOMB
        rows.append([choose.choice(("&g;", "&h;", "&d;"))])
    odd = choose.choice((0.0, 0.0, 0.02, 0.2))
    body = "".join(f"<row>{''.join(_cell(cell, choose, odd) for cell in row)}</row>" for row in rows)
    if hostile == 0:
        body = body.replace("&amp;", "&")
    if hostile == 1:
        row, cell = choose.choice((1_048_577, 9_999_999, 0, -1)), choose.choice(("XFD1", "ZZZZ1", "A0", "1"))
        body += f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'
    sheet = _SHEET.format(head, choose.choice(("A1", "A1:XFD1048576")), body)
    title = escape(choose.choice(["Sheet1", "../x", *texts])[:31])
    place = "worksheets/sheet1.xml"
    if choose.random() < 0.05:
        place = choose.choice(("../../etc/passwd", "/etc/passwd", "x.xml"))
    return {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _RELS.format("officeDocument", "xl/workbook.xml").encode(),
        "xl/workbook.xml": _BOOK.format(title).encode("utf-8", "ignore"),
        "xl/_rels/workbook.xml.rels": _RELS.format("worksheet", place).encode(),
        "xl/worksheets/sheet1.xml": sheet.encode("utf-8", "ignore"),
    }


def _packed(parts: dict[str, bytes], *, tight: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if tight else None)
    return stream.getvalue()


def _xlsx(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    parts = _parts(kind, texts, choose)
    match choose.randrange(10):
        case 0:
            del parts[choose.choice(list(parts))]
        case 1:
            name = choose.choice(list(parts))
            parts[name] = _spoilt(parts[name], choose)
        case 2:
            parts["../../../tmp/referral-desk-escaped"] = b"x"
            parts["/etc/referral-desk-escaped"] = b"x"
    return _packed(parts)


def _spoilt_xlsx(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    return _spoilt(_packed(_parts(kind, texts, choose)), choose)


def _zip_bomb(kind: LedgerKind, texts: list[str], choose: random.Random) -> bytes:
    """A part that says it is larger than any table, or that says nothing of its size and is large."""
    parts = _parts(kind, texts, choose)
    name = choose.choice(("xl/worksheets/sheet1.xml", "xl/media/picture.png"))
    parts[name] = parts.get(name, b"") + bytes(choose.choice((100_000, 3_000_000)))
    content = bytearray(_packed(parts, tight=True))
    says = choose.choice((500 << 20, (1 << 32) - 2, 10, 0))
    at = content.find(b"PK\x01\x02")
    while at >= 0 and choose.random() < 0.9:
        content[at + 24 : at + 28] = says.to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


Maker = Callable[[LedgerKind, list[str], random.Random], bytes]
MAKERS: tuple[tuple[Maker, str, int], ...] = (
    (_csv, "table.csv", 30),
    (_spoilt_csv, "table.csv", 10),
    (_bytes, "table.csv", 8),
    (_huge, "table.csv", 1),
    (_xlsx, "table.xlsx", 14),
    (_spoilt_xlsx, "table.xlsx", 5),
    (_zip_bomb, "table.xlsx", 2),
)
_WEIGHTED = tuple((maker, name) for maker, name, weight in MAKERS for _ in range(weight))


@st.composite
def hostile_files(draw: st.DrawFn) -> HostileFile:
    """A file to import that is wrong in some way, or only looks like it."""
    maker, name = draw(st.sampled_from(_WEIGHTED))
    kind = draw(st.sampled_from(tuple(LedgerKind)))
    texts = draw(st.lists(hostile_text, max_size=3))
    choose = random.Random(draw(st.integers(0, (1 << 32) - 1)))
    rule = draw(st.sampled_from(tuple(OnDuplicate)))
    if not LEDGERS[kind].allows(rule):
        rule = OnDuplicate.SKIP
    return HostileFile(name, maker(kind, texts, choose), kind, rule)
