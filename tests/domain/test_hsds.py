"""The directory as HSDS: as its schemas ask, nothing lost, nobody's own number given away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import Anonymity, Attendees, Capacity, Openness, Operator, PhoneKind
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.hsds_reading import canonical_given, read_directory
from referral_desk.domain.hsds_terms import namespace, organization_id
from referral_desk.domain.hsds_values import split_address, yen
from referral_desk.domain.hsds_writing import Outgoing, organization
from referral_desk.domain.institution import Institution, InstitutionDraft, InstitutionVersion
from referral_desk.domain.institution_changes import FIELD_WORDS, changes, updated
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.schedule import NEW_YEAR_PAUSE, MeetingTime, Pause
from referral_desk.resources import code_book
from tests.domain.hsds_shape import identifiers, violations

CODES = code_book(())
OWN = namespace("見本")
HOSTILE = "𠮷田<b>&\"'"

EVENING = MeetingTime((1,), (), time(19), time(21), openness=Openness.CLOSED, venue="市民会館", note=HOSTILE)
EVERYTHING = Institution(
    id=7,
    number="0007",
    version=1,
    name=f"架空断酒会 {HOSTILE}",
    kana="カクウダンシュカイ",
    kind="self_help_group",
    target="alcohol",
    attendees=Attendees.ANYONE,
    anonymity=Anonymity.ANONYMOUS,
    openness=Openness.OPEN,
    fee="500円",
    operator=Operator.OTHER,
    operated_by="見本会",
    postal_code="510-0088",
    address="東京都架空市見本町1-1",
    access="駅から5分",
    phone="059-000-0000",
    email="dansyu@example.jp",
    website="www.example.jp",
    contact_name="見本 花子",
    contact_hours="夜",
    contact_agreed_on=date(2026, 10, 1),
    schedule=(
        EVENING,
        MeetingTime((5,), (2, 4), time(13, 30), time(15), pauses=(NEW_YEAR_PAUSE,), not_on_holidays=True),
        MeetingTime((), (), time(10), None, month_days=(15, -1), attendees=Attendees.FAMILY, venue="第二会場"),
        MeetingTime((0,), (), time(9), time(10), interval=2, begins=date(2026, 4, 6), ends=date(2027, 3, 29)),
        MeetingTime((4,), (-1,), time(9), None, pauses=(Pause(date(2026, 8, 10), date(2026, 8, 20)),)),
    ),
    venue="公民館",
    handoff_note="花子さんに電話",
    first_words="保健所です",
    meet_at="改札",
    capacity=Capacity.WAITING_LIST,
    capacity_on=date(2026, 11, 1),
    capacity_note="2か月",
    listed=False,
    unlisted_reason="希望による",
    verified_on=date(2026, 11, 2),
    verified_by="見本 みどり",
    verified_with="花子さん",
    note=HOSTILE,
    places=(
        InstitutionPlace(name="市民会館", postal_code="510-0001", address="架空市本町2", access="バス"),
        InstitutionPlace(),
    ),
    services=(
        InstitutionService(programme="meeting", name="定例の集まり", eligibility="だれでも", fee="無料", note="茶話会"),
        InstitutionService(programme="family_meeting"),
        InstitutionService(name="電話相談"),
        InstitutionService(),
    ),
    people=(
        InstitutionPerson(name="例田 一朗", kana="レイダ", role="peer", phone="090-0000-0001", hours="昼", note="親切"),
        InstitutionPerson(name="例田 二郎", agreed_on=date(2026, 9, 9)),
    ),
    phones=(
        InstitutionPhone(number="090-0000-0002", kind=PhoneKind.MOBILE, note="夜だけ"),
        InstitutionPhone(number="059-000-0003", kind=PhoneKind.OTHER),
        InstitutionPhone(number="059-000-0004", kind=PhoneKind.FAX),
    ),
    areas=(ServedArea(code="242021", name="架空市"), ServedArea(name="見本町")),
)


def written(one: Institution, *, whole: bool = True) -> dict[str, Any]:
    """Return the organization of an institution, as a reader of the file gets it."""
    entry = organization(Outgoing(one, str(organization_id(OWN, one)), whole), CODES)
    again: dict[str, Any] = json.loads(json.dumps(entry))
    return again


def read(entry: object) -> Mapping[str, Any]:
    """Return what a file with one organization gives."""
    (found,) = read_directory([entry], CODES)  # type: ignore[list-item]
    return canonical_given(found.given)


def test_everything_comes_back_from_a_whole_file() -> None:
    given_back = read(written(EVERYTHING))
    for each in fields(InstitutionDraft):
        if each.name != "external_id":
            assert given_back.get(each.name) == getattr(EVERYTHING, each.name), each.name
    (entry,) = read_directory([written(EVERYTHING)], CODES)
    assert dict(entry.left_out) == {}
    assert entry.own


@pytest.mark.parametrize("whole", [True, False])
def test_the_file_is_as_the_schemas_ask(whole: bool) -> None:
    entry = written(EVERYTHING, whole=whole)
    assert list(violations(entry)) == []
    every = list(identifiers(entry))
    assert len(every) == len(set(every))


def test_a_file_for_others_names_no_person_of_a_group_and_no_own_note() -> None:
    text = json.dumps(written(EVERYTHING, whole=False), ensure_ascii=False)
    for word in ("花子", "一朗", "二郎", "090-", "059-000-0000", "改札", "保健所です", "2か月", "希望による", "みどり"):
        assert word not in text
    assert "駅から5分" in text


def test_an_office_keeps_its_number_and_its_desk_but_no_ones_mobile() -> None:
    office = replace(EVERYTHING, kind="welfare_office", note="", contact_name="窓口")
    text = json.dumps(written(office, whole=False), ensure_ascii=False)
    assert "059-000-0000" in text
    assert "窓口" in text
    assert "090-0000-0001" not in text
    assert "親切" not in text


def test_a_file_for_others_changes_nothing_where_it_came_from() -> None:
    shown = read(written(EVERYTHING, whole=False))
    assert updated(EVERYTHING, shown) == EVERYTHING


def test_an_identifier_is_the_same_in_every_file_and_another_at_another_centre() -> None:
    assert written(EVERYTHING)["id"] == written(replace(EVERYTHING, name="他の名", version=9))["id"]
    assert organization_id(namespace("他"), EVERYTHING) != organization_id(OWN, EVERYTHING)


def test_the_identifier_of_a_foreign_directory_stays() -> None:
    foreign = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
    assert written(replace(EVERYTHING, external_id=foreign.upper()))["id"] == foreign
    (entry,) = read_directory([written(replace(EVERYTHING, external_id="A-17"))], CODES)
    assert entry.external_id == "A-17"
    assert UUID(entry.id)


def test_every_field_of_an_institution_has_a_name() -> None:
    assert list(FIELD_WORDS) == [each.name for each in fields(InstitutionVersion)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_changes_are_told_field_by_field(language: str) -> None:
    one = InstitutionDraft(**{each.name: getattr(EVERYTHING, each.name) for each in fields(InstitutionDraft)})
    found = changes(InstitutionDraft(), one, CODES, language)
    assert [each.field for each in found] == [
        each.name for each in fields(InstitutionDraft) if getattr(one, each.name) != each.default
    ]
    assert all(isinstance(each.after, str) and each.after for each in found if each.field != "listed")
    assert changes(one, one, CODES, language) == ()


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def meetings(draw: st.DrawFn) -> MeetingTime:
    """Any meeting time that there can be."""
    start = draw(CLOCKS)
    end = draw(st.none() | CLOCKS.filter(lambda at: at > start)) if start < time(23, 58) else None
    days = draw(st.sets(st.integers(0, 6), min_size=1)) if draw(st.booleans()) else set()
    weeks = draw(st.sets(st.sampled_from([1, 2, 3, 4, 5, -1]))) if days else set()
    month_days = set() if days else draw(st.sets(st.sampled_from([*range(1, 32), -1]), min_size=1))
    begins = draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return MeetingTime(
        tuple(days),
        tuple(weeks),
        start,
        end,
        month_days=tuple(month_days),
        interval=draw(st.integers(1, 4)) if begins else 1,
        begins=begins,
        ends=draw(st.none() | st.dates(begins or date(2030, 1, 1), date(2040, 1, 1))),
        not_on_holidays=draw(st.booleans()),
        pauses=draw(st.sampled_from([(), (NEW_YEAR_PAUSE,)])),
        openness=draw(st.none() | st.sampled_from(Openness)),
        attendees=draw(st.none() | st.sampled_from(Attendees)),
        venue=draw(LINES),
        note=draw(LINES),
    )


@st.composite
def institutions(draw: st.DrawFn) -> Institution:
    """Any institution with whatever belongs to it."""
    lines: dict[str, Any] = {
        name: draw(LINES)
        for name in (
            *("fee", "address", "access", "phone", "email", "website", "contact_name", "contact_hours"),
            *("venue", "handoff_note", "note", "operated_by", "verified_by", "meet_at"),
        )
    }
    return Institution(
        id=draw(st.integers(1, 99)),
        number="0001",
        version=1,
        name=draw(LINES.filter(str.strip)),
        kind=draw(st.sampled_from([each.code for each in CODES.institution_kinds.items])),
        target=draw(st.sampled_from(["", "alcohol", "drugs"])),
        listed=draw(st.booleans()),
        schedule=tuple(draw(st.lists(meetings(), max_size=3))),
        places=tuple(draw(st.lists(st.builds(InstitutionPlace, name=LINES, address=LINES, access=LINES), max_size=2))),
        services=tuple(
            draw(
                st.lists(
                    st.builds(
                        InstitutionService,
                        programme=st.sampled_from(["", "meeting", "other"]),
                        name=LINES | st.just("その他"),
                        fee=LINES,
                        note=LINES,
                    ),
                    max_size=2,
                )
            )
        ),
        people=tuple(
            draw(
                st.lists(
                    st.builds(InstitutionPerson, name=LINES, role=st.sampled_from(["", "peer"]), phone=LINES),
                    max_size=2,
                )
            )
        ),
        phones=tuple(
            draw(
                st.lists(
                    st.builds(InstitutionPhone, number=LINES, kind=st.sampled_from(PhoneKind), note=LINES), max_size=2
                )
            )
        ),
        areas=tuple(draw(st.lists(st.builds(ServedArea, name=LINES), max_size=2))),
        **lines,
    )


@given(institutions())
def test_any_institution_comes_back_as_it_was_and_is_valid(one: Institution) -> None:
    entry = written(one)
    assert list(violations(entry)) == []
    blank = Institution(id=one.id, number=one.number, version=1, name=one.name, kind=one.kind)
    assert replace(blank, **dict(read(entry))) == one


@given(institutions())
def test_a_file_for_others_never_changes_any_institution(one: Institution) -> None:
    assert updated(one, read(written(one, whole=False))) == one


@given(st.text(max_size=30) | st.sampled_from(["京都府京都市中京区1", "神奈川県足柄下郡箱根町1", "四日市市本町"]))
def test_the_parts_of_an_address_are_the_address(address: str) -> None:
    assert "".join(split_address(address)) == address


@pytest.mark.parametrize(
    ("fee", "amount"),
    [("無料", 0), ("500円", 500), ("1,000円", 1000), ("", None), ("1回500円", None), ("５００円程度", None)],
)
def test_a_fee_that_is_one_amount_is_told_as_an_amount(fee: str, amount: int | None) -> None:
    assert yen(fee) == amount


# --- others' directories ---------------------------------------------------------------------------------------------

FOREIGN: dict[str, Any] = {
    "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
    "name": " Example Organization Inc. ",
    "alternate_name": "Example Org",
    "description": "A non-profit.",
    "email": "email@example.com",
    "website": "http://example.com",
    "logo": "http://example.com/logo.png",
    "funding": [{"id": "1f2df32c-bf08-4b8e-bd6f-e834014b19bc", "source": "gifts"}],
    "phones": [{"id": "1", "number": "03-0000-0000"}, {"id": "2", "number": "090-0000-0000", "type": "cell"}],
    "contacts": [{"id": "3", "name": "Ann Persona", "title": "代表者", "phones": [{"id": "4", "number": "1"}]}],
    "locations": [
        {
            "id": "5",
            "location_type": "physical",
            "name": "Civic Center",
            "latitude": 100,
            "transportation": "Bus 1",
            "addresses": [
                {"id": "6", "address_1": "本町1", "city": "架空市", "state_province": "三重県",
                 "postal_code": "5100088", "country": "JP", "address_type": "physical"}
            ],
        }
    ],
    "services": [
        {
            "id": "7",
            "name": "Counselling",
            "status": "active",
            "description": "Talking",
            "fees_description": "free",
            "eligibility_description": "12 and over",
            "minimum_age": 12,
            "assured_date": "2026-05-01",
            "schedules": [
                {"id": "8", "freq": "WEEKLY", "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00"},
                {"id": "9", "freq": "MONTHLY", "byday": "2MO,4TU", "opens_at": "01:00Z"},
                {"id": "10", "freq": "WEEKLY", "byday": "MO", "opens_at": "22:00Z"},
                {"id": "11", "freq": "WEEKLY", "byweekno": "41", "byday": "MO", "opens_at": "10:00"},
            ],
        }
    ],
}  # fmt: skip


def test_a_foreign_directory_is_read_as_far_as_it_goes_and_the_rest_is_named() -> None:
    (entry,) = read_directory([FOREIGN], CODES)
    given_now = entry.given
    assert given_now["name"] == "Example Organization Inc."
    assert given_now["note"] == "A non-profit."
    assert given_now["phone"] == "03-0000-0000"
    assert given_now["phones"] == (InstitutionPhone(number="090-0000-0000", kind=PhoneKind.MOBILE),)
    assert given_now["people"] == (InstitutionPerson(name="Ann Persona", role="representative", phone="1"),)
    assert given_now["address"] == "三重県架空市本町1"
    assert given_now["venue"] == "Civic Center"
    assert given_now["verified_on"] == date(2026, 5, 1)
    assert given_now["services"][0].eligibility == "12 and over"
    assert given_now["schedule"] == (
        MeetingTime((3, 4), (), time(10), time(18)),
        MeetingTime((0,), (2,), time(10), None),
        MeetingTime((1,), (4,), time(10), None),
    )
    assert "kind" not in given_now
    assert dict(entry.left_out) == {
        "organization.alternate_name": 1,
        "organization.logo": 1,
        "organization.funding": 1,
        "location.latitude": 1,
        "service.minimum_age": 1,
        "schedule": 2,
    }


@pytest.mark.parametrize(
    "document",
    [
        [FOREIGN],
        FOREIGN,
        {"organizations": [FOREIGN]},
        {"total_items": 1, "contents": [FOREIGN]},
        [{**FOREIGN["services"][0], "organization": {name: FOREIGN[name] for name in FOREIGN if name != "services"}}],
    ],
    ids=["list", "one", "object", "page of an API", "services with their organization"],
)
def test_each_form_of_document_is_read(document: Any) -> None:
    (entry,) = read_directory(document, CODES)
    assert entry.given["services"][0].name == "Counselling"


@pytest.mark.parametrize("document", [[], {}, None, 3, "x", [1], [[FOREIGN]], [{"id": "1"}], {"organizations": []}])
def test_what_is_no_directory_is_refused(document: Any) -> None:
    with pytest.raises(NotReadable):
        read_directory(document, CODES)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*FOREIGN, *FOREIGN["services"][0], "addresses", "location"]), inner, max_size=5
        )
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(list(FOREIGN)), JSON))
def test_no_document_breaks_the_reader(entry: dict[str, Any]) -> None:
    (found,) = read_directory([{**entry, "name": "見本"}], CODES)
    assert found.given["name"] == "見本"
