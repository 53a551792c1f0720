"""The papers that go with a letter: what is chosen is made and shown, what is wrong is told under its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.queries import disclosures
from referral_desk.domain.access import Action
from referral_desk.domain.codes import Paper
from referral_desk.domain.stationery import Offset
from referral_desk.services import clients, documents, institutions, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.card import CardDialog
from referral_desk.ui.dialogs.envelope import EnvelopeDialog
from referral_desk.ui.dialogs.fax import FaxDialog
from referral_desk.ui.dialogs.labels import LabelsDialog
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.dialogs.papers import papers_menu
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.workplace import Workplace
from tests.making import add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, fill


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    add_client(centre)
    add_institution(centre, postal_code="510-0088", address="架空市見本町1-2")
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    add_referral(centre, 1, 1)
    add_referral(centre, 1, 2)
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def work(desk: Desk, tmp_path: Path) -> Workplace:
    return replace(desk.work, settings=QSettings(str(tmp_path / "pc.ini"), QSettings.Format.IniFormat))


def opened(desk: Desk, dialog: PaperDialog) -> QWidget:
    """Open a window under a parent that owns the preview as well."""
    desk.qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def previews(desk: Desk, press: Callable[[], None], over: QWidget) -> list[str]:
    """Press, and return the titles of the previews that opened."""
    press()
    desk.settle()
    found = [each for each in over.window().findChildren(PreviewDialog) if each.isVisible()]
    titles = [each.windowTitle() for each in found]
    for each in found:
        each.close()
    desk.settle()
    return titles


def test_an_envelope_is_shown_and_what_was_chosen_is_remembered_on_this_pc(
    desk: Desk, work: Workplace, centre: Centre
) -> None:
    dialog = EnvelopeDialog(work, referrals.get(centre, 1))
    opened(desk, dialog)
    dialog.kind.chip("kaku2").click()
    fill(dialog.placement.right, "１．５")
    fill(dialog.placement.down, "−2")
    assert dialog.wish.offset == Offset(1.5, -2)
    assert len(previews(desk, dialog.show_paper, dialog)) == 1
    again = EnvelopeDialog(work, referrals.get(centre, 1))
    opened(desk, again)
    assert (again.wish.form, again.wish.offset) == ("kaku2", Offset(1.5, -2))
    again.kind.chip("naga3").click()
    assert again.wish.offset == Offset(0, 0)
    again.reject()


@pytest.mark.parametrize("typed", ["31", "二", "nan"])
def test_an_offset_that_is_none_is_told_under_its_field(
    desk: Desk, work: Workplace, centre: Centre, typed: str
) -> None:
    dialog = EnvelopeDialog(work, referrals.get(centre, 1))
    opened(desk, dialog)
    fill(dialog.placement.down, typed)
    assert previews(desk, dialog.show_paper, dialog) == []
    assert dialog.form.row("down").error
    assert dialog.isVisible()
    dialog.reject()


def test_the_test_page_leaves_the_window_open(desk: Desk, work: Workplace, centre: Centre) -> None:
    dialog = EnvelopeDialog(work, referrals.get(centre, 1))
    opened(desk, dialog)
    assert len(previews(desk, dialog.show_test, dialog)) == 1
    assert dialog.isVisible()
    dialog.reject()


def test_labels_are_for_those_that_are_ticked_and_who_has_no_address_is_named(
    desk: Desk, work: Workplace, centre: Centre
) -> None:
    dialog = LabelsDialog(work, institutions.rows(centre))
    opened(desk, dialog)
    assert previews(desk, dialog.show_paper, dialog) == []
    assert "AA架空グループ" in dialog.form.row("institutions").error
    dialog.boxes[2].click()
    assert dialog.chosen == (1,)
    assert len(previews(desk, dialog.show_paper, dialog)) == 1


def test_a_group_gets_a_card_and_no_envelope(desk: Desk, work: Workplace, centre: Centre) -> None:
    over = QWidget()
    desk.qtbot.addWidget(over)
    letter = papers_menu(work, referrals.get(centre, 1), Paper.LETTER, over)
    card = papers_menu(work, referrals.get(centre, 2), Paper.CARD, over)
    assert "封筒…" in [action.text() for action in letter.actions()]
    assert [action.text() for action in card.actions()] == ["案内カードの大きさ・枚数・言葉…"]


def test_a_card_is_shown_in_the_size_and_words_that_were_chosen_and_the_size_is_remembered(
    desk: Desk, work: Workplace, centre: Centre
) -> None:
    dialog = CardDialog(work, referrals.get(centre, 2))
    opened(desk, dialog)
    dialog.layout_chips.chip("ten_small").click()
    dialog.words.chip("ja_easy").click()
    fill(dialog.nickname, "はな")
    assert len(previews(desk, dialog.show_paper, dialog)) == 1
    (kept,) = clients.page(centre, 1).documents
    assert kept.language == "ja_easy"
    assert "はな" in kept.content
    again = CardDialog(work, referrals.get(centre, 2))
    opened(desk, again)
    assert again.layout_chips.value() == "ten_small"
    again.reject()


def test_a_fax_is_logged_once_it_is_printed_and_not_before(desk: Desk, work: Workplace, centre: Centre) -> None:
    documents.letter(centre, 1)
    dialog = FaxDialog(work, referrals.get(centre, 1), ("059-000-0103",))
    opened(desk, dialog)
    assert previews(desk, dialog.show_paper, dialog) == []
    assert dialog.form.row("last_digits").error
    fill(dialog.last_digits, "0103")
    dialog.show_paper()
    desk.settle()
    (preview,) = [each for each in dialog.window().findChildren(PreviewDialog) if each.isVisible()]
    assert methods(centre) == ["letter"]
    note = preview.preview._note
    assert note is not None
    for _time in range(2):
        note(Action.PRINT_DOCUMENT)
    preview.close()
    desk.settle()
    assert sorted(methods(centre)) == ["fax", "letter"]


def test_what_is_no_count_of_pages_is_told_under_its_field(desk: Desk, work: Workplace, centre: Centre) -> None:
    documents.letter(centre, 1)
    dialog = FaxDialog(work, referrals.get(centre, 1), ())
    opened(desk, dialog)
    fill(dialog.number.line, "059-000-0103")
    fill(dialog.last_digits, "0103")
    fill(dialog.enclosures, "二枚")
    assert previews(desk, dialog.show_paper, dialog) == []
    assert dialog.form.row("enclosures").error
    dialog.reject()


def methods(centre: Centre) -> list[str]:
    with centre.read() as session:
        return [each.method for each in disclosures.of_client(session, 1)]
