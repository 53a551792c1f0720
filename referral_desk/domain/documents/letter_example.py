"""A letter about nobody: invented people, so that a wording can be seen on paper before any client's letter has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client
from referral_desk.domain.codes import (
    Channel,
    CodeBook,
    ConsentKind,
    DisabilityCertificate,
    LegalBasis,
    OutpatientSupport,
    PublicAssistance,
    Sex,
    Urgency,
)
from referral_desk.domain.disclosing import Agreed, Permission
from referral_desk.domain.documents.letter import Letter, compose_letter
from referral_desk.domain.documents.letter_wording import LetterWording
from referral_desk.domain.handoff import Handoff, mode_of
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import Referral

_FOLLOW_UP_DAYS = 7

_FACTS: Mapping[str, tuple[Channel, bool, bool]] = MappingProxyType(
    {
        "accompanied": (Channel.GOING_ALONG, True, True),
        "introduced_in_person": (Channel.IN_PERSON, True, True),
        "three_way_call": (Channel.TELEPHONE, True, True),
        "three_way_online": (Channel.ONLINE, True, True),
        "staff_to_staff": (Channel.TELEPHONE, False, True),
        "letter_only": (Channel.LETTER, False, False),
        "information_only": (Channel.LEAFLET, True, False),
        "not_yet": (Channel.NOT_YET, False, False),
    }
)
"""By the sentence's key: the way, whether the client was there, whether the receiver took part."""


@dataclass(frozen=True)
class Shown:
    """Which sentences the example has: a key of the handoff sentences, and how the client agreed."""

    handoff: str = "three_way_call"
    consent: ConsentKind = ConsentKind.ORAL

    @staticmethod
    def with_text(key: str) -> Shown:
        """Return the example in which the text ``key`` of a wording can be seen."""
        group, _dot, name = key.partition(".")
        if group in ("handoff", "happened") and name in _FACTS:
            return Shown(handoff=name)
        return Shown(consent=ConsentKind.WRITTEN) if key == "consent.written" else Shown()


def compose_example(
    *,
    wording: LetterWording,
    kind: str,
    centre: CentreSettings,
    staff: StaffMember | None,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    on: date,
    shown: Shown = Shown(),
) -> Letter:
    """Compose the example with a wording, as to an institution of ``kind``; it has every item and no number."""
    client, institution = _client(language, tr), _institution(kind, codes, language, tr)
    return compose_letter(
        referral=_referral(client, institution, shown, on, tr),
        client=client,
        institution=institution,
        centre=centre,
        staff=staff,
        wording=wording,
        codes=codes,
        language=language,
        tr=tr,
        issued_on=on,
        allowed=Permission(
            LegalBasis.CONSENT,
            frozenset(item.code for item in codes.disclosure_items.items),
            agreed=Agreed(shown.consent, on, staff.name if staff else ""),
        ),
        follow_up_on=on + timedelta(days=_FOLLOW_UP_DAYS),
    )


def _client(language: str, tr: Gettext) -> Client:
    return Client(
        id=0,
        version=1,
        number="00000",
        name=tr("Hanako Mihon"),
        kana="" if language == "en" else "ミホン ハナコ",
        birth=date(1985, 4, 12),
        sex=Sex.FEMALE,
        postal_code="510-0000",
        address=tr("1-1-5 Mihon-cho, Kaku City"),
        phone="090-0000-0000",
        may_leave_message=False,
        household=tr("Lives with her father (78) and her daughter (12)."),
        public_assistance=PublicAssistance.NONE,
        outpatient_support=OutpatientSupport.USING,
        disability_certificate=DisabilityCertificate.GRADE_2,
        registered_on=None,
        closed_on=None,
    )


def _institution(kind: str, codes: CodeBook, language: str, tr: Gettext) -> Institution:
    label = codes.institution_kinds.label(kind, language)
    return Institution(
        id=0,
        number="0",
        version=1,
        name=tr("{kind} of Kaku City").format(kind=label),
        kana="カクウ",
        kind=kind,
        phone="059-000-0100",
    )


def _referral(client: Client, institution: Institution, shown: Shown, on: date, tr: Gettext) -> Referral:
    channel, present, live = _FACTS[shown.handoff]
    handoff = Handoff(
        id=0,
        referral_id=0,
        on=on + timedelta(days=1) if channel is Channel.NOT_YET else on,
        staff_name="",
        client_present=present,
        receiver_live=live,
        channel=channel,
        receiver_name=tr("Ichiro Reida") if live else "",
        at="10:40" if live else "",
    )
    return Referral(
        id=0,
        number="0",
        version=1,
        client_id=client.id,
        client_number=client.number,
        client_name=client.name,
        client_kana=client.kana,
        institution_id=institution.id,
        institution_name=institution.name,
        institution_kind=institution.kind,
        staff_name="",
        on=on,
        consent=shown.consent,
        request=tr("Advice on applying for support\nAdvice on the rent in arrears"),
        background=tr("Lost her work in August; since October the rent is in arrears. With us since June."),
        urgency=Urgency.HIGH,
        handoffs=(handoff,),
        mode=mode_of(handoff),
    )
