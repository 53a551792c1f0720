"""Fictional records for the tests and the pictures of documents: short, long, hostile, with rare kanji."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client
from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Channel,
    ConsentKind,
    DisabilityCertificate,
    HandoffMode,
    OutpatientSupport,
    PublicAssistance,
    Sex,
    Urgency,
)
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.domain.schedule import MeetingTime

DAY = date(2026, 11, 23)
STAFF = StaffMember(id=1, name="見本 みどり", job_title="保健師")
CENTRE = CentreSettings(
    name="架空市保健所",
    department="精神保健係",
    postal_code="510-0000",
    address="架空市見本町一丁目1番1号",
    phone="059-000-0000",
    extension="214",
    fax="059-000-0001",
    sender_title="所長",
    sender_name="見本 茂",
    document_prefix="架健精",
    staff=(STAFF,),
)
CLIENT = Client(
    id=57,
    version=1,
    number="00057",
    name="髙橋 𠮷子",
    kana="タカハシ ヨシコ",
    birth=date(1985, 4, 12),
    sex=Sex.FEMALE,
    postal_code="510-0000",
    address="架空市見本町一丁目1番5号",
    phone="090-0000-0000",
    may_call=True,
    may_leave_message=False,
    household="父（78歳）、長女（12歳）との三人暮らし。主な収入は父の年金。",
    public_assistance=PublicAssistance.NONE,
    outpatient_support=OutpatientSupport.USING,
    disability_certificate=DisabilityCertificate.GRADE_2,
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
    phone="059-000-0100",
)
GROUP = Institution(
    id=4,
    number="4",
    version=1,
    name="AA架空グループ",
    kana="エーエーカクウグループ",
    kind="self_help_group",
    target="alcohol",
    attendees=Attendees.CLIENT,
    anonymity=Anonymity.ANONYMOUS,
    phone="090-0000-0001",
    contact_name="例田さん",
    contact_hours="平日 18時〜21時",
    schedule=(
        MeetingTime((1,), (), time(19, 0), time(20, 30)),
        MeetingTime((5,), (2, 4), time(13, 30), time(15, 0)),
    ),
    venue="架空市民会館 2階 第3会議室（正面玄関を入って左の階段）",
    address="架空市例町二丁目3番地",
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
    client_id=57,
    client_number="00057",
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
    background="本年8月に離職。飲酒量が増え、10月から家賃を滞納している。10月30日から精神科を受診中（月1回）。"
    "当所では本年6月から相談を継続している。",
    urgency=Urgency.HIGH,
    handoffs=(CALL,),
    mode=HandoffMode.THREE_WAY_CALL,
)
RARE = "𠮷野𡈽屋髙﨑德濵葛\U000e0100城神"
HOSTILE = "<b>&amp;<img src='/etc/passwd'/>𠮷田<b>& {name} %s \\n $(id) </para>"
LONG_HISTORY = (
    "本年8月に離職。飲酒量が増え、10月から家賃を滞納している。「もう、どこへも行きたくない」と話し、"
    "電話（090-0000-0000）にもほとんど出ない。精神科のClinic Kakuで週2回のprogrammeを紹介したが、3日で中断。"
    "https://example.invalid/a/very/long/path?query=1 を見て、自ら相談に来られた。"
) * 27


def client(**changes: object) -> Client:
    """Return the sample client with changes."""
    return replace(CLIENT, **changes)  # type: ignore[arg-type]


def referral(**changes: object) -> Referral:
    """Return the sample referral with changes."""
    return replace(REFERRAL, **changes)  # type: ignore[arg-type]
