"""Who a client is engaged with on a day, and what the engagement board shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import EngagementState, InstitutionKind, Paper, ReferralStatus
from referral_desk.domain.engagement import (
    BoardEntry,
    BoardState,
    BoardTile,
    Engagement,
    EngagementDraft,
    OpenReferral,
    check_engagement,
    engagement_board,
    is_current,
)
from referral_desk.resources import code_book

CODES = code_book()
DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
ENGAGED, ENDED, DECLINED = EngagementState
ENTRY = Engagement(
    id=1, version=1, client_id=1, institution_id=3, institution_name="架空市福祉事務所", kind="welfare_office"
)
REFERRAL = OpenReferral(9, 3, "架空市福祉事務所", "welfare_office", ReferralStatus.REQUESTED, DAY, warm=True)


def engaged(state: EngagementState, since: date | None = None, until: date | None = None) -> Engagement:
    return replace(ENTRY, state=state, since=since, until=until)


# --- what may be stored ---------------------------------------------------------------------------------------------


def problems(**changes: object) -> list[str]:
    draft = EngagementDraft(client_id=1, institution_id=3)
    return [problem.field for problem in check_engagement(replace(draft, **changes), CODES)]  # type: ignore[arg-type]


def test_an_institution_or_a_kind_must_be_named() -> None:
    assert problems(institution_id=None) == ["institution_id"]
    assert problems(institution_id=None, kind="welfare_office") == []
    assert problems() == []


def test_a_kind_that_no_list_holds_is_refused() -> None:
    assert problems(institution_id=None, kind="welfare") == ["kind"]


def test_an_engagement_does_not_end_before_it_begins() -> None:
    assert problems(since=DAY, until=BEFORE) == ["until"]
    assert problems(since=DAY, until=DAY) == []
    assert problems(until=BEFORE) == []


@pytest.mark.parametrize(("field", "limit"), [("contact_person", 100), ("note", 20_000)])
def test_texts_have_a_limit(field: str, limit: int) -> None:
    assert problems(**{field: "𠮷" * limit}) == []
    assert problems(**{field: "𠮷" * (limit + 1)}) == [field]


# --- current or not -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("since", [None, BEFORE, DAY])
def test_engaged_since_today_or_before_or_without_a_date_is_current(since: date | None) -> None:
    assert is_current(engaged(ENGAGED, since), DAY)


def test_engaged_from_tomorrow_is_not_yet_current() -> None:
    assert not is_current(engaged(ENGAGED, AFTER), DAY)


def test_ended_with_a_later_end_is_still_current() -> None:
    assert is_current(engaged(ENDED, None, AFTER), DAY)


@pytest.mark.parametrize("until", [None, BEFORE, DAY])
def test_ended_by_the_day_itself_or_without_a_date_is_over(until: date | None) -> None:
    assert not is_current(engaged(ENDED, None, until), DAY)


def test_ended_later_but_begun_later_too_is_not_current() -> None:
    assert not is_current(engaged(ENDED, AFTER, AFTER + timedelta(days=9)), DAY)


def test_the_state_engaged_outweighs_an_end_that_stands_beside_it() -> None:
    assert is_current(engaged(ENGAGED, None, BEFORE), DAY)


def test_who_declined_is_never_engaged() -> None:
    assert not any(
        is_current(engaged(DECLINED, since, until), DAY) for since in (None, BEFORE) for until in (None, AFTER)
    )


# --- the board ------------------------------------------------------------------------------------------------------


def board(*engagements: Engagement, referrals: tuple[OpenReferral, ...] = ()) -> dict[str, BoardTile]:
    return {tile.code: tile for tile in engagement_board(engagements, referrals, CODES, DAY)}


def test_the_three_headline_kinds_come_first() -> None:
    assert list(board())[:3] == ["welfare_office", "livelihood_consultation", "self_help_group"]


def test_every_kind_of_institution_has_exactly_one_tile() -> None:
    kinds = [kind for tile in board().values() for kind in tile.kinds]
    assert sorted(kinds) == sorted(kind.code for kind in CODES.institution_kinds.items)


def test_a_kind_that_the_centre_added_has_a_tile_too() -> None:
    own = InstitutionKind("sauna", "サウナ", "Sauna", "neighbourhood", Paper.LETTER, "private")
    tiles = engagement_board((), (), code_book((own,)), DAY)
    assert [tile.code for tile in tiles if "sauna" in tile.kinds] == ["neighbourhood"]


def test_an_empty_board_says_not_yet_everywhere() -> None:
    assert {tile.state for tile in board().values()} == {BoardState.NOT_YET}
    assert not any(tile.entries for tile in board().values())


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (engaged(ENGAGED), BoardState.ENGAGED),
        (engaged(ENGAGED, AFTER), BoardState.NOT_YET),
        (engaged(ENDED), BoardState.ENDED),
        (engaged(ENDED, None, AFTER), BoardState.ENGAGED),
        (engaged(DECLINED), BoardState.DECLINED),
    ],
)
def test_an_entry_shows_how_the_client_stands_today(entry: Engagement, state: BoardState) -> None:
    tile = board(entry)["welfare_office"]
    assert tile.state is state
    assert [shown.state for shown in tile.entries] == [state]


def test_an_open_referral_shows_as_referred_though_nothing_is_stored() -> None:
    (entry,) = board(referrals=(REFERRAL,))["welfare_office"].entries
    assert (entry.state, entry.referral_id, entry.engagement_id) == (BoardState.REFERRED, 9, None)
    assert (entry.since, entry.warm) == (DAY, True)


@pytest.mark.parametrize("state", [ENDED, DECLINED])
def test_a_new_referral_outweighs_what_ended_or_was_declined_and_keeps_the_entry(state: EngagementState) -> None:
    (entry,) = board(engaged(state), referrals=(REFERRAL,))["welfare_office"].entries
    assert (entry.state, entry.referral_id, entry.engagement_id) == (BoardState.REFERRED, 9, 1)


def test_who_is_engaged_there_is_not_shown_as_referred() -> None:
    (entry,) = board(engaged(ENGAGED), referrals=(REFERRAL,))["welfare_office"].entries
    assert (entry.state, entry.referral_id) == (BoardState.ENGAGED, None)


def test_of_two_entries_for_one_institution_the_one_that_says_more_is_shown() -> None:
    ended, now = replace(engaged(ENDED), id=1), replace(engaged(ENGAGED), id=2)
    for entries in ((ended, now), (now, ended)):
        (shown,) = board(*entries)["welfare_office"].entries
        assert shown.engagement_id == 2


def test_a_tile_shows_its_best_entry_first() -> None:
    declined = replace(engaged(DECLINED), institution_id=4, institution_name="例町福祉事務所")
    entries = board(declined, engaged(ENGAGED))["welfare_office"].entries
    assert [entry.state for entry in entries] == [BoardState.ENGAGED, BoardState.DECLINED]


def test_a_kind_without_a_name_stands_beside_a_named_institution_of_that_kind() -> None:
    nameless = replace(engaged(ENGAGED), id=5, institution_id=None, institution_name="")
    assert len(board(nameless, referrals=(REFERRAL,))["welfare_office"].entries) == 2


STATES = st.sampled_from(EngagementState)
DATES = st.none() | st.sampled_from([BEFORE, DAY, AFTER])


@given(
    rows=st.lists(st.tuples(STATES, DATES, DATES, st.sampled_from([None, 3, 4])), max_size=6),
    referred=st.lists(st.sampled_from([3, 4]), max_size=3),
)
def test_the_board_loses_no_institution_and_no_current_engagement(
    rows: list[tuple[EngagementState, date | None, date | None, int | None]], referred: list[int]
) -> None:
    entries = [
        replace(engaged(state, since, until), id=place, institution_id=institution)
        for place, (state, since, until, institution) in enumerate(rows)
    ]
    open_referrals = tuple(replace(REFERRAL, referral_id=place, institution_id=at) for place, at in enumerate(referred))
    tile = board(*entries, referrals=open_referrals)["welfare_office"]
    shown: dict[int | None, BoardEntry] = {entry.institution_id: entry for entry in tile.entries}
    assert len(shown) == len(tile.entries)
    assert set(shown) == {entry.institution_id for entry in entries} | set(referred)
    for institution, entry in shown.items():
        current = any(is_current(each, DAY) for each in entries if each.institution_id == institution)
        assert (entry.state is BoardState.ENGAGED) is current
        assert (entry.state is BoardState.REFERRED) is (institution in referred and not current)
    assert (tile.state is BoardState.ENGAGED) is any(is_current(each, DAY) for each in entries)
