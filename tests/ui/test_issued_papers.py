"""The register of issued papers: found, looked at, led from to the referral, revoked and put back in force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Role
from referral_desk.domain.issued import RegisterFilter
from referral_desk.services import clients, document_register, documents
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.revoke import RevokeDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.issued import IssuedPage
from referral_desk.ui.pages.referrals import ReferralsPage
from referral_desk.ui.tasks import Tasks
from tests.making import TODAY, add_client, add_institution, add_referral
from tests.services.test_audit import set_role
from tests.ui.record_pages import Desk, fill

pytestmark = pytest.mark.usefixtures("theme")


class Register(Desk):
    """The register as a person uses it."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.page = IssuedPage(self.work)

    def open(self, client: int | None = None) -> Register:
        self.show(self.page, Place("issued", client=client))
        self.settle()
        return self

    def shown(self) -> list[tuple[str, str]]:
        return [(row.kind, row.client_name) for row in self.page.list.table.records.rows]

    def put_cursor(self, row: int) -> None:
        self.page.list.table.setCurrentIndex(self.page.list.table.records.index(row, 0))

    def revoke(self, why: str) -> None:
        self.page.revoke_button.click()
        dialog = self.dialog(RevokeDialog)
        dialog.why.setPlainText(why)
        self.save(dialog)


@pytest.fixture
def register(qtbot: QtBot, centre: Centre, tasks: Tasks) -> Register:
    """Three papers: yesterday's letter about 見本, today's letter about 例田, and a card for 見本."""
    add_client(centre)
    add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    add_institution(centre)
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    centre.today = lambda: TODAY - timedelta(days=1)
    documents.letter(centre, add_referral(centre, 1, 1).id)
    centre.today = lambda: TODAY
    documents.letter(centre, add_referral(centre, 2, 1).id)
    documents.card(centre, add_referral(centre, 1, 2).id)
    return Register(qtbot, centre, tasks)


CARD, SECOND, FIRST = ("card", "見本 花子"), ("letter", "例田 一朗"), ("letter", "見本 花子")


def test_the_register_is_searched_and_narrowed(register: Register) -> None:
    page = register.open().page
    QAbstractItemModelTester(page.list.table.records)
    assert register.shown() == [CARD, SECOND, FIRST]
    page.kind.choose("letter")
    page.kind.picked.emit("letter")
    register.settle()
    assert register.shown() == [SECOND, FIRST]
    page.last.type_in("2026-11-23")
    register.qtbot.waitUntil(lambda: register.shown() == [FIRST])
    page.last.type_in("")
    fill(page.list.search, "れいだ")
    register.qtbot.waitUntil(lambda: register.shown() == [SECOND])


def test_a_client_narrows_the_register_until_everybodys_is_wanted(register: Register) -> None:
    page = register.open(client=2).page
    assert register.shown() == [SECOND]
    assert page.look_button.isVisible()
    page.revoked.setChecked(True)
    register.settle()
    assert register.shown() == []
    assert not page.look_button.isVisible()
    page.revoked.setChecked(False)
    register.settle()
    assert "例田 一朗" in page.only.text
    page._show_client(None)
    register.settle()
    assert register.shown() == [CARD, SECOND, FIRST]
    assert page.only.text == ""


def test_a_row_shows_the_paper_as_it_was_issued_and_leads_to_its_referral(register: Register) -> None:
    page = register.open().page
    register.put_cursor(1)
    page.look_button.click()
    register.settle()
    register.dialog(PreviewDialog).reject()
    page.referral_button.click()
    assert register.said.places[-1] == Place("referrals", referral=2, client=2)


def test_a_paper_is_revoked_with_a_reason_and_shows_it(register: Register, centre: Centre) -> None:
    page = register.open().page
    register.put_cursor(2)
    register.revoke("宛先違い")
    register.settle()
    assert page.list.table.records.rows[2].revocation is not None
    register.put_cursor(2)
    assert "宛先違い" in page.state.text()
    assert not page.revoke_button.isVisible()
    page.look_button.click()
    register.settle()
    register.dialog(PreviewDialog).reject()
    assert any("再送付しないでください" in words for words in register.said.words)


def test_a_revocation_without_a_reason_is_refused_under_its_field(register: Register) -> None:
    register.open()
    register.put_cursor(0)
    register.page.revoke_button.click()
    dialog = register.dialog(RevokeDialog)
    register.save(dialog)
    assert dialog.isVisible()
    dialog.reject()
    assert document_register.count(register.centre, RegisterFilter(revoked=True)) == 0


def test_a_revocation_is_undone_from_the_bar(register: Register, centre: Centre) -> None:
    register.open()
    register.put_cursor(0)
    register.revoke("誤り")
    assert [paper.revoked_why for paper in clients.page(centre, 1).documents] == ["誤り", None]
    register.undo()
    register.settle()
    assert [paper.revoked_why for paper in clients.page(centre, 1).documents] == [None, None]
    assert register.page.list.table.records.rows[0].revocation is None


def test_who_may_only_read_sees_the_register_and_can_neither_print_nor_revoke(
    qtbot: QtBot, centre: Centre, tasks: Tasks, register: Register
) -> None:
    set_role(centre, Role.READ_ONLY)
    reader = Register(qtbot, centre, tasks).open()
    assert len(reader.shown()) == 3
    assert not reader.page.look_button.isEnabled()
    assert not reader.page.revoke_button.isEnabled()


def test_the_page_of_referrals_leads_to_the_register(register: Register) -> None:
    page = ReferralsPage(register.work)
    register.show(page, Place("referrals"))
    page.issued_button.click()
    assert register.said.places[-1] == Place("issued")
