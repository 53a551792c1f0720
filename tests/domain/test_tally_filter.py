"""What a tally is narrowed to, the age groups, and the tables that came with them."""

from __future__ import annotations

import pytest

from referral_desk.domain.codes import HandoffMode, Sex
from referral_desk.domain.tally_counts import Counts, EngagementCounts, InboundCounts, ModeCounts, PeopleCounts
from referral_desk.domain.tally_filter import EVERYTHING, Section, TallyFilter
from referral_desk.domain.tally_parts import (
    NOT_IN_DIRECTORY,
    attended_rows,
    cross_table,
    district_rows,
    engagement_rows,
    inbound_rows,
    outcome_totals,
    staff_rows,
)
from referral_desk.resources import code_book

CODES = code_book()
AGES = CODES.age_groups
M = HandoffMode


def test_every_age_lies_in_one_group() -> None:
    for age in (None, *range(130)):
        assert len([group for group in AGES.items if group.has(age)]) == 1


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "0-19"),
        (19, "0-19"),
        (20, "20-39"),
        (64, "40-64"),
        (65, "65-74"),
        (74, "65-74"),
        (75, "75-"),
        (None, "unknown"),
    ],
)
def test_groups_begin_and_end_where_their_names_say(age: int | None, group: str) -> None:
    assert AGES[group].has(age)


def test_a_filter_without_conditions_narrows_nothing() -> None:
    assert TallyFilter() == EVERYTHING
    assert not EVERYTHING.narrows
    assert EVERYTHING.leaves_whole() == ()


@pytest.mark.parametrize("narrowed", [TallyFilter(district=""), TallyFilter(staff=0), TallyFilter(sex=Sex.UNKNOWN)])
def test_asking_for_those_without_is_a_condition(narrowed: TallyFilter) -> None:
    assert narrowed.narrows


def test_what_is_known_of_the_person_narrows_every_section() -> None:
    assert TallyFilter(district="北部", sex=Sex.FEMALE, age_group=AGES["75-"]).leaves_whole() == ()


def test_sections_that_cannot_tell_are_named() -> None:
    assert TallyFilter(staff=1).leaves_whole() == (Section.ENGAGEMENTS, Section.BENEFITS)
    assert TallyFilter(institution_id=1).leaves_whole() == (Section.SERVICES, Section.BENEFITS)
    assert TallyFilter(category="alcohol").leaves_whole() == tuple(each for each in Section if each != "services")
    assert set(TallyFilter(staff=1, institution_id=1).leaves_whole()) == {
        *(Section.SERVICES, Section.ENGAGEMENTS, Section.BENEFITS),
    }


# --- the tables -------------------------------------------------------------------------------------------------------


def test_the_cross_table_has_every_cell_in_order() -> None:
    cells = cross_table(Counts(cross={("telephone", "alcohol"): PeopleCounts(2, 5)}), CODES)
    assert len(cells) == len(CODES.contact_services.items) * len(CODES.contact_categories.items)
    assert [(each.persons, each.contacts) for each in cells if each.contacts] == [(2, 5)]
    assert (cells[0].service, cells[0].category) == ("consultation", CODES.contact_categories.items[0].code)


def test_engagements_tell_who_is_there_who_came_and_who_went() -> None:
    rows = engagement_rows(Counts(engagements={"welfare_office": EngagementCounts(3, 1, 2)}), CODES)
    assert (rows[0].code, rows[0].clients, rows[0].new, rows[0].ended) == ("welfare_office", 3, 1, 2)
    assert all((row.clients, row.new, row.ended) == (0, 0, 0) for row in rows[1:])


def test_senders_who_are_not_in_the_directory_come_last() -> None:
    rows = inbound_rows(Counts(inbound_by_kind={"": InboundCounts(4, 3, 1)}), CODES)
    assert (rows[-1].code, rows[-1].referrals, rows[-1].clients, rows[-1].warm_rate) == (NOT_IN_DIRECTORY, 4, 3, 25.0)
    assert len(rows) == len(CODES.institution_kinds.items) + 1


def test_listed_staff_have_a_row_and_all_others_one_together() -> None:
    counts = Counts(staff={7: PeopleCounts(1, 2), None: PeopleCounts(3, 4)}, staff_names={5: "見本", 7: "例田"})
    rows = [(row.code, row.name, row.contacts) for row in staff_rows(counts)]
    assert rows == [("5", "見本", 0), ("7", "例田", 2), ("", "", 4)]


def test_people_without_a_district_come_last() -> None:
    rows = district_rows(
        Counts(districts={"": PeopleCounts(1, 1), "南部": PeopleCounts(2, 3), "北部": PeopleCounts(1, 2)})
    )
    assert [(row.code, row.contacts) for row in rows] == [("北部", 2), ("南部", 3), ("", 1)]


def test_warm_and_not_warm_are_compared_with_their_interval() -> None:
    modes = {
        M.ACCOMPANIED: ModeCounts(6, 4, 1),
        M.THREE_WAY_CALL: ModeCounts(4, 4),
        M.INFORMATION_ONLY: ModeCounts(9, 2, 3, (), 1, 2),
    }
    warm, contact, information = attended_rows(modes)
    assert (warm.code, warm.referrals, warm.attended, warm.rate, warm.unchecked_share) == ("warm", 10, 8, 80.0, 10.0)
    assert warm.interval is not None
    assert (warm.interval.low, warm.interval.high, warm.too_few) == (49.0, 94.3, False)
    assert (contact.referrals, contact.rate, contact.interval, contact.too_few) == (0, None, None, True)
    assert (information.unchecked, information.unchecked_share, information.too_few) == (5, 55.6, True)


def test_the_share_of_unknown_is_of_all_that_were_handed_over() -> None:
    totals = outcome_totals({M.ACCOMPANIED: ModeCounts(6, 3, 1, (), 1, 1), M.LETTER_ONLY: ModeCounts(2)})
    assert (totals.referrals, totals.attended, totals.declined, totals.unknown) == (8, 3, 1, 1)
    assert (totals.not_yet_checked, totals.unchecked_share) == (1, 25.0)
