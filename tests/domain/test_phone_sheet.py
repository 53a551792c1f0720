"""The sheet for the phone: whom to call, what to say, what to tick; of a client only what the receiver may be told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from referral_desk import resources
from referral_desk.domain.client import ANONYMOUS_NAME, Client
from referral_desk.domain.codes import ConsentKind, LegalBasis
from referral_desk.domain.disclosing import NO_CONSENT, Agreed, Permission
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.documents.phone_sheet import PhoneSheet, compose_phone_sheet
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import InstitutionPerson
from referral_desk.domain.schedule_text import parse_schedule
from tests.reports import samples

CODES = resources.code_book()
MONDAY = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - wall-clock time
AGREED = Agreed(ConsentKind.ORAL, date(2026, 11, 20), "見本 みどり")
ASKED = Permission(None, missing=NO_CONSENT)
NAMED = Permission(LegalBasis.CONSENT, frozenset({"name", "address_and_phone"}), 1, agreed=AGREED)
HERS = replace(samples.CLIENT, note="秘密の覚え", contact_caution="夫には内緒", phone="090-0000-0123")


def sheet(
    institution: Institution, client: Client | None = None, permission: Permission | None = None, language: str = "en"
) -> PhoneSheet:
    return compose_phone_sheet(
        institution=institution,
        client=client,
        permission=permission if client is not None else None,
        centre=samples.CENTRE,
        staff_name="見本 みどり",
        told=Told(CODES, language, str, date.isoformat),
        now=MONDAY,
        is_holiday=lambda _day: False,
    )


def words(content: PhoneSheet) -> str:
    return " ".join(repr(getattr(content, each.name)) for each in fields(content))


def ticks(content: PhoneSheet, label: str) -> list[str]:
    return [tick.text for asked in content.agreed if asked.label == label for tick in asked.ticks]


def test_it_says_whom_to_call_when_and_what_to_say_first() -> None:
    group = replace(
        samples.GROUP, first_words="保健所です", handoff_note="入口で待つ", contact_agreed_on=date(2026, 4, 1)
    )
    content = sheet(group)
    assert content.phone == group.phone
    assert dict(content.facts)["Ask for"] == "例田さん (agreed to be called, since 2026-04-01)"
    assert dict(content.facts)["Can be called"] == group.contact_hours
    assert dict(content.facts)["Introducing somebody here"] == "入口で待つ"
    assert content.first_words == "Say first: 保健所です"
    assert "見本" in content.steps[0]


def test_only_those_who_agreed_to_be_called_are_named_beside_the_contact() -> None:
    people = (
        InstitutionPerson(name="試山 一朗", agreed_on=date(2026, 1, 5)),
        InstitutionPerson(name="例村 二朗"),
    )
    said = words(sheet(replace(samples.OFFICE, people=people)))
    assert "試山 一朗" in said
    assert "例村 二朗" not in said


def test_the_next_meetings_are_there_to_be_ticked_those_of_today_only_while_they_are_to_come() -> None:
    meets = parse_schedule("毎週月 9:00；毎週月 19:00-20:00；第2土 13:30（会場「見本公民館」）")
    found = ticks(sheet(replace(samples.GROUP, schedule=meets)), "Which meeting")
    assert found[:2] == ["Mon 23 Nov  19:00–20:00", "Mon 30 Nov  9:00"]
    assert len(found) == 5
    assert found[-1] == "Another day and time"
    elsewhere = ticks(sheet(replace(samples.GROUP, schedule=meets[2:])), "Which meeting")
    assert elsewhere[0] == "Sat 12 Dec  13:30  見本公民館"


def test_where_nobody_meets_there_is_a_line_for_the_day() -> None:
    content = sheet(samples.OFFICE)
    assert ticks(content, "Which meeting") == []
    assert [asked.ticks for asked in content.agreed if asked.label == "When"] == [()]


@pytest.mark.parametrize("permission", [ASKED, NAMED])
def test_a_group_s_sheet_never_has_the_client_s_name(permission: Permission) -> None:
    content = sheet(samples.GROUP, HERS, permission)
    said = words(content)
    for hers in (HERS.name, HERS.kana, HERS.phone, HERS.address, HERS.note, HERS.contact_caution, HERS.household):
        assert hers not in said
    assert content.client is not None
    assert content.client.facts[0] == ("Wants to be called", "")
    assert HERS.number in content.client.heading


@pytest.mark.parametrize(("name", "called"), [("ハル", "ハル"), (ANONYMOUS_NAME, "")])
def test_a_group_is_told_the_nickname_of_who_has_no_other_name_here(name: str, called: str) -> None:
    content = sheet(samples.GROUP, replace(HERS, name=name, anonymous=True), ASKED)
    assert content.client is not None
    assert content.client.facts[0] == ("Wants to be called", called)


def test_an_office_s_sheet_has_the_name_only_where_a_consent_covers_it() -> None:
    without, with_name = sheet(samples.OFFICE, HERS, ASKED), sheet(samples.OFFICE, HERS, NAMED)
    assert without.client is not None
    assert with_name.client is not None
    for hers in (HERS.name, HERS.phone, HERS.kana):
        assert hers not in words(without)
        assert hers in words(with_name)
    assert without.client.facts[0] == ("Name, if she agrees", "")
    assert NO_CONSENT.text in without.client.may
    assert without.client.ask
    assert "2026-11-20" in with_name.client.may
    assert not with_name.client.ask
    for never in (HERS.note, HERS.contact_caution, HERS.household):
        assert never not in words(with_name)


def test_what_must_not_be_done_when_she_is_called_back_is_said() -> None:
    content = sheet(samples.GROUP, replace(HERS, may_leave_message=False), ASKED)
    assert content.client is not None
    assert ("Careful", "Please leave no message") in content.client.facts


def test_an_old_entry_is_marked_and_a_fresh_one_is_not() -> None:
    assert sheet(replace(samples.GROUP, verified_on=None)).warning
    assert sheet(replace(samples.GROUP, verified_on=date(2026, 11, 20))).warning == ""
