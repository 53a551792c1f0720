"""The sheet for the phone is one command wherever one is about to call; it knows the institution and the client."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import SbirtsStep
from referral_desk.domain.sbirts import PathDraft
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import clients, referrals, sbirts
from referral_desk.services import phone_sheet as service
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.finding import FindingDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import NEW_REFERRAL, Place
from referral_desk.ui.pages.client_sbirts import ClientSbirts
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import CALL, TODAY, add_client, add_institution, referral_draft
from tests.ui.record_pages import Desk

Asked = list[tuple[int, int | None]]


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    add_institution(
        centre, name="架空断酒会", kind="self_help_group", target="alcohol", schedule=parse_schedule("毎週火 19:00")
    )
    add_client(centre)
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What sheets were made of, in order: (institution, client)."""
    made: Asked = []
    make = service.phone_sheet

    def noted(centre: Centre, institution_id: int, client_id: int | None, now: datetime, **values: object) -> Issued:
        made.append((institution_id, client_id))
        return make(centre, institution_id, client_id, now, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "phone_sheet", noted)
    return made


def shut(desk: Desk) -> None:
    desk.settle()
    desk.dialog(PreviewDialog).reject()


def test_ctrl_p_on_an_institution_shows_its_sheet(desk: Desk, asked: Asked) -> None:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions", institution=1))
    show = page.print_action()
    assert show is not None
    show()
    shut(desk)
    page.institution.sheet_button.click()
    shut(desk)
    assert asked == [(1, None), (1, None)]


def test_a_new_referral_has_it_once_an_institution_is_chosen_and_for_its_client(desk: Desk, asked: Asked) -> None:
    page = NewReferralPage(desk.work)
    desk.show(page, Place(NEW_REFERRAL, client=1))
    assert not page.sheet_button.isVisible()
    page.open_place(Place(NEW_REFERRAL, client=1, institution=1))
    desk.settle()
    assert page.sheet_button.isVisible()
    page.sheet_button.click()
    shut(desk)
    assert asked == [(1, 1)]
    page.discard()
    desk.settle()


def test_the_place_found_for_a_client_gets_her_sheet(desk: Desk, asked: Asked) -> None:
    dialog = FindingDialog(desk.work, lambda _id: None, target="alcohol", client_id=1)
    desk.qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    dialog.sheet_buttons[1].click()
    shut(desk)
    dialog.reject()
    assert asked == [(1, 1)]


def test_the_step_of_the_group_has_it_where_one_was_chosen(desk: Desk, centre: Centre, asked: Asked) -> None:
    path = sbirts.save_path(centre, PathDraft(client_id=1, target="alcohol", started_on=TODAY)).record
    referral = referrals.refer(centre, referral_draft(1, 1), CALL, path_id=path.id).record
    part = ClientSbirts(desk.work)
    desk.qtbot.addWidget(part)
    part.show_client(clients.page(centre, 1))
    desk.settle()
    part.steps.buttons[SbirtsStep.SELF_HELP_GROUP, f"phone-{referral.id}"].click()
    shut(desk)
    assert asked == [(1, 1)]
