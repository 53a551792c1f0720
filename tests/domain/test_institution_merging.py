"""Which words a merged entry begins with, and which entries may be one institution."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from referral_desk.domain.codes import Capacity
from referral_desk.domain.institution import Institution, InstitutionDraft
from referral_desk.domain.institution_likeness import LIKELY, Listed, likely_pairs, likeness, name_key
from referral_desk.domain.institution_merging import (
    FIELDS,
    InstitutionMergePreview,
    check_choices,
    merged_drafts,
    unmerged_draft,
)
from referral_desk.domain.institution_parts import InstitutionPhone
from referral_desk.domain.merging import Keep

PLACE = "架空市見本町1-2-3"
EARLIER, LATER = date(2026, 4, 1), date(2026, 10, 1)
KEPT = Institution(id=1, number="0001", version=1, name="架空断酒会", kana="カクウダンシュカイ", kind="self_help_group")
OTHER = replace(KEPT, id=2, number="0002", name="見本断酒会")


def suggested(kept: dict[str, object], other: dict[str, object]) -> dict[str, Keep]:
    one, two = replace(KEPT, **kept), replace(KEPT, id=2, **other)  # type: ignore[arg-type]
    return InstitutionMergePreview(one, two, {}, 0, None).suggested()


def test_every_field_of_an_entry_is_compared_once() -> None:
    named = [name for field in FIELDS for name in field.fields]
    assert sorted(named) == sorted(each.name for each in fields(InstitutionDraft))


def test_fields_that_agree_are_no_question() -> None:
    assert suggested({}, {"number": "0009", "version": 7}) == {}


@pytest.mark.parametrize(
    ("field", "blank", "known"),
    [
        ("phone", "", "059-000-0001"),
        ("capacity", Capacity.UNKNOWN, Capacity.FULL),
        ("verified_on", None, LATER),
        ("phones", (), (InstitutionPhone(number="059-000-0002"),)),
        ("note", " ", "メモ"),
    ],
)
def test_what_is_known_comes_before_what_is_blank(field: str, blank: object, known: object) -> None:
    assert suggested({field: blank}, {field: known}) == {field: Keep.OTHER}
    assert suggested({field: known}, {field: blank}) == {field: Keep.KEPT}


def test_of_two_telephones_the_entry_that_was_verified_last_is_believed() -> None:
    one, two = {"phone": "1", "verified_on": EARLIER}, {"phone": "2", "verified_on": LATER}
    assert suggested(one, two) == {"phone": Keep.OTHER, "verified_on": Keep.OTHER}
    assert suggested(two, one) == {"phone": Keep.KEPT, "verified_on": Keep.KEPT}


def test_the_entry_that_is_kept_keeps_its_name_also_where_the_other_was_verified_later() -> None:
    one, two = {"verified_on": EARLIER}, {"name": "断酒会", "verified_on": LATER}
    assert suggested(one, two)["name"] is Keep.KEPT


def test_the_later_word_on_capacity_counts_whoever_was_verified_last() -> None:
    one = {"capacity": Capacity.FULL, "capacity_on": LATER}
    two = {"capacity": Capacity.FREE, "capacity_on": EARLIER}
    assert suggested(one, two) == {"capacity": Keep.KEPT}


def test_an_entry_that_is_not_to_be_listed_stays_unlisted() -> None:
    assert suggested({}, {"listed": False, "unlisted_reason": "希望"}) == {"listed": Keep.OTHER}
    assert suggested({"listed": False, "unlisted_reason": "希望"}, {}) == {"listed": Keep.KEPT}


def test_texts_and_lists_are_kept_both_each_line_once() -> None:
    number, further = InstitutionPhone(number="059-000-0002"), InstitutionPhone(number="059-000-0003")
    kept = replace(KEPT, note="甲", phones=(number,))
    other = replace(OTHER, note="乙", phones=(number, further))
    both = {"note": Keep.BOTH, "phones": Keep.BOTH}
    assert InstitutionMergePreview(kept, replace(other, name=KEPT.name), {}, 0, None).suggested() == both
    after, _left = merged_drafts(kept, other, both)
    assert (after.note, after.phones) == ("甲\n乙", (number, further))


def test_no_two_entries_bear_one_name_or_one_identifier() -> None:
    other = replace(OTHER, external_id="A-17")
    after, left = merged_drafts(KEPT, other, {"name": Keep.OTHER, "external_id": Keep.OTHER})
    assert (after.name, left.name) == (OTHER.name, KEPT.name)
    assert (after.external_id, left.external_id) == ("A-17", "")


def test_both_of_what_can_be_only_one_is_refused() -> None:
    assert [each.field for each in check_choices({"phone": Keep.BOTH, "note": Keep.BOTH})] == ["phone"]


def test_taking_back_leaves_what_was_changed_since() -> None:
    before, after = replace(KEPT, phone="1", fee="1円"), replace(KEPT, phone="2", fee="2円")
    now = replace(after, fee="3円")
    restored = unmerged_draft(now, before, after)
    assert (restored.phone, restored.fee) == ("1", "3円")


# --- likeness ---------------------------------------------------------------------------------------------------------


def entry(entry_id: int = 1, name: str = "", **given: object) -> Listed:
    base = Listed(entry_id, f"{entry_id:04}", name, "", "medical_institution", "", (), ())
    return replace(base, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("医療法人 見本会", "見本会"),
        ("㈱例田", "株式会社例田"),
        ("見本 クリニック", "見本クリニック"),
        ("髙﨑医院", "高崎医院"),
        ("ＮＰＯ法人みなも", "特定非営利活動法人みなも"),
    ],
)
def test_names_that_a_person_calls_the_same_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_of_nothing_but_a_form_is_a_name() -> None:
    assert name_key("医療法人")


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        ({"name": "見本医院"}, {"name": "見本 医院"}, True),
        ({"name": "見本医院"}, {"name": "例田医院"}, False),
        ({"name": "見本医院", "kind": "other"}, {"name": "医療法人見本医院"}, True),
        ({"name": "甲", "phones": ("059-000-0001",)}, {"name": "乙", "phones": ("0590000001",)}, False),
        (
            {"name": "甲", "phones": ("059-000-0001",), "addresses": ("架空市見本町一丁目2番3号",)},
            {"name": "乙", "phones": ("0590000001",), "addresses": ("架空市見本町1-2-3",)},
            True,
        ),
        (
            {"name": "甲", "addresses": ("架空市見本町1-2-3",)},
            {"name": "乙", "addresses": ("架空市見本町1-2-3",)},
            False,
        ),
        (
            {"name": "市民会館の会", "kana": "シミンカイカンノカイ", "target": "alcohol"},
            {"name": "しみんかいかんの会", "kana": "シミンカイカンノカイ", "target": "gambling"},
            False,
        ),
        (
            {"name": "架空市社会福祉協議会", "phones": ("059-000-0001",), "kind": "social_welfare_council"},
            {"name": "架空市社会福祉協議会 相談室", "phones": ("059-000-0001",), "kind": "livelihood_consultation"},
            False,
        ),
    ],
)
def test_one_name_or_two_weaker_signs_make_a_double_likely(
    one: dict[str, object], other: dict[str, object], likely: bool
) -> None:
    first, second = entry(1, **one), entry(2, **other)  # type: ignore[arg-type]
    assert (likeness(first, second).score >= LIKELY) is likely
    assert likeness(first, second).score == likeness(second, first).score
    assert bool(likely_pairs([second, first])) is likely


def test_pairs_are_told_once_the_likeliest_first() -> None:
    entries = [
        entry(1, "見本医院"),
        entry(2, "見本 医院", phones=("059-000-0001",)),
        entry(3, "例田医院", phones=("059-000-0009",)),
        entry(4, "例田 医院", phones=("059-000-0009",)),
    ]
    assert [(pair.one.id, pair.other.entry.id) for pair in likely_pairs(entries)] == [(3, 4), (1, 2)]
