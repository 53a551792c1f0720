"""Facts of a handoff → mode, warm or not, what is missing, what contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations, product

import pytest

from referral_desk.domain.codes import WARM_MODES, Channel, HandoffMode
from referral_desk.domain.handoff import Handoff, HandoffFacts, Missing, check_facts, mode_of, warmest, warmth_of

# (client present, receiver live, channel) → the mode in words of the form; "" still to come, None a contradiction
YES, NO = True, False
TABLE: dict[tuple[bool, bool, str], str | None] = {
    (YES, YES, "going_along"): "accompanied",
    (YES, YES, "in_person"): "introduced_in_person",
    (YES, YES, "telephone"): "three_way_call",
    (YES, YES, "online"): "three_way_call",
    (YES, YES, "letter"): None,
    (YES, YES, "leaflet"): None,
    (YES, YES, "not_yet"): None,
    (YES, YES, ""): None,
    (YES, NO, "going_along"): "information_only",
    (YES, NO, "in_person"): "information_only",
    (YES, NO, "telephone"): "information_only",
    (YES, NO, "online"): "information_only",
    (YES, NO, "letter"): "letter_only",
    (YES, NO, "leaflet"): "information_only",
    (YES, NO, "not_yet"): None,
    (YES, NO, ""): "information_only",
    (NO, YES, "going_along"): None,
    (NO, YES, "in_person"): "staff_to_staff",
    (NO, YES, "telephone"): "staff_to_staff",
    (NO, YES, "online"): "staff_to_staff",
    (NO, YES, "letter"): None,
    (NO, YES, "leaflet"): None,
    (NO, YES, "not_yet"): None,
    (NO, YES, ""): None,
    (NO, NO, "going_along"): None,
    (NO, NO, "in_person"): "information_only",
    (NO, NO, "telephone"): "information_only",
    (NO, NO, "online"): "information_only",
    (NO, NO, "letter"): "letter_only",
    (NO, NO, "leaflet"): "information_only",
    (NO, NO, "not_yet"): "",
    (NO, NO, ""): "information_only",
}
WARM = {"accompanied", "introduced_in_person", "three_way_call"}


def facts(present: bool, live: bool, channel: str) -> HandoffFacts:
    return HandoffFacts(client_present=present, receiver_live=live, channel=Channel(channel) if channel else None)


def test_the_table_of_these_tests_holds_every_combination_of_facts() -> None:
    assert set(TABLE) == set(product((YES, NO), (YES, NO), (*Channel, "")))


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_every_combination_of_facts_has_its_mode_or_is_a_contradiction(row: tuple[bool, bool, str]) -> None:
    expected = TABLE[row]
    if expected is None:
        assert [problem.field for problem in check_facts(facts(*row))] == ["channel"]
    else:
        assert check_facts(facts(*row)) == ()
        assert (mode_of(facts(*row)) or "") == expected


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_warm_is_the_client_present_and_the_receiver_live_in_a_way_that_can_be(row: tuple[bool, bool, str]) -> None:
    warmth = warmth_of(facts(*row))
    present, live, _channel = row
    assert warmth.warm is (TABLE[row] in WARM)
    assert warmth.warm is (present and live and TABLE[row] is not None)
    assert (warmth.mode or "") == (TABLE[row] or "")


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_badge_names_every_fact_that_is_missing_and_no_other(row: tuple[bool, bool, str]) -> None:
    present, live, channel = row
    warmth = warmth_of(facts(*row))
    if channel == "not_yet":
        assert warmth.to_come
        assert warmth.missing == ()
        return
    assert not warmth.to_come
    assert (Missing.CLIENT in warmth.missing) is not present
    assert (Missing.RECEIVER in warmth.missing) is not live
    assert (Missing.CHANNEL in warmth.missing) is (present and live and TABLE[row] is None)
    assert (warmth.missing == ()) is warmth.warm
    assert warmth.advice.text


def test_each_gap_has_advice_of_its_own() -> None:
    rows = [
        (YES, YES, "telephone"),
        (NO, NO, ""),
        (NO, YES, "telephone"),
        (YES, NO, ""),
        (YES, YES, ""),
        (NO, NO, "not_yet"),
    ]
    assert len({warmth_of(facts(*row)).advice.text for row in rows}) == len(rows)


def test_a_call_without_the_receiver_is_not_warm() -> None:
    assert not warmth_of(facts(YES, NO, "telephone")).warm


def test_a_call_without_the_client_is_not_warm() -> None:
    assert not warmth_of(facts(NO, YES, "telephone")).warm


def test_a_handoff_still_to_come_is_neither_warm_nor_cold() -> None:
    warmth = warmth_of(facts(NO, NO, "not_yet"))
    assert (warmth.mode, warmth.warm, warmth.to_come) == (None, False, True)


def test_going_along_without_the_client_is_a_contradiction() -> None:
    assert check_facts(facts(NO, NO, "going_along"))
    assert check_facts(facts(NO, YES, "going_along"))


def test_a_letter_that_somebody_received_live_is_a_contradiction() -> None:
    assert check_facts(facts(NO, YES, "letter"))


def test_not_yet_with_the_name_of_who_took_part_is_a_contradiction() -> None:
    assert check_facts(HandoffFacts(channel=Channel.NOT_YET, receiver_name="例田 一朗"))
    assert not check_facts(HandoffFacts(channel=Channel.NOT_YET, receiver_name="　"))


def test_a_letter_may_name_whom_it_is_meant_for() -> None:
    assert not check_facts(HandoffFacts(channel=Channel.LETTER, receiver_name="例田 一朗"))


def test_exactly_three_modes_are_warm() -> None:
    assert {mode.value for mode in HandoffMode if mode.warm} == WARM
    assert set(WARM_MODES) == {mode for mode in HandoffMode if mode.warm}


def test_of_several_handoffs_the_warmest_counts_whatever_their_order() -> None:
    order = [
        *("accompanied", "introduced_in_person", "three_way_call"),
        *("staff_to_staff", "letter_only", "information_only"),
    ]
    assert [mode.value for mode in HandoffMode] == order
    for first, second in permutations(HandoffMode, 2):
        assert warmest([first, second]) is HandoffMode(order[min(order.index(first), order.index(second))])


def test_a_handoff_still_to_come_does_not_cool_one_that_was_warm() -> None:
    assert warmest([None, HandoffMode.LETTER_ONLY, None]) is HandoffMode.LETTER_ONLY


def test_no_handoff_has_no_mode() -> None:
    assert warmest([]) is None
    assert warmest([None, None]) is None


def test_a_stored_handoff_has_the_mode_of_its_facts() -> None:
    call = facts(YES, YES, "telephone")
    stored = Handoff(id=1, referral_id=1, on=date(2026, 11, 24), staff_name="見本 みどり", **vars(call))
    assert mode_of(stored) is mode_of(call)
    assert mode_of(replace(stored, channel=Channel.NOT_YET, client_present=False, receiver_live=False)) is None
