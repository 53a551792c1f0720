"""What is in work is kept, goes with its save, and is offered again: the pane of a new referral, the panel on Today."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from referral_desk.db.errors import StorageFull
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.drafts import InWork, write_draft
from referral_desk.domain.messages import message
from referral_desk.services import audit, clients, drafts, referrals
from referral_desk.ui import drafts as keeping
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.draft_forms import KEPT_FORMS
from referral_desk.ui.drafts import reopen
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.unfinished import Drafts
from referral_desk.ui.widgets.suggestion_list import Suggestion
from tests.making import TODAY, add_contact
from tests.ui.record_pages import fill
from tests.ui.unfinished_forms import Office, contact, new_client, shown

# --- a new referral -------------------------------------------------------------------------------------------------


def pane(office: Office) -> NewReferralPage:
    page = office.desk.page()
    assert isinstance(page, NewReferralPage)
    return page


def half_a_referral(office: Office) -> NewReferralPage:
    page: NewReferralPage = office.go(
        Place("new_referral", client=office.records.client, institution=office.records.office)
    )
    page.form.handoff.press("1")
    page.form.handoff.press("5")
    page.form.request.setPlainText("見学に同行してほしい")
    page.form.consent.chip("oral").click()
    office.settle()
    return page


def test_half_a_referral_comes_back_and_can_be_saved(office: Office) -> None:
    before = shown(half_a_referral(office))
    office.crash()
    page = pane(office)
    assert shown(page) == before
    assert page.unsaved()
    assert page.presenter.entry.client_name == "見本 花子"
    page.save()
    office.settle()
    assert office.left() == []
    assert len(referrals.rows(office.centre)) == 2
    office.crash()
    assert office.left() == []


def test_a_half_typed_day_of_a_referral_comes_back(office: Office) -> None:
    page = half_a_referral(office)
    fill(page.form.handoff.day, "R8.13")
    fill(page.form.follow_up, "12/")
    office.crash()
    page = pane(office)
    assert (page.form.handoff.day.text(), page.form.follow_up.text()) == ("R8.13", "12/")
    assert {problem.field for problem in page.presenter.problems(TODAY)} == {"on", "follow_up_on"}


def test_a_client_and_an_institution_picked_by_hand_come_back(office: Office) -> None:
    page = office.go(Place("new_referral"))
    office.keep()
    assert office.left() == []
    page.form._client_chosen(_suggestion(office.records.client, "見本 花子"))
    office.settle()
    office.crash()
    assert pane(office).form.client.text() == "見本 花子"


def test_a_pane_that_was_only_opened_for_the_client_in_view_is_not_kept(office: Office) -> None:
    office.go(Place("new_referral", client=office.records.client, institution=office.records.office))
    office.keep()
    assert office.left() == []


def test_a_referral_is_kept_once_whoever_is_picked_in_it(office: Office) -> None:
    page = office.go(Place("new_referral"))
    page.form.request.setPlainText("見学")
    office.keep()
    page.form._client_chosen(_suggestion(office.records.client, "見本 花子"))
    office.settle()
    office.keep()
    (draft,) = drafts.of_person(office.centre)
    assert draft.named == "00012"


def test_a_referral_that_was_given_up_does_not_come_back(office: Office) -> None:
    half_a_referral(office)
    office.keep()
    pane(office).discard()
    office.crash()
    assert office.left() == []


def test_what_is_in_work_in_the_pane_is_not_written_over_by_what_comes_back(office: Office) -> None:
    half_a_referral(office)
    office.crash(at_once=False)
    page = office.go(Place("new_referral"))
    page.form.request.setPlainText("別の紹介")
    office.panel_buttons("開く")[0].click()
    office.settle()
    assert pane(office).form.request.toPlainText() == "別の紹介"
    office.keep()
    assert office.left() == ["new_referral", "new_referral"]


def _suggestion(record_id: int, name: str) -> Suggestion[int]:
    return Suggestion(record_id, name)


# --- the panel on Today ---------------------------------------------------------------------------------------------


def test_after_a_crash_the_person_is_asked_before_anything_opens(office: Office) -> None:
    contact(office)
    office.crash(at_once=False)
    assert not office.desk.findChildren(FormDialog)
    (entry,) = office.offered()
    assert "00012" in entry
    office.panel_buttons("開く")[0].click()
    office.settle()
    assert isinstance(office.form(), ContactDialog)
    assert office.desk.place == Place("clients", client=office.records.client)
    office.form().reject()
    office.settle()
    assert office.offered() == []
    assert office.left() == []


def test_after_unlocking_the_newest_opens_and_the_others_are_offered(office: Office) -> None:
    half_a_referral(office)
    office.keep()
    contact(office)
    office.crash(at_once=True)
    assert isinstance(office.form(), ContactDialog)
    assert "1件" in office.desk.told
    office.form().reject()
    office.settle()
    (entry,) = office.offered()
    assert "紹介" in entry
    assert "00012" in entry


def test_a_discarded_entry_is_gone_and_can_be_taken_back(office: Office) -> None:
    contact(office)
    office.crash(at_once=False)
    office.panel_buttons("破棄")[0].click()
    office.settle()
    assert office.offered() == []
    assert office.left() == []
    office.desk.undo_bar.undo()
    office.settle()
    assert len(office.offered()) == 1
    assert office.left() == ["contact"]


def test_a_second_form_about_the_same_record_leaves_the_first_one_alone(office: Office) -> None:
    contact(office)
    office.crash(at_once=False)
    contact(office)
    office.keep()
    assert office.left() == ["contact", "contact"]
    office.form().save()
    office.settle()
    assert office.left() == ["contact"]


def test_what_cannot_be_read_is_dropped_without_a_word(office: Office) -> None:
    client = office.records.client
    for form, about, content in (
        ("contact", f"c-{client}~a", "{}"),
        ("from a later version", "~b", "{}"),
        ("contact", "~c", write_draft(InWork(KEPT_FORMS["contact"].holds(on=None)))),
    ):
        drafts.keep(office.centre, form, about, content)
    reopen(office.desk, at_once=True)
    office.settle()
    assert office.left() == []
    assert office.desk.told == ""
    assert not office.desk.findChildren(QDialog)


def test_opening_again_is_noted_as_reading_the_record(office: Office) -> None:
    contact(office)
    office.crash(at_once=False)
    head = audit.head(office.centre).number
    office.panel_buttons("開く")[0].click()
    office.settle()
    read = audit.rows(office.centre, AuditFilter(client_id=office.records.client)).rows
    assert any(row.number > head and row.action == "read_client" for row in read)
    office.form().reject()


# --- when things go wrong -------------------------------------------------------------------------------------------


def test_a_refused_save_keeps_the_draft(office: Office) -> None:
    new_client(office)
    form = office.form()
    assert isinstance(form, ClientDialog)
    fill(form.form.number, "00012")
    office.keep()
    form.save()
    office.settle()
    assert office.form() is form
    assert office.left() == ["client"]
    office.crash()
    fill(office.form().form.number, "00013")  # type: ignore[attr-defined]
    office.form().save()
    office.settle()
    assert office.left() == []


def test_nothing_is_kept_of_a_form_while_its_save_is_under_way(office: Office) -> None:
    contact(office)
    form = office.form()
    form.save()
    form.form.note.setPlainText("あとから")  # type: ignore[attr-defined]
    office.desk.drafts.look()
    office.settle()
    assert office.left() == []


def test_a_save_whose_end_the_window_did_not_live_to_see_does_not_come_back(office: Office) -> None:
    contact(office)
    office.keep()
    keeper, client = office.desk.drafts, office.records.client
    keeper.saving(office.form(), lambda: add_contact(office.centre, client))()  # and its answer is never delivered
    keeper.let_go()()
    assert office.left() == []
    assert len(clients.page(office.centre, office.records.client).contacts) == 2


def test_a_disk_that_is_full_for_a_moment_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise StorageFull(message("full"))

    contact(office)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "keep_all", full)
        office.keep()
    assert "控え" in office.desk.told
    assert office.left() == []
    office.keep()
    assert office.left() == ["contact"]


def test_closing_the_window_keeps_what_is_in_work(office: Office) -> None:
    half_a_referral(office)
    office.keep()
    folder = office._folder
    with office.qtbot.waitSignal(office.desk.destroyed):
        office.desk.close()
        office.desk.deleteLater()
    centre = folder.open()
    assert [draft.form for draft in drafts.of_person(centre)] == ["new_referral"]
    centre.close()
    office.desk = office._open()


def test_what_is_typed_is_on_the_disk_a_moment_later(office: Office) -> None:
    office.desk.drafts._timer.setInterval(5)
    contact(office)
    office.qtbot.waitUntil(lambda: office.left() == ["contact"])


class Silent:
    """A form in which nothing is in work."""

    draft_form = "client"

    def draft_about(self) -> str:
        return ""

    def draft_content(self) -> str | None:
        return None


def test_pages_and_dialogs_without_a_desk_keep_nothing_and_save_as_ever() -> None:
    nothing = Drafts()
    assert nothing.left == ()
    assert nothing.saving(Silent(), lambda: 3)() == 3
