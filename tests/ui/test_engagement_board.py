"""The engagement board and the chooser behind its tiles."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import EngagementState, Reporter
from referral_desk.domain.engagement import BoardState, EngagementDraft
from referral_desk.i18n import Language, set_language
from referral_desk.services import clients, engagements
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.engagement import EngagementDialog
from referral_desk.ui.forms.engagement_presenter import EngagementPresenter
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.engagement_board import EngagementBoard, Tile
from tests.making import CALL, LEAFLET, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, fill

HOSTILE = "𠮷田<b>&クリニック"


class Board:
    """The board as a person sees it: tiles by their code, with the keyboard."""

    def __init__(self, desk: Desk, page: ClientsPage) -> None:
        self.desk = desk
        self.page = page
        self.widget: EngagementBoard = page.client.board

    def tile(self, code: str) -> Tile:
        return self.widget.tile(code)

    def state(self, code: str) -> BoardState:
        return self.tile(code).tile.state

    def open(self, code: str) -> EngagementDialog:
        self.tile(code).setFocus()
        QTest.keyClick(self.tile(code), Qt.Key.Key_Return)
        return self.desk.dialog(EngagementDialog)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def open_board(desk: Desk, client_id: int) -> Board:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id))
    return Board(desk, page)


def pick(desk: Desk, dialog: EngagementDialog, text: str) -> None:
    field = dialog.form.institution
    fill(field, text)
    desk.qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
    QTest.keyClick(field, Qt.Key.Key_Return)


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_the_three_headline_kinds_come_first_then_the_domains_of_life(desk: Desk, centre: Centre) -> None:
    board = open_board(desk, add_client(centre).id)
    codes = [tile.tile.code for tile in board.widget.tiles]
    assert codes[:3] == ["welfare_office", "livelihood_consultation", "self_help_group"]
    assert codes[3:5] == ["medical", "disability"]


def test_a_tile_says_its_state_in_words_to_a_screen_reader(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    clinic = add_institution(centre, name=HOSTILE, kind="medical_institution")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=clinic.id, since=date(2025, 6, 1)))
    add_referral(centre, client.id, group.id, CALL)
    board = open_board(desk, client.id)
    assert board.state("medical") is BoardState.ENGAGED
    assert board.state("self_help_group") is BoardState.REFERRED
    assert board.state("welfare_office") is BoardState.NOT_YET
    spoken = board.tile("medical").accessibleName()
    assert HOSTILE in spoken
    assert "関わりあり" in spoken
    assert "R7.6.1" in spoken
    assert board.tile("self_help_group").accessibleName() != board.tile("welfare_office").accessibleName()
    assert HOSTILE in " ".join(board.tile("medical").lines())
    assert "<b>" not in board.tile("medical").toolTip()  # shown as it is: escaped


def test_arrows_go_from_tile_to_tile_and_tab_leaves_the_board(desk: Desk, centre: Centre) -> None:
    board = open_board(desk, add_client(centre).id)
    first = board.widget.tiles[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert focused() is board.widget.tiles[1]
    QTest.keyClick(board.widget.tiles[1], Qt.Key.Key_Left)
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert focused() is first
    QTest.keyClick(first, Qt.Key.Key_Down)
    below = focused()
    assert isinstance(below, Tile)
    assert below is not first
    QTest.keyClick(below, Qt.Key.Key_Tab)
    assert focused() not in board.widget.tiles
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)  # type: ignore[arg-type]
    assert focused() is below


def test_an_institution_is_marked_and_the_tile_shows_it_at_once(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    add_institution(centre, name="架空市福祉事務所", kind="welfare_office")
    add_institution(centre, name="架空市役所", kana="カクウシヤクショ", kind="municipality")
    board = open_board(desk, client.id)
    dialog = board.open("welfare_office")
    pick(desk, dialog, "かくう")
    assert [row.main for row in dialog.form.institution.list.rows] == ["架空市福祉事務所"]  # only this tile's kinds
    fill(dialog.form.since, "R7.6.1")
    dialog.form.reported_by.chip("client").click()
    fill(dialog.form.note, "ケースワーカーあり")
    desk.save(dialog)
    (stored,) = engagements.of_client(centre, client.id)
    assert stored.institution_name == "架空市福祉事務所"
    assert (stored.state, stored.since) == (EngagementState.ENGAGED, date(2025, 6, 1))
    assert (stored.reported_by, stored.note) == (Reporter.CLIENT, "ケースワーカーあり")
    assert board.state("welfare_office") is BoardState.ENGAGED
    assert desk.no_dialog(EngagementDialog)


def test_undo_takes_a_new_mark_back(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    board = open_board(desk, client.id)
    dialog = board.open("self_help_group")
    dialog.form.state.chip("declined").click()
    desk.save(dialog)  # only the kind: which group it was is not known
    assert board.state("self_help_group") is BoardState.DECLINED
    desk.undo()
    assert engagements.of_client(centre, client.id) == ()
    assert board.state("self_help_group") is BoardState.NOT_YET


def test_undo_puts_a_changed_mark_back_as_it_was(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    office = add_institution(centre)
    before = engagements.mark(
        centre, EngagementDraft(client_id=client.id, institution_id=office.id, note="月1回")
    ).record
    board = open_board(desk, client.id)
    dialog = board.open("welfare_office")
    dialog.form.state.chip("ended").click()
    fill(dialog.form.until, "R8.10.1")
    desk.save(dialog)
    assert board.state("welfare_office") is BoardState.ENDED
    desk.undo()
    (after,) = engagements.of_client(centre, client.id)
    assert (after.state, after.until, after.note) == (before.state, None, "月1回")
    assert board.state("welfare_office") is BoardState.ENGAGED


def test_a_mark_is_removed_and_undo_brings_it_back(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    office = add_institution(centre)
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id, since=date(2024, 4, 1)))
    board = open_board(desk, client.id)
    dialog = board.open("welfare_office")
    dialog.remove_button.click()
    desk.settle()
    assert board.state("welfare_office") is BoardState.NOT_YET
    desk.undo()
    (again,) = engagements.of_client(centre, client.id)
    assert (again.institution_id, again.since) == (office.id, date(2024, 4, 1))


def test_several_institutions_of_a_tile_are_chosen_between(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    for name in ("見本クリニック", HOSTILE):
        clinic = add_institution(centre, name=name, kind="medical_institution")
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=clinic.id))
    board = open_board(desk, client.id)
    dialog = board.open("medical")
    older, newer = engagements.of_client(centre, client.id)
    dialog.entries.chip(str(older.id)).click()
    assert dialog.form.institution.text() == "見本クリニック"
    dialog.entries.chip(str(newer.id)).click()
    assert dialog.form.institution.text() == HOSTILE
    assert dialog.remove_button.isVisible()
    dialog.entries.chip("new").click()
    assert dialog.form.institution.text() == ""
    assert not dialog.remove_button.isVisible()
    dialog.reject()


def test_a_referral_under_way_proposes_its_institution(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_referral(centre, client.id, group.id, LEAFLET)
    board = open_board(desk, client.id)
    dialog = board.open("self_help_group")
    assert dialog.form.institution.text() == "架空断酒会"
    desk.save(dialog)
    (stored,) = engagements.of_client(centre, client.id)
    assert stored.institution_id == group.id
    assert board.state("self_help_group") is BoardState.ENGAGED


def test_a_tile_of_several_kinds_needs_an_institution_or_a_kind(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    board = open_board(desk, client.id)
    dialog = board.open("medical")
    desk.save(dialog)
    assert dialog.form.form.row("institution_id").error
    kind = dialog.form.kind
    assert kind is not None
    kind.choose("visiting_nurse")
    kind.picked.emit("visiting_nurse")
    desk.save(dialog)
    (stored,) = engagements.of_client(centre, client.id)
    assert (stored.institution_id, stored.kind) == (None, "visiting_nurse")


def test_an_end_before_the_start_is_told_under_its_field(desk: Desk, centre: Centre) -> None:
    board = open_board(desk, add_client(centre).id)
    dialog = board.open("welfare_office")
    fill(dialog.form.since, "R8.6.1")
    fill(dialog.form.until, "R8.5.1")
    desk.save(dialog)
    assert dialog.form.form.row("until").error
    assert dialog.form.until.hasFocus()
    fill(dialog.form.until, "いつか")
    desk.save(dialog)
    assert "いつか" in dialog.form.form.row("until").error
    dialog.reject()


def test_the_presenter_forgets_the_kind_once_an_institution_is_named(centre: Centre) -> None:
    client = add_client(centre)
    office = add_institution(centre)
    tile = clients.page(centre, client.id).board[0]
    presenter = EngagementPresenter(client.id, tile, None, centre.codes)
    assert presenter.draft.kind == "welfare_office"
    presenter.choose_institution(office.id)
    assert (presenter.draft.institution_id, presenter.draft.kind) == (office.id, "")
    presenter.choose_institution(None)
    assert presenter.draft.kind == "welfare_office"
    assert not presenter.changed


@pytest.mark.parametrize("zoom", [100, 200])
def test_every_tile_stays_inside_a_narrow_window(desk: Desk, centre: Centre, theme: Theme, zoom: int) -> None:
    client = add_client(centre)
    theme.set_zoom(zoom)
    board = open_board(desk, client.id)
    board.page.resize(760, 600)
    desk.settle()
    assert all(tile.geometry().right() <= board.widget.width() for tile in board.widget.tiles)


@pytest.mark.parametrize("lang", list(Language))
def test_the_chooser_opens_in_both_languages(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    board = open_board(desk, add_client(centre, name=HOSTILE).id)
    for tile in board.widget.tiles:
        dialog = board.open(tile.tile.code)
        assert dialog.windowTitle() == tile.tile.label(lang)
        dialog.reject()
