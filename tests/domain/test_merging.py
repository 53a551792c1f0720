"""Which words a merged record begins with, and who may see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest

from referral_desk.domain.client import Client
from referral_desk.domain.codes import PublicAssistance, Sex
from referral_desk.domain.merging import (
    HOUSEHOLD,
    MERGE_FIELDS,
    Keep,
    MergePreview,
    MergeSide,
    check_choices,
    closed_on,
    common_readers,
    joined,
    merged_draft,
    registered_on,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEPT = Client(
    id=1, version=1, number="00012", name="見本 花子", kana="ミホン　ハナコ", registered_on=None, closed_on=None
)
DAY, LATER = date(2026, 4, 1), date(2026, 10, 1)


def suggested(kept: dict[str, object], other: dict[str, object], *, newer: bool = False) -> dict[str, Keep]:
    sides = [
        MergeSide(replace(KEPT, **values), at, None, None)  # type: ignore[arg-type]
        for values, at in ((kept, NOW), (other, NOW + timedelta(days=1) if newer else NOW - timedelta(days=1)))
    ]
    preview = MergePreview(sides[0], sides[1], MappingProxyType({}), (), False, None, 0, None)
    return preview.suggested()


def test_fields_that_agree_are_no_question() -> None:
    assert suggested({}, {"id": 2, "number": "00345", "version": 9}) == {}


@pytest.mark.parametrize(
    ("field", "blank", "known"),
    [
        ("phone", "", "090-0000-0001"),
        ("birth", None, DAY),
        ("sex", None, Sex.FEMALE),
        ("sex", Sex.UNKNOWN, Sex.FEMALE),
        ("public_assistance", PublicAssistance.UNKNOWN, PublicAssistance.NONE),
        ("name", "匿名", "見本 花子"),
        ("note", " ", "メモ"),
        ("may_call", None, True),
    ],
)
@pytest.mark.parametrize("newer", [False, True])
def test_what_is_known_is_kept_before_what_is_blank_however_new_that_is(
    field: str, blank: object, known: object, newer: bool
) -> None:
    assert suggested({field: blank}, {field: known}, newer=newer)[field] is Keep.OTHER
    assert suggested({field: known}, {field: blank}, newer=newer)[field] is Keep.KEPT


def test_of_two_known_words_the_newer_ones_are_kept() -> None:
    one, other = {"phone": "090-0000-0001"}, {"phone": "090-0000-0002"}
    assert suggested(one, other, newer=True) == {"phone": Keep.OTHER}
    assert suggested(one, other) == {"phone": Keep.KEPT}


@pytest.mark.parametrize("newer", [False, True])
def test_what_forbids_is_kept_before_what_allows(newer: bool) -> None:
    assert suggested({"may_call": True}, {"may_call": False}, newer=newer) == {"may_call": Keep.OTHER}
    assert suggested({"may_call": False}, {"may_call": True}, newer=newer) == {"may_call": Keep.KEPT}


@pytest.mark.parametrize("newer", [False, True])
def test_a_name_is_kept_before_a_nickname_and_a_birth_date_before_a_year(newer: bool) -> None:
    nickname = {"name": "アサガオ", "kana": "アサガオ", "anonymous": True}
    assert suggested({}, nickname, newer=newer) == {"name": Keep.KEPT}
    assert suggested(nickname, {}, newer=newer) == {"name": Keep.OTHER}
    year = {"birth": date(1985, 1, 1), "birth_exact": False}
    assert suggested(year, {"birth": date(1985, 4, 12)}, newer=newer) == {"birth": Keep.OTHER}
    assert suggested({"birth": date(1985, 4, 12)}, year, newer=newer) == {"birth": Keep.KEPT}


def test_texts_are_kept_both() -> None:
    assert suggested({"note": "先"}, {"note": "後"}) == {"note": Keep.BOTH}
    assert joined("先", "後") == "先\n後"
    assert joined("同じ", "同じ") == "同じ"
    assert joined(" ", "後") == "後"


def test_a_merged_record_takes_whole_groups_and_keeps_its_number() -> None:
    other = replace(KEPT, id=2, number="00345", birth=DAY, birth_exact=False, address="架空市", postal_code="510-0000")
    draft = merged_draft(KEPT, other, {"birth": Keep.OTHER, "address": Keep.OTHER})
    assert (draft.number, draft.birth, draft.birth_exact, draft.postal_code) == ("00012", DAY, False, "510-0000")
    assert merged_draft(KEPT, other, {}).birth is None


def test_a_choice_is_missing_only_where_both_have_a_household() -> None:
    every = {field.name: Keep.OTHER for field in MERGE_FIELDS}
    assert check_choices(every, must_choose_household=False) == ()
    assert [each.field for each in check_choices(every, must_choose_household=True)] == [HOUSEHOLD]
    assert [each.field for each in check_choices({HOUSEHOLD: Keep.BOTH}, must_choose_household=True)] == [HOUSEHOLD]
    assert [each.field for each in check_choices({"sex": Keep.BOTH}, must_choose_household=False)] == ["sex"]


def test_who_came_earlier_counts_and_a_ledger_is_earlier_still() -> None:
    assert registered_on(DAY, LATER) == registered_on(LATER, DAY) == DAY
    assert registered_on(None, DAY) is registered_on(DAY, None) is None


def test_one_open_record_makes_the_merged_one_open() -> None:
    assert closed_on(DAY, None) is closed_on(None, DAY) is None
    assert closed_on(DAY, LATER) == LATER


def test_those_who_may_see_both_may_see_the_merged_one() -> None:
    assert common_readers(None, None) is None
    assert common_readers(("a", "b"), None) == common_readers(None, ("a", "b")) == ("a", "b")
    assert common_readers(("a", "b"), ("b", "c")) == ("b",)
    assert common_readers(("a",), ("c",)) == ()
