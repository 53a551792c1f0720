"""Every form in work comes back: its window is gone without a word, and the next one shows the same in every field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLineEdit

from referral_desk.domain.codes import ReferralStatus
from referral_desk.domain.contact import draft_of as draft_of_contact
from referral_desk.domain.drafts import InWork, read_draft, write_draft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.schedule import MeetingTime
from referral_desk.services import (
    benefits,
    clients,
    contacts,
    engagements,
    households,
    inbound,
    institutions,
    referrals,
)
from referral_desk.services import centre as centre_service
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.draft_forms import KEPT_FORMS
from referral_desk.ui.drafts import reopen
from referral_desk.ui.forms.client_presenter import draft_of
from referral_desk.ui.pages.new_referral import NewReferralPage
from tests.ui.record_pages import fill
from tests.ui.unfinished_forms import FORMS, Office, shown

each_form = pytest.mark.parametrize("name", FORMS)


def test_every_form_there_is_takes_part() -> None:
    def below(kind: type[FormDialog]) -> set[type[FormDialog]]:
        found = set(kind.__subclasses__())
        return found.union(*(below(each) for each in found))

    kept = {each.draft_form for each in below(FormDialog) if each.draft_form} | {NewReferralPage.draft_form}
    assert kept == set(KEPT_FORMS)
    assert {name.removeprefix("new ") for name in FORMS} | {"new_referral"} == kept


@each_form
def test_a_form_in_work_comes_back_as_it_was_and_is_saved_as_ever(office: Office, name: str) -> None:
    FORMS[name](office)
    form, before = type(office.form()), shown(office.form())
    assert office.form().unsaved()
    office.crash()
    assert type(office.form()) is form
    assert shown(office.form()) == before
    assert office.form().unsaved()
    office.form().save()
    office.settle()
    assert not [each for each in office.desk.findChildren(form) if each.isVisible()]
    assert office.left() == []


@pytest.mark.parametrize("name", ["new client", "contact", "handoff", "new institution"])
def test_a_form_that_came_back_comes_back_again_after_the_lock(office: Office, name: str) -> None:
    FORMS[name](office)
    before = shown(office.form())
    office.crash()
    office.lock()
    assert shown(office.form()) == before
    assert office.form().unsaved()
    office.form().reject()


@each_form
def test_a_form_that_was_emptied_or_cancelled_is_not_kept(office: Office, name: str) -> None:
    FORMS[name](office)
    form = office.form()
    presenter = form.in_work()
    assert presenter is not None
    typed = presenter.draft
    office.keep()
    assert office.left() == [form.draft_form]
    presenter.put(presenter._first)
    office.keep()
    assert office.left() == []
    presenter.put(typed)
    office.keep()
    assert office.left() == [form.draft_form]
    form.reject()
    office.settle()
    assert office.left() == []


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("new client", lambda form: form.form.birth),
        ("new household", lambda form: form.form.lines[1].birth),
        ("supporter", lambda form: form.form.until),
        ("contact", lambda form: form.form.on),
        ("new contact", lambda form: form.form.minutes),
        ("contact_correction", lambda form: form.form.on),
        ("engagement", lambda form: form.form.since),
        ("engagement", lambda form: form.form.until),
        ("new benefit", lambda form: form.form.since),
        ("benefit", lambda form: form.form.until),
        ("new inbound", lambda form: form.form.on),
        ("new inbound", lambda form: form.form.reply_due_on),
        ("inbound", lambda form: form.form.replied_on),
        ("reply", lambda form: form.day),
        ("new institution", lambda form: form.form.verified_on),
        ("new institution", lambda form: form.form.schedule),
        ("handoff", lambda form: form.rows.day),
        ("handoff", lambda form: form.rows.time),
        ("outcome", lambda form: form.day),
        ("outcome", lambda form: form.next_day),
        ("next_check", lambda form: form.day),
    ],
)
def test_a_half_typed_date_or_time_comes_back_and_is_still_refused(
    office: Office, name: str, field: Callable[[FormDialog], QLineEdit]
) -> None:
    FORMS[name](office)
    fill(field(office.form()), "R8.13")
    office.crash()
    form = office.form()
    assert field(form).text() == "R8.13"
    form.save()
    office.settle()
    assert office.form() is form
    form.reject()


# --- a record that somebody changed meanwhile -----------------------------------------------------------------------


def change_client(office: Office) -> None:
    stored = clients.get(office.centre, office.records.client)
    clients.save(
        office.centre, replace(draft_of(stored), address="架空市"), client_id=stored.id, version=stored.version
    )


def change_contact(office: Office) -> None:
    (stored,) = clients.page(office.centre, office.records.client).contacts
    contacts.correct(office.centre, stored.id, replace(draft_of_contact(stored), minutes=5))


def change_institution(office: Office) -> None:
    institutions.verify(office.centre, office.records.office)


def change_engagement(office: Office) -> None:
    (stored,) = engagements.of_client(office.centre, office.records.client)
    draft = EngagementDraft(client_id=stored.client_id, institution_id=stored.institution_id, note="転居した")
    engagements.mark(office.centre, draft, engagement_id=stored.id)


def change_benefit(office: Office) -> None:
    (stored,) = benefits.of_client(office.centre, office.records.client)
    benefits.settle(office.centre, stored.id)


def change_inbound(office: Office) -> None:
    (stored,) = inbound.of_client(office.centre, office.records.client)
    inbound.save(office.centre, replace(inbound.draft_of(stored), sender_name="例田"), inbound_id=stored.id)


def change_referral(office: Office) -> None:
    referrals.set_status(office.centre, office.records.referral, ReferralStatus.ACCEPTED)


def change_household(office: Office) -> None:
    stored = households.of_client(office.centre, office.records.client)
    assert stored is not None
    households.save(
        office.centre, office.records.client, replace(stored, case_number="別の番号"), household_id=stored.id
    )


def change_centre(office: Office) -> None:
    centre_service.save_settings(office.centre, replace(office.centre.settings, fax="059-000-0002"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("client", change_client),
        ("contact_correction", change_contact),
        ("institution", change_institution),
        ("engagement", change_engagement),
        ("benefit", change_benefit),
        ("inbound", change_inbound),
        ("referral", change_referral),
        ("household", change_household),
        ("centre", change_centre),
        ("staff", change_centre),
    ],
)
def test_what_somebody_else_changed_meanwhile_is_never_written_over(
    office: Office, name: str, change: Callable[[Office], None]
) -> None:
    FORMS[name](office)
    before = shown(office.form())
    office.keep()
    office.die()
    office.desk = office._open()
    change(office)
    reopen(office.desk, at_once=True)
    office.settle()
    for _turn in range(2):
        form = office.form()
        assert shown(form) == before
        assert "開き直して" in form.problem_panel.text
        form.save()
        office.settle()
        assert office.form() is form
        office.crash()
    office.form().reject()


# --- what the forms hold --------------------------------------------------------------------------------------------


def filled(kind: type) -> st.SearchStrategy[Any]:
    """Return records of ``kind`` with something in any of their fields."""
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: st.from_type(hints[each.name]) for each in fields(kind)})


def meetings(moment: Any) -> MeetingTime:
    weekdays, weeks, (start, end) = moment
    return MeetingTime(weekdays, weeks, start, end if end and end > start else None)


st.register_type_strategy(float, st.floats(allow_nan=False))
_weekdays = st.lists(st.integers(0, 6), min_size=1).map(tuple)
_weeks = st.lists(st.integers(1, 5)).map(tuple)
st.register_type_strategy(
    MeetingTime, st.tuples(_weekdays, _weeks, st.tuples(st.times(), st.none() | st.times())).map(meetings)
)


@pytest.mark.parametrize("form", KEPT_FORMS)
def test_whatever_a_form_holds_comes_back(form: str) -> None:
    kind = KEPT_FORMS[form].holds

    @given(filled(kind), st.lists(st.tuples(st.text(), st.text())).map(tuple), st.none() | filled(kind))
    def comes_back(draft: Any, unread: Any, first: Any) -> None:
        work = InWork(draft, unread, first)
        assert read_draft(kind, write_draft(work)) == work

    comes_back()
