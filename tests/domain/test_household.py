"""Households: what may be stored, what each member is to whoever's page is open, and who makes an 8050 household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.codes import Sex
from referral_desk.domain.household import (
    MEMBERS_LIMIT,
    HouseholdDraft,
    Member,
    MemberDraft,
    callers,
    check_household,
    field_of,
    member_field,
)
from referral_desk.domain.kinship import KNOWN_RELATIONS, eight_oh_fifty, rebased, relation_between, relation_to, sex_of
from referral_desk.domain.supporter import SupporterDraft, check_supporter, is_current
from referral_desk.resources import code_book
from tests.making import TODAY

CODES = code_book()


def member(relation: str, sex: str = "", **values: object) -> MemberDraft:
    return MemberDraft(relation=relation, sex=Sex(sex) if sex else None, **values)  # type: ignore[arg-type]


def household(*members: MemberDraft, **values: object) -> HouseholdDraft:
    return HouseholdDraft(members=members, **values)  # type: ignore[arg-type]


def wrong(draft: HouseholdDraft) -> list[str]:
    return [problem.field for problem in check_household(draft, TODAY, CODES)]


# --- what may be stored ---------------------------------------------------------------------------------------------


def test_mother_and_son_may_be_stored() -> None:
    assert wrong(household(member("self", client_id=1), member("mother", client_id=2, calls_for=0))) == []


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (household(), ["members"]),
        (household(member("mother")), ["members"]),
        (household(member("self"), member("self")), ["members.1.relation"]),
        (household(member("self"), member("spouse"), member("spouse")), ["members.2.relation"]),
        (household(member("self"), member("spouse", deceased=True), member("spouse")), []),
        (household(member("self"), member("")), ["members.1.relation"]),
        (household(member("self"), member("godfather")), ["members.1.relation"]),
        (household(member("self", client_id=1), member("son", client_id=1)), ["members.1.name"]),
        (household(member("self"), member("son", birth=date(2026, 11, 25))), ["members.1.birth"]),
        (household(member("self"), member("son", birth=TODAY)), []),
        (household(member("self"), member("son", calls_for=1)), ["members.1.calls_for"]),
        (household(member("self"), member("son", calls_for=2)), ["members.1.calls_for"]),
        (household(member("self"), member("son", calls_for=-1)), ["members.1.calls_for"]),
        (household(member("self"), member("son", calls_for=0, deceased=True)), ["members.1.calls_for"]),
        (household(member("self", name="名" * 101, kana="カ" * 101)), ["members.0.name", "members.0.kana"]),
        (household(member("self"), case_number="1" * 101, note="長" * 20_001), ["case_number", "note"]),
        (household(*[member("self"), *[member("other_relative")] * MEMBERS_LIMIT]), ["members"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(draft: HouseholdDraft, fields: list[str]) -> None:
    assert wrong(draft) == fields


def test_a_hidden_member_is_not_judged() -> None:
    hidden = Member(id=7, relation="unknown", birth=date(2030, 1, 1), hidden=True)
    assert wrong(household(member("self"), hidden)) == []


def test_fields_of_members_are_named_and_found_again() -> None:
    assert member_field(field_of(3, "birth")) == (3, "birth")
    assert member_field("case_number") is None
    assert member_field("members") is None


def test_who_calls_for_whom() -> None:
    assert callers((member("self"), member("mother", calls_for=0), member("father"))) == ((1, 0),)


# --- relations --------------------------------------------------------------------------------------------------------


def test_every_code_of_the_list_is_known_and_every_known_code_has_a_label() -> None:
    assert {code.code for code in CODES.relations.items} == set(KNOWN_RELATIONS)


SEEN = [
    # what the first is, what the second is, what the second is to the first
    ("mother", "self:male", "son"),
    ("mother", "self:female", "daughter"),
    ("mother", "self", "child"),
    ("father", "mother", "spouse"),
    ("father", "brother", "son"),
    ("mother", "maternal_grandmother", "mother"),
    ("mother", "paternal_grandmother", "parent_in_law"),
    ("father", "maternal_grandfather", "parent_in_law"),
    ("father", "spouse", "child_in_law"),
    ("father", "son", "grandchild"),
    ("spouse:female", "self", "spouse"),
    ("spouse", "mother", "parent_in_law"),
    ("spouse", "parent_in_law:male", "father"),
    ("spouse", "daughter", "daughter"),
    ("spouse", "sister", "other_relative"),
    ("son", "self:female", "mother"),
    ("son", "self", "parent"),
    ("son", "spouse:male", "father"),
    ("son", "daughter", "sister"),
    ("son", "parent_in_law:female", "grandmother"),
    ("sister", "self:male", "brother"),
    ("sister", "mother", "mother"),
    ("sister", "paternal_grandfather", "paternal_grandfather"),
    ("sister", "son", "other_relative"),
    ("paternal_grandmother", "father", "son"),
    ("paternal_grandmother", "mother", "child_in_law"),
    ("paternal_grandmother", "paternal_grandfather", "spouse"),
    ("paternal_grandmother", "maternal_grandfather", "other_relative"),
    ("maternal_grandfather", "self", "grandchild"),
    ("grandchild", "self:male", "grandfather"),
    ("grandchild", "self", "grandparent"),
    ("child_in_law", "self", "parent_in_law"),
    ("parent_in_law", "self", "child_in_law"),
    ("parent_in_law", "spouse:female", "daughter"),
    ("parent_in_law:male", "parent_in_law:female", "spouse"),
    ("other_relative", "mother", "other_relative"),
    ("not_related", "self", "not_related"),
    ("mother", "not_related", "not_related"),
]


def written(words: str) -> MemberDraft:
    relation, _colon, sex = words.partition(":")
    return member(relation, sex)


@pytest.mark.parametrize(("first", "second", "seen"), SEEN)
def test_what_one_member_is_to_another(first: str, second: str, seen: str) -> None:
    assert relation_between(written(first), written(second)) == seen


def test_from_whose_side_a_grandparent_is_depends_on_the_parent_between() -> None:
    son, mother = member("son"), member("mother")
    assert relation_between(son, mother, sex_of_self=Sex.MALE) == "paternal_grandmother"
    assert relation_between(son, mother, sex_of_self=Sex.FEMALE) == "maternal_grandmother"
    assert relation_between(son, mother) == "grandmother"


def test_on_the_mothers_page_he_is_the_son() -> None:
    members = (member("self", "male"), member("mother"), member("maternal_grandmother"))
    assert [relation_to(members, 1, place) for place in range(3)] == ["son", "self", "mother"]


def test_with_one_child_alone_it_is_known_whose_the_grandchild_and_the_in_law_are() -> None:
    members = (member("self"), member("son"), member("child_in_law", "female"), member("grandchild", "female"))
    assert relation_to(members, 1, 2) == "spouse"
    assert relation_to(members, 1, 3) == "daughter"
    assert relation_to(members, 3, 1) == "father"
    more = (*members, member("daughter"))
    assert relation_to(more, 1, 2) == "other_relative"
    assert relation_to(more, 1, 3) == "other_relative"


def test_a_recorded_sex_outweighs_the_word_and_an_unknown_one_does_not() -> None:
    assert sex_of(member("father")) is Sex.MALE
    assert sex_of(member("father", "unknown")) is Sex.MALE
    assert sex_of(member("father", "other")) is Sex.OTHER
    assert sex_of(member("spouse")) is None


def test_another_person_of_reference_turns_every_relation() -> None:
    members = (member("self", "male"), member("mother"), member("sister"), member("not_related"))
    assert [each.relation for each in rebased(members, 1)] == ["son", "self", "daughter", "not_related"]
    back = rebased(rebased(members, 1), 0)
    assert [each.relation for each in back] == ["self", "mother", "sister", "not_related"]


# --- 8050 -------------------------------------------------------------------------------------------------------------

OLD, GROWN, YOUNG = date(1944, 3, 1), date(1974, 3, 1), date(2000, 3, 1)
SON = member("self", "male", birth=GROWN)
MOTHER = member("mother", birth=OLD)


def pairs(*members: MemberDraft, elder_from: int = 75, child_from: int = 45) -> tuple[tuple[int, int], ...]:
    return eight_oh_fifty(household(*members), TODAY, elder_from, child_from)


def test_a_son_of_fifty_with_his_mother_of_eighty_is_one() -> None:
    assert pairs(SON, MOTHER) == ((1, 0),)


def test_it_is_one_whoever_the_relations_refer_to() -> None:
    assert pairs(*rebased((SON, MOTHER), 1)) == ((1, 0),)


@pytest.mark.parametrize(
    "members",
    [
        (SON, replace(MOTHER, deceased=True)),
        (SON, replace(MOTHER, lives_together=False)),
        (replace(SON, lives_together=False), MOTHER),
        (SON, replace(MOTHER, birth=None)),
        (replace(SON, birth=YOUNG), MOTHER),
        (SON, member("other_relative", birth=OLD)),
        (SON, member("spouse", birth=OLD)),
        (SON, member("parent_in_law", birth=OLD)),
    ],
)
def test_it_is_none_without_an_aged_parent_alive_at_home(members: tuple[MemberDraft, ...]) -> None:
    assert pairs(*members) == ()


def test_the_ages_are_settings_and_count_from_the_birthday() -> None:
    turning = replace(MOTHER, birth=date(1951, 11, 24))
    assert pairs(SON, turning) == ((1, 0),)
    assert pairs(SON, replace(turning, birth=date(1951, 11, 25))) == ()
    assert pairs(SON, MOTHER, elder_from=83) == ()
    assert pairs(SON, MOTHER, child_from=53) == ()


def test_a_sister_and_a_grandmother_count_as_well() -> None:
    assert pairs(replace(SON, birth=YOUNG), MOTHER, member("sister", birth=GROWN)) == ((1, 2),)
    assert pairs(SON, member("maternal_grandmother", birth=date(1926, 1, 1))) == ((1, 0),)


# --- supporters -------------------------------------------------------------------------------------------------------


def supporter(**values: object) -> SupporterDraft:
    return replace(SupporterDraft(client_id=1, kind="friend", name="例田 一朗"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"name": "", "relation": "大家さん"}, []),
        ({"name": " ", "relation": " "}, ["name"]),
        ({"kind": ""}, ["kind"]),
        ({"kind": "robot"}, ["kind"]),
        ({"since": date(2026, 5, 2), "until": date(2026, 5, 1)}, ["until"]),
        ({"since": date(2026, 5, 1), "until": date(2026, 5, 1)}, []),
        ({"name": "名" * 101, "note": "長" * 20_001}, ["name", "note"]),
    ],
)
def test_what_may_be_stored_of_a_supporter(values: dict[str, object], fields: list[str]) -> None:
    assert [problem.field for problem in check_supporter(supporter(**values), CODES)] == fields


def test_somebody_supports_from_the_first_day_until_the_day_before_the_end() -> None:
    helping = supporter(since=date(2026, 5, 1), until=date(2026, 6, 1))
    assert not is_current(helping, date(2026, 4, 30))
    assert is_current(helping, date(2026, 5, 1))
    assert is_current(helping, date(2026, 5, 31))
    assert not is_current(helping, date(2026, 6, 1))
    assert is_current(supporter(), TODAY)
