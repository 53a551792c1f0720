"""A referral letter, from facts to bytes, beside a bare ReportLab page with the same text in the same font."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.measure import Comparison, compare, seconds
from referral_desk import resources
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client
from referral_desk.domain.codes import Channel, ConsentKind, HandoffMode, PublicAssistance, Sex
from referral_desk.domain.disclosing import ReferralConsent, permission
from referral_desk.domain.documents.letter import Letter, compose_letter
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, translator
from referral_desk.reports import fonts
from referral_desk.reports.letter import letter_pdf
from referral_desk.reports.wording import letter_wording

LIMIT = 2.0
ROUNDS = 40
DAY = date(2026, 11, 23)
STAFF = StaffMember(id=1, name="見本 みどり", job_title="保健師")
CENTRE = CentreSettings(
    name="架空市保健所",
    department="精神保健係",
    postal_code="510-0000",
    address="架空市見本町一丁目1番1号",
    phone="059-000-0000",
    sender_title="所長",
    sender_name="見本 茂",
    document_prefix="架健精",
    staff=(STAFF,),
)
CLIENT = Client(
    id=312,
    version=1,
    number="00312",
    name="見本 花子",
    kana="ミホン ハナコ",
    birth=date(1985, 4, 12),
    sex=Sex.FEMALE,
    postal_code="510-0000",
    address="架空市見本町一丁目1番5号",
    phone="090-0000-0000",
    household="父（78歳）、長女（12歳）との三人暮らし。主な収入は父の年金。",
    public_assistance=PublicAssistance.NONE,
    registered_on=None,
    closed_on=None,
)
OFFICE = Institution(
    id=3,
    number="3",
    version=1,
    name="架空市福祉事務所　保護第二係",
    kana="カクウシフクシジムショ",
    kind="welfare_office",
)
CALL = Handoff(
    id=1,
    referral_id=12,
    on=DAY,
    staff_name="見本 みどり",
    client_present=True,
    receiver_live=True,
    channel=Channel.TELEPHONE,
    receiver_name="面接相談員 例田 一朗",
    at="10:40",
)
REFERRAL = Referral(
    id=12,
    number="104",
    version=1,
    client_id=312,
    client_number="00312",
    client_name=CLIENT.name,
    client_kana=CLIENT.kana,
    institution_id=3,
    institution_name=OFFICE.name,
    institution_kind=OFFICE.kind,
    staff_name="見本 みどり",
    on=DAY,
    consent=ConsentKind.ORAL,
    consent_by="見本 みどり",
    request="生活保護の申請に関する相談\n滞納家賃への対応についての助言",
    background="本年8月に離職。飲酒量が増え、10月から家賃を滞納している。10月30日から受診中（月1回）。",
    handoffs=(CALL,),
    mode=HandoffMode.THREE_WAY_CALL,
)


def compose() -> Letter:
    """Freeze the letter, as the program does when a user asks for it."""
    return compose_letter(
        referral=REFERRAL,
        client=CLIENT,
        institution=OFFICE,
        centre=CENTRE,
        staff=STAFF,
        wording=letter_wording(_CODES.institution_kinds[OFFICE.kind], "ja"),
        codes=_CODES,
        language="ja",
        tr=translator(Language.JA),
        issued_on=DAY,
        allowed=permission(
            _CODES.minimal_items.of(_CODES.institution_kinds[OFFICE.kind]),
            (),
            ReferralConsent.of(REFERRAL),
            None,
            DAY,
        ),
        number=104,
    )


_CODES = resources.code_book()


def texts(value: object) -> list[str]:
    """Return every text of a frozen document, in its order."""
    if isinstance(value, str):
        return value.splitlines()
    if isinstance(value, Letter):
        value = replace(value, told=())  # codes for the log, not on the page
    if isinstance(value, tuple):
        return [line for part in value for line in texts(part)]
    if is_dataclass(value):
        return [line for part in fields(value) for line in texts(getattr(value, part.name))]
    return []


@cache
def register_bare() -> None:
    """Make ReportLab's own font known as Bare, once a process.

    ReportLab takes a font whose face has the name of a known one for that one: the reference would be drawn with the
    program's font, which puts its subsets together in less time.
    """
    font = TTFont("Bare", str(resources.path("fonts", "BIZUDPMincho-Regular.ttf")))
    font.face.name = b"Bare"
    pdfmetrics.registerFont(font)
    assert pdfmetrics.getFont("Bare") is font


def bare_page(lines: list[str]) -> bytes:
    """Draw lines of text one below the other, as ReportLab's own guide begins."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Bare", 10.5)
    for number, line in enumerate(lines):
        canvas.drawString(57, 790 - 15 * number, line)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def one_letter() -> Comparison:
    """Compare one letter; fonts are loaded before the clock starts, for both."""
    fonts.load()
    register_bare()
    lines = [line[start : start + 42] for line in texts(compose()) for start in range(0, len(line), 42)]
    return compare(
        "a letter, from facts to bytes",
        lambda: seconds(lambda: bare_page(lines)),
        lambda: seconds(lambda: letter_pdf(compose())),
        limit=LIMIT,
        rounds=ROUNDS,
        warm_up=3,
    )
