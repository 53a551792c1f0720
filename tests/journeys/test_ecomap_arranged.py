"""The map of a client's life: looked at, arranged, still so after the window is opened anew, opened from, printed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Strength
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.services import engagements
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import ECOMAP, Place
from referral_desk.ui.pages.client_ecomap import ClientEcoMap
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.widgets.ecomap_view import EcoMapView
from tests.journeys.conftest import OpenWindow, take_away
from tests.journeys.test_log_client import Person
from tests.making import CALL, NewCentre, add_client, add_institution, add_referral


def part_of(window: DeskWindow) -> ClientEcoMap:
    page = window.page()
    assert isinstance(page, ClientsPage)
    part = page.client.part(ECOMAP)
    assert isinstance(part, ClientEcoMap)
    return part


def walk_to(view: EcoMapView, key: str) -> None:
    """Go round the map with Tab until a node has the focus; the page scrolls there."""
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _step in range(4):
        if view.current != key:
            QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.current == key


def test_the_map_is_arranged_and_stays_so(qtbot: QtBot, new_folder: NewCentre, open_window: OpenWindow) -> None:
    centre = new_folder.open()
    client = add_client(centre, name="見本 花子")
    for name, kind in (("架空市福祉事務所", "welfare_office"), ("見本クリニック", "medical_institution")):
        place = add_institution(centre, name=name, kind=kind)
        engagements.mark(
            centre, EngagementDraft(client_id=client.id, institution_id=place.id, strength=Strength.STRONG)
        )
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_referral(centre, client.id, group.id, CALL)
    centre.close()

    # From the client's page she opens the map and drags the welfare office to the left.
    window = open_window(new_folder.open())
    person = Person(qtbot, window)
    window.go(Place("clients", client=client.id))
    person.settle()
    page = window.page()
    assert isinstance(page, ClientsPage)
    QTest.mouseClick(page.client.course.glance.picture, Qt.MouseButton.LeftButton)
    person.settle()
    view = part_of(window).view
    assert view.isVisible()
    walk_to(view, "institution-1")
    start = view.mapFromScene(view.item_of("institution-1").pos())
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(port, start - QPoint(40, 30))
    QTest.mouseMove(port, start - QPoint(80, 60))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start - QPoint(80, 60))
    person.settle()
    assert "架空市福祉事務所" in window.undo_bar.text
    moved = view.item_of("institution-1").pos()

    # The day after, it still stands there.
    take_away(qtbot, window)
    window = open_window(new_folder.open())
    person = Person(qtbot, window)
    window.go(Place("clients", client=client.id, part=ECOMAP))
    person.settle()
    view = part_of(window).view
    assert view.item_of("institution-1").pos() == moved

    # With the keyboard she goes to it, opens it, and comes back to the map.
    walk_to(view, "institution-1")
    QTest.keyClick(view, Qt.Key.Key_Return)
    person.settle()
    assert window.place == Place("institutions", institution=1)
    window.go(Place("clients", client=client.id, part=ECOMAP))
    person.settle()

    # It is printed on a page of its own.
    part_of(window).print_button.click()
    person.settle()
    person.until(PreviewDialog)
    preview = QApplication.activeWindow()
    assert isinstance(preview, PreviewDialog)
    assert preview.preview.page_count == 1
    preview.close()
