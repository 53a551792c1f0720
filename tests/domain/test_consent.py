"""Consents: what one must say, and on which days it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk import resources
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.consent import (
    LINE_LIMIT,
    RECEIVER_LIMIT,
    TEXT_LIMIT,
    ConsentDraft,
    ConsentState,
    Receiver,
    check_consent,
    covers,
    ends_soon,
    state_on,
    valid_on,
)

ITEMS = resources.code_book().disclosure_items
TODAY = date(2026, 11, 24)
GIVEN = ConsentDraft(client_id=1, on=TODAY, receivers=(Receiver(3, "架空市福祉事務所"),), items=("name", "request"))


def wrong(**changes: object) -> list[str]:
    return [each.field for each in check_consent(replace(GIVEN, **changes), TODAY, ITEMS)]  # type: ignore[arg-type]


def test_a_consent_with_a_receiver_and_items_is_complete() -> None:
    assert wrong() == []


def test_a_consent_names_at_least_one_receiver() -> None:
    assert wrong(receivers=()) == ["receivers"]
    assert wrong(receivers=(Receiver(None, "　"),)) == ["receivers"]
    assert wrong(receivers=(Receiver(None, "見本町内会"),)) == []


def test_a_consent_names_no_more_receivers_than_one_can_agree_to() -> None:
    many = tuple(Receiver(number) for number in range(RECEIVER_LIMIT + 1))
    assert wrong(receivers=many) == ["receivers"]
    assert wrong(receivers=many[1:]) == []
    assert wrong(receivers=(Receiver(None, "見" * (LINE_LIMIT + 1)),)) == ["receivers"]


def test_a_consent_covers_at_least_one_item_that_the_list_holds() -> None:
    assert wrong(items=()) == ["items"]
    assert wrong(items=("name", "shoe_size")) == ["items"]


def test_none_is_no_kind_of_consent() -> None:
    assert wrong(kind=ConsentKind.NONE) == ["kind"]


def test_an_oral_consent_needs_somebody_who_heard_it() -> None:
    assert wrong(kind=ConsentKind.ORAL) == ["heard_by"]
    assert wrong(kind=ConsentKind.ORAL, heard_by=" ") == ["heard_by"]
    assert wrong(kind=ConsentKind.ORAL, heard_by="見本 みどり") == []


def test_a_consent_is_not_given_in_the_future() -> None:
    assert wrong(on=TODAY + timedelta(days=1)) == ["on"]


def test_a_consent_does_not_end_before_it_begins() -> None:
    assert wrong(until=TODAY - timedelta(days=1)) == ["until"]
    assert wrong(until=TODAY) == []


def test_a_withdrawal_lies_between_the_consent_and_today() -> None:
    assert wrong(withdrawn_on=TODAY - timedelta(days=1)) == ["withdrawn_on"]
    assert wrong(withdrawn_on=TODAY + timedelta(days=1)) == ["withdrawn_on"]
    assert wrong(withdrawn_on=TODAY) == []


def test_a_representative_has_a_name_and_a_relation() -> None:
    assert wrong(representative="例田 一朗") == ["representative_relation"]
    assert wrong(representative_relation="父") == ["representative"]
    assert wrong(representative="例田 一朗", representative_relation="父") == []


@pytest.mark.parametrize("field", ["purpose", "withdrawal", "note"])
def test_texts_have_an_end(field: str) -> None:
    assert wrong(**{field: "長" * (TEXT_LIMIT + 1)}) == [field]
    assert wrong(**{field: "長" * TEXT_LIMIT}) == []


def test_a_consent_holds_from_its_day_through_its_last() -> None:
    week = replace(GIVEN, until=TODAY + timedelta(days=7))
    days = {offset: state_on(week, TODAY + timedelta(days=offset)) for offset in (-1, 0, 7, 8)}
    assert days == {
        -1: ConsentState.NOT_YET,
        0: ConsentState.VALID,
        7: ConsentState.VALID,
        8: ConsentState.EXPIRED,
    }


def test_without_a_last_day_it_holds_until_it_is_withdrawn() -> None:
    assert valid_on(GIVEN, date(2100, 1, 1))
    taken_back = replace(GIVEN, withdrawn_on=TODAY + timedelta(days=3))
    assert valid_on(taken_back, TODAY + timedelta(days=2))
    assert not valid_on(taken_back, TODAY + timedelta(days=3))


def test_what_was_withdrawn_is_withdrawn_also_after_it_would_have_ended() -> None:
    both = replace(GIVEN, until=TODAY + timedelta(days=9), withdrawn_on=TODAY)
    assert state_on(both, TODAY + timedelta(days=99)) is ConsentState.WITHDRAWN


def test_a_consent_ends_soon_within_the_centres_days_only_while_it_holds() -> None:
    ending = replace(GIVEN, until=TODAY + timedelta(days=60))
    assert ends_soon(ending, TODAY, 60)
    assert not ends_soon(ending, TODAY, 59)
    assert not ends_soon(ending, TODAY + timedelta(days=61), 60)
    assert not ends_soon(GIVEN, TODAY, 60)


def test_a_receiver_is_known_by_its_entry_and_not_by_a_name_that_changed() -> None:
    assert covers(GIVEN, 3, "新しい名の福祉事務所")
    assert not covers(GIVEN, 4, "架空市福祉事務所")
    assert not covers(GIVEN, None, "架空市福祉事務所")


def test_a_receiver_that_the_directory_lacks_is_known_by_its_name() -> None:
    named = replace(GIVEN, receivers=(Receiver(None, "見本 町内会"),))
    assert covers(named, None, "見本町内会")
    assert covers(named, 9, "見本　町内会")
    assert not covers(named, None, "例町内会")
    assert not covers(replace(GIVEN, receivers=(Receiver(None, ""),)), None, "")
