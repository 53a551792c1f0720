"""Fictional records for the tests and the pictures of documents: short, long, hostile, with rare kanji."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from referral_desk.domain.calendar import Period
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.chart_trend import MonthOfHandoffs
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.client import Client
from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Channel,
    CodeBook,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    HandoffMode,
    LegalBasis,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
    ReferralStatus,
    Sex,
    SpokeWith,
    Urgency,
)
from referral_desk.domain.contact import Contact
from referral_desk.domain.disclosing import Permission, ReferralConsent, permission
from referral_desk.domain.engagement import BoardTile, Engagement, OpenReferral, engagement_board
from referral_desk.domain.followup import FollowUp, FollowUpKind
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import Referral
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.tally import Tally, make_tally
from referral_desk.domain.tally_charts import ChartFacts, TallyCharts, tally_charts
from referral_desk.domain.tally_counts import BenefitCounts, Counts, EngagementCounts, HandoffCounts, ModeCounts

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


def everything(codes: CodeBook, told_with: Referral = REFERRAL) -> Permission:
    """Return the permission to tell every item, on the consent that a referral notes, or on another basis."""
    items = [item.code for item in codes.disclosure_items.items]
    return permission(items, (), ReferralConsent.of(told_with), LegalBasis.BY_LAW, DAY)


def _engagement(number: int, institution: str, kind: str, state: EngagementState, **changes: object) -> Engagement:
    return Engagement(
        id=number,
        version=1,
        client_id=57,
        institution_id=number,
        institution_name=institution,
        kind=kind,
        state=state,
        **changes,  # type: ignore[arg-type]
    )


def board(codes: CodeBook, *, empty: bool = False) -> tuple[BoardTile, ...]:
    """Return an engagement board with every state, or with nothing on it."""
    if empty:
        return engagement_board((), (), codes, DAY)
    engagements = (
        _engagement(
            11, "見本こころのクリニック", "medical_institution", EngagementState.ENGAGED, since=date(2026, 10, 30)
        ),
        _engagement(12, "架空訪問看護ステーション", "visiting_nurse", EngagementState.DECLINED),
        _engagement(13, "例町就労支援センター", "employment_support", EngagementState.ENDED, until=date(2026, 3, 31)),
    )
    referred = (OpenReferral(12, 3, OFFICE.name, OFFICE.kind, ReferralStatus.REQUESTED, DAY, warm=True),)
    return engagement_board(engagements, referred, codes, DAY)


REFERRALS = (
    REFERRAL,
    replace(
        REFERRAL,
        id=13,
        number="98",
        institution_name="AA架空グループ",
        institution_kind="self_help_group",
        on=date(2026, 9, 1),
        mode=HandoffMode.INFORMATION_ONLY,
        status=ReferralStatus.COMPLETED,
        outcome=Outcome.FIRST_ATTENDED,
        outcome_on=date(2026, 9, 8),
    ),
    replace(REFERRAL, id=14, number="105", institution_name="架空市社会福祉協議会", mode=None, handoffs=()),
)
FOLLOW_UPS = (
    FollowUp(
        id=1,
        referral_id=12,
        kind=FollowUpKind.OUTCOME,
        due_on=date(2026, 11, 20),
        note="",
        done_on=None,
        attempts=1,
        last_attempt_on=date(2026, 11, 20),
    ),
    FollowUp(
        id=2,
        referral_id=14,
        kind=FollowUpKind.HANDOFF,
        due_on=date(2026, 12, 1),
        note="14時に窓口で待ち合わせ",
        done_on=None,
        attempts=0,
        last_attempt_on=None,
    ),
)
CONTACTS = tuple(
    Contact(
        id=number,
        version=1,
        client_id=57,
        on=date(2026, 11, 23 - number),
        service=service,
        category="alcohol",
        spoke_with=SpokeWith.CLIENT,
        note=note,
        staff_name="見本 みどり",
    )
    for number, (service, note) in enumerate(
        (
            (ContactService.CONSULTATION, "来所。家賃の滞納について相談。福祉事務所への同席電話を提案し、同意された。"),
            (ContactService.TELEPHONE, "父から電話。飲酒が続いている。"),
            (ContactService.HOME_VISIT, "訪問。室内は片づいている。次回の受診に同行の予定。"),
        )
    )
)


def tally(codes: CodeBook, *, empty: bool = False) -> Tally:
    """Return the tally of a busy month, or of one without a record."""
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    if empty:
        return make_tally(first, last, Counts(), codes)
    modes = dict(zip(HandoffMode, (5, 6, 10, 5, 5, 3), strict=True))
    kinds = [item.code for item in codes.institution_kinds.items]
    return make_tally(
        first,
        last,
        Counts(
            persons=976,
            persons_reported=900,
            contacts=4141,
            service_persons={"consultation": 410, "day_care": 90, "home_visit": 214, "telephone": 540, "email": 4},
            service_contacts={"consultation": 1048, "day_care": 716, "home_visit": 421, "telephone": 1954, "email": 2},
            category_contacts={item.code: 111 * n for n, item in enumerate(codes.contact_categories.items)},
            factor_contacts={item.code: 31 * n for n, item in enumerate(codes.factors.items)},
            handoffs=HandoffCounts(38, 29, modes),
            handoffs_by_kind={
                code: HandoffCounts(9, 8, {HandoffMode.ACCOMPANIED: 2, HandoffMode.LETTER_ONLY: 5})
                for code in kinds[:9]
            },
            modes={
                mode: ModeCounts(count * 11, count * (7 - n), n * 3, (3, 7, 12))
                for n, (mode, count) in enumerate(modes.items())
            },
            engagements={code: EngagementCounts(12 * n, n, n // 2) for n, code in enumerate(kinds[:14])},
            benefit_clients=1204,
            public_assistance=311,
            benefits={
                "outpatient_support": BenefitCounts(8366, 2053),
                "disability_certificate": BenefitCounts(4701, 1363),
            },
        ),
        codes,
    )


def charts(codes: CodeBook, language: str, tr: Gettext) -> TallyCharts:
    """Return the charts of the busy month, after thirteen months of which one had no handoff."""
    busy = tally(codes)
    periods = [Period.month(2025 + (9 + n) // 12, (9 + n) % 12 + 1) for n in range(13)]
    months = tuple(
        MonthOfHandoffs(period, 0, 0) if n == 3 else MonthOfHandoffs(period, 2 * n, 31)
        for n, period in enumerate(periods)
    )
    return tally_charts(ChartFacts(busy, busy, busy, months), ChartWords(codes, language, tr))
