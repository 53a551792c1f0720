"""What came late in a closed month, the figures that it corrects, and opening the month again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from referral_desk.db.queries import closings
from referral_desk.domain.access import Role
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ContactService, Outcome, ReferralStatus, Reporter
from referral_desk.domain.contact import draft_of
from referral_desk.domain.correction import LineKey, Measure, Part
from referral_desk.domain.errors import NotAllowed, NotPossible, Rejected
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.late_entries import Counted, CountedField, Late
from referral_desk.domain.users import UserDraft
from referral_desk.services import (
    closed_months,
    contacts,
    followups,
    late_entries,
    merging,
    month_end,
    referrals,
    restrictions,
    tallies,
    users,
)
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.correction_paper import correction_sheet
from tests.making import CALL, CHEAP, LEAFLET, NewCentre, add_client, add_contact, add_institution, add_referral

OCTOBER = Period.month(2026, 10)
DAY = date(2026, 10, 5)
SECOND = "べつのみほんの長い合言葉。"


@pytest.fixture
def closed(centre: Centre) -> Centre:
    """A centre with two clients (contacts 1 to 3, referrals 1 and 2) and October closed."""
    one = add_client(centre)
    two = add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    office = add_institution(centre)
    add_contact(centre, one.id, on=DAY, factors=("disaster",), note="見本の記録")
    add_contact(centre, one.id, on=DAY, service=ContactService.TELEPHONE)
    add_contact(centre, two.id, on=DAY)
    add_referral(centre, one.id, office.id, CALL, on=DAY)
    add_referral(centre, two.id, office.id, LEAFLET, on=DAY)
    closed_months.close_month(centre, 2026, 10)
    return centre


@pytest.fixture
def second(closed: Centre) -> Iterator[Centre]:
    """Another manager of the same centre."""
    users.add_user(closed, UserDraft(login="akane", role=Role.MANAGER, name="例田 茜"), SECOND, cost=CHEAP)
    other = open_centre(closed.folder, "akane", SECOND, minimum=CHEAP, today=closed.today)
    yield other
    other.close()


def late(centre: Centre) -> list[tuple[Counted, Late, int]]:
    return [(each.source, each.late, each.record) for each in late_entries.entries(centre, 2026, 10).entries]


def changed(centre: Centre) -> dict[LineKey, tuple[int, int]]:
    return {each.key: (each.old, each.new) for each in late_entries.corrections(centre, 2026, 10).figures}


def correct(centre: Centre, contact_id: int, **changes: object) -> None:
    draft = draft_of(contacts.opened(centre, contact_id).contact)
    contacts.correct(centre, contact_id, replace(draft, **changes))  # type: ignore[arg-type]


def test_a_month_that_was_just_closed_has_nothing_late(closed: Centre) -> None:
    assert late(closed) == []
    assert changed(closed) == {}


def test_what_was_added_changed_and_removed_is_listed_with_its_client(closed: Centre) -> None:
    add_contact(closed, 1, on=date(2026, 10, 8))
    correct(closed, 1, category="gambling", factors=())
    contacts.remove(closed, 3, reason="別の人の記録")
    found = late_entries.entries(closed, 2026, 10).entries
    assert [(each.late, each.record, each.client_number) for each in found] == [
        (Late.CHANGED, 1, "00001"),
        (Late.REMOVED, 3, "00002"),
        (Late.ADDED, 4, "00001"),
    ]
    assert dict(found[0].after) == {CountedField.CATEGORY: "gambling", CountedField.FACTORS: ""}
    assert (found[0].client_name, found[1].there) == ("見本 花子", False)


def test_what_does_not_count_is_not_late(closed: Centre) -> None:
    correct(closed, 1, note="別の記録")
    add_contact(closed, 1, on=date(2026, 11, 2))
    correct(closed, 4, category="gambling")
    assert late(closed) == []


def test_moving_a_contact_to_another_month_and_back(closed: Centre) -> None:
    correct(closed, 1, on=date(2026, 9, 30))
    assert late(closed) == [(Counted.CONTACT, Late.CHANGED, 1)]
    correct(closed, 1, on=DAY)
    assert late(closed) == []


def test_a_contact_moved_into_the_month_is_added(closed: Centre) -> None:
    add_contact(closed, 1, on=date(2026, 9, 30))
    assert late(closed) == []
    correct(closed, 4, on=date(2026, 10, 1))
    assert late(closed) == [(Counted.CONTACT, Late.ADDED, 4)]


def test_referrals_entered_in_error_and_outcomes_are_late(closed: Centre) -> None:
    referrals.set_status(closed, 1, ReferralStatus.ENTERED_IN_ERROR)
    followups.report_outcome(closed, 2, OutcomeReport(Outcome.FIRST_ATTENDED, date(2026, 10, 20), Reporter.CLIENT))
    add_referral(closed, 1, 1, LEAFLET, on=DAY)
    found = late_entries.entries(closed, 2026, 10)
    assert [(each.late, each.record, each.number, each.only_outcome) for each in found.entries] == [
        (Late.REMOVED, 1, found.entries[0].number, False),
        (Late.ADDED, 3, found.entries[1].number, False),
        (Late.CHANGED, 2, found.entries[2].number, True),
    ]
    assert all(each.number for each in found.entries)
    assert (found.changes, found.outcomes) == (2, 1)


def test_a_merge_is_no_late_entry_but_is_told(closed: Centre) -> None:
    merge = merging.merge(closed, 1, 2, {"name": "kept", "kana": "kept"}).record  # type: ignore[dict-item]
    assert late(closed) == []
    assert late_entries.entries(closed, 2026, 10).merges == 1
    assert changed(closed)[LineKey(Part.SERVICE, "", Measure.PERSONS)] == (2, 1)
    merging.undo(closed, merge.id)
    assert late_entries.entries(closed, 2026, 10).merges == 0
    assert changed(closed) == {}


def test_a_record_that_was_disposed_of_is_no_late_removal_and_takes_no_figure_along(closed: Centre) -> None:
    with closed.sessions.write() as session:
        closings.dispose(session, 2)
    assert late(closed) == []
    assert changed(closed) == {}


def test_the_corrected_figures_are_those_of_the_month_opened_and_closed_again(closed: Centre) -> None:
    add_contact(closed, 2, on=date(2026, 10, 8), category="gambling", factors=("disaster",))
    contacts.remove(closed, 1, reason="見本の誤り")
    add_referral(closed, 1, 1, CALL, on=date(2026, 10, 30))
    submitted = tallies.tally(closed, OCTOBER)
    figures = changed(closed)
    closed_months.reopen_month(closed, 2026, 10, "転記もれ")
    closed_months.close_month(closed, 2026, 10)
    now = tallies.tally(closed, OCTOBER)
    assert figures[LineKey(Part.SERVICE, "consultation", Measure.PERSONS)] == (2, 1)
    assert figures[LineKey(Part.CATEGORY, "gambling", Measure.CONTACTS)] == (0, 1)
    assert figures[LineKey(Part.HANDOFFS, "", Measure.REFERRALS)] == (2, 3)
    assert figures[LineKey(Part.HANDOFFS, "", Measure.WARM)] == (submitted.handoffs.warm, now.handoffs.warm)
    assert LineKey(Part.SERVICE, "", Measure.CONTACTS) not in figures  # one more, one less
    assert changed(closed) == {}


def test_restricted_records_are_counted_and_not_listed(closed: Centre, second: Centre) -> None:
    add_contact(closed, 1, on=date(2026, 10, 8))
    restrictions.restrict(closed, 1, ("midori",))
    assert len(late(closed)) == 1
    found = late_entries.entries(second, 2026, 10)
    assert (found.entries, found.unseen, found.changes) == ((), 1, 1)
    assert correction_sheet(second, 2026, 10).pdf.startswith(b"%PDF")


def test_an_open_month_has_no_correction_sheet(closed: Centre) -> None:
    for refused in (late_entries.entries, late_entries.corrections, correction_sheet):
        with pytest.raises(NotPossible):
            refused(closed, 2026, 9)


# --- opening again ----------------------------------------------------------------------------------------------------


def test_an_opened_month_counts_live_and_keeps_what_was_submitted(closed: Centre) -> None:
    add_contact(closed, 1, on=date(2026, 10, 8))
    before = tallies.tally(closed, OCTOBER)
    reopened = closed_months.reopen_month(closed, 2026, 10, "  転記もれ ").record
    assert (reopened.reopened_by, reopened.reopened_reason) == ("見本 みどり", "転記もれ")
    assert reopened.reopened_at is not None
    now = tallies.tally(closed, OCTOBER)
    assert (now.closed, now.contacts) == (False, before.contacts + 1)
    with closed.read() as session:
        assert session.scalar(text("SELECT count(*) FROM frozen_contact")) == 3


def test_closing_again_is_a_new_closing_with_its_own_rows(closed: Centre) -> None:
    first = closed_months.closed_month(closed, 2026, 10)
    add_contact(closed, 1, on=date(2026, 10, 8))
    closed_months.reopen_month(closed, 2026, 10, "転記もれ")
    again = closed_months.close_month(closed, 2026, 10).record
    history = month_end.state(closed, 2026, 10).history
    assert first is not None
    assert [each.id for each in history] == [again.id, first.id]
    assert [each.reopened_at is None for each in history] == [True, False]
    assert tallies.tally(closed, OCTOBER).contacts == 4
    with closed.read() as session:
        rows = session.execute(text("SELECT closed_month_id, count(*) FROM frozen_contact GROUP BY 1")).all()
    assert [tuple(row) for row in rows] == [(first.id, 3), (again.id, 4)]


def test_opening_again_is_refused_without_a_reason_for_an_open_month_and_where_rows_are_gone(closed: Centre) -> None:
    with pytest.raises(Rejected) as refused:
        closed_months.reopen_month(closed, 2026, 10, " ")
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    with pytest.raises(NotPossible):
        closed_months.reopen_month(closed, 2026, 9, "転記もれ")
    with closed.sessions.write() as session:
        closings.dispose(session, 2)
    with pytest.raises(NotPossible):
        closed_months.reopen_month(closed, 2026, 10, "転記もれ")
    assert closed_months.closed_month(closed, 2026, 10) is not None


def test_staff_neither_close_nor_open_a_month(closed: Centre, second: Centre) -> None:
    del closed
    with second.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role WHERE login = 'akane'"), {"role": Role.STAFF.value})
    with pytest.raises(NotAllowed):
        closed_months.close_month(second, 2026, 9)
    with pytest.raises(NotAllowed):
        closed_months.reopen_month(second, 2026, 10, "転記もれ")


# --- two at once ------------------------------------------------------------------------------------------------------


def test_of_two_who_close_the_same_month_at_once_one_wins_and_the_other_is_told(new_folder: NewCentre) -> None:
    centres = [new_folder.open(), new_folder.open()]
    add_contact(centres[0], add_client(centres[0]).id, on=DAY)
    start, ends = threading.Barrier(2), list[object]()

    def close(centre: Centre) -> None:
        start.wait()
        try:
            ends.append(closed_months.close_month(centre, 2026, 10).record)
        except NotPossible as told:
            ends.append(told)

    threads = [threading.Thread(target=close, args=(centre,)) for centre in centres]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [each for each in ends if isinstance(each, NotPossible)]
    assert (len(ends), len(told)) == (2, 1)
    assert "見本 みどり" in str(told[0].message.values)
    with centres[0].read() as session:
        assert session.scalar(text("SELECT count(*) FROM closed_month")) == 1
        assert session.scalar(text("SELECT count(*) FROM frozen_contact")) == 1
    for centre in centres:
        centre.close()
