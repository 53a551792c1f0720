"""The eco-map on a client's page: walking through it, opening, dragging, saying how a tie is, printing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Role, may
from referral_desk.domain.codes import EngagementState, Quality, Sex, Strength
from referral_desk.domain.ecomap import FARTHEST, Sign
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.messages import message
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import clients, ecomap, engagements, households, supporters
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import ECOMAP, Place
from referral_desk.ui.pages.client_ecomap import ClientEcoMap
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets import ecomap_view
from referral_desk.ui.widgets.ecomap_view import EcoMapView
from tests.making import CALL, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk

HOSTILE = "𠮷田<b>&工房"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def client_id(centre: Centre) -> int:
    """A client (1) with her mother's record (2), three institutions, a referral, and a supporter."""
    client = add_client(centre)
    mother = add_client(centre, name="見本 文子", kana="ミホン フミコ", sex=Sex.FEMALE)
    kinds = {"架空市福祉事務所": "welfare_office", "見本クリニック": "medical_institution", HOSTILE: "day_service"}
    for name, kind in kinds.items():
        place = add_institution(centre, name=name, kind=kind)
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=place.id))
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_referral(centre, client.id, group.id, CALL)
    members = (MemberDraft(client_id=client.id, relation="self"), MemberDraft(client_id=mother.id, relation="mother"))
    households.save(centre, client.id, HouseholdDraft(members=members))
    supporters.save(centre, SupporterDraft(client_id=client.id, kind="friend", name="例田 さくら"))
    return client.id


def open_map(desk: Desk, client_id: int) -> ClientEcoMap:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id, part=ECOMAP))
    part = page.client.part(ECOMAP)
    assert isinstance(part, ClientEcoMap)
    desk.settle()
    return part


def at(view: EcoMapView, key: str) -> QPoint:
    return view.mapFromScene(view.item_of(key).pos())


def drag(view: EcoMapView, key: str, by: QPoint) -> None:
    start = at(view, key)
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, start + QPoint(round(by.x() * part), round(by.y() * part)))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + by)


def entry(menu: QMenu, text: str) -> QAction:
    found = [action for action in menu.actions() if action.text() == text]
    assert found, [action.text() for action in menu.actions()]
    return found[0]


def open_menu(desk: Desk, part: ClientEcoMap, key: str) -> QMenu:
    view = part.view
    view.menu_wanted.emit(key, view.viewport().mapToGlobal(at(view, key)))
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(desk: Desk, part: ClientEcoMap, key: str, text: str) -> None:
    menu = open_menu(desk, part, key)
    entry(menu, text).trigger()
    menu.close()
    desk.settle()


# --- walking and opening ----------------------------------------------------------------------------------------------


def test_tab_goes_round_the_nodes_and_out_again(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    view = part.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.ecomap is not None
    keys = [node.key for node in view.ecomap.nodes]
    walked = [view.current]
    while QApplication.focusWidget() is view and len(walked) <= len(keys):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        walked.append(view.current)
    assert walked[: len(keys)] == keys
    assert QApplication.focusWidget() is not view


def test_a_screen_reader_hears_what_has_the_focus(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    part.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert part.view.accessibleName() == "エコマップ：見本クリニック / 医療 / 関係：記録なし"


def test_arrows_go_to_the_nearest_in_their_direction(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    view = part.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    here = view.item_of(view.current).pos()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.item_of(view.current).pos().x() > here.x()
    before = view.item_of(view.current).pos()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.item_of(view.current).pos().y() > before.y()


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("institution-1", Place("institutions", institution=1)),
        ("institution-4", Place("referrals", referral=1)),
        ("member-2", Place("clients", client=2)),
        ("supporter-1", Place("clients", client=1, part="household")),
    ],
)
def test_a_click_and_enter_open_what_a_node_stands_for(desk: Desk, client_id: int, key: str, place: Place) -> None:
    part = open_map(desk, client_id)
    QTest.mouseClick(part.view.viewport(), Qt.MouseButton.LeftButton, pos=at(part.view, key))
    assert desk.said.places == [place]
    assert part.view.current == key
    part.view.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(part.view, Qt.Key.Key_Return)
    assert desk.said.places == [place, place]


def test_names_are_never_read_as_markup(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    assert "&lt;b&gt;&amp;" in part.view.item_of("institution-3").toolTip()
    desk.said.words.clear()
    drag(part.view, "institution-3", QPoint(30, 20))
    desk.settle()
    assert desk.said.words == [f"エコマップ上の「{HOSTILE}」を動かしました。"]


# --- arranging --------------------------------------------------------------------------------------------------------


def test_a_node_that_is_dragged_stays_and_is_undone(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    view = part.view
    before = view.item_of("institution-1").pos()
    drag(view, "institution-1", QPoint(60, 40))
    desk.settle()
    moved = view.item_of("institution-1").pos()
    scale = view.transform().m11()
    assert moved.x() - before.x() == pytest.approx(60 / scale, abs=1.5)
    assert moved.y() - before.y() == pytest.approx(40 / scale, abs=1.5)
    assert clients.page(desk.centre, client_id).places == {"institution-1": (moved.x(), moved.y())}
    assert desk.said.places == []  # a drag is no click
    assert part.reset_button.isVisible()
    desk.undo()
    assert view.item_of("institution-1").pos() == before
    assert clients.page(desk.centre, client_id).places == {}


def test_a_click_that_trembles_moves_nothing(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    before = part.view.item_of("institution-1").pos()
    drag(part.view, "institution-1", QPoint(2, 1))
    desk.settle()
    assert part.view.item_of("institution-1").pos() == before
    assert desk.said.places == [Place("institutions", institution=1)]
    assert clients.page(desk.centre, client_id).places == {}


def test_shift_and_arrows_move_a_node_and_are_kept_once(
    desk: Desk, client_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ecomap_view, "_SETTLE", 20)
    part = open_map(desk, client_id)
    view = part.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    key, before = view.current, view.item_of(view.current).pos()
    with desk.qtbot.waitSignals([view.moved], timeout=3000):
        for _press in range(3):
            QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    desk.settle()
    assert view.item_of(key).pos() == QPointF(round(before.x() + 36, 1), round(before.y(), 1))
    assert len([words for words in desk.said.words if "動かしました" in words]) == 1


def test_leaving_the_map_keeps_what_was_moved_with_the_keyboard(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    part.view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(part.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    part.print_button.setFocus()
    desk.settle()
    assert len(clients.page(desk.centre, client_id).places) == 1


def test_no_node_is_dragged_farther_than_it_can_be_kept(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    item = part.view.item_of("institution-1")
    item.setPos(9000, -9000)
    assert (item.pos().x(), item.pos().y()) == (FARTHEST[0], -FARTHEST[1])


def test_everything_is_put_back_and_that_is_undone(desk: Desk, client_id: int) -> None:
    ecomap.arrange(desk.centre, client_id, "institution-1", (40.0, -150.0))
    part = open_map(desk, client_id)
    assert part.view.item_of("institution-1").pos() == QPointF(40, -150)
    part.reset_button.click()
    desk.settle()
    assert part.view.item_of("institution-1").pos() != QPointF(40, -150)
    assert not part.reset_button.isVisible()
    desk.undo()
    assert part.view.item_of("institution-1").pos() == QPointF(40, -150)


def test_one_node_is_put_back_from_its_menu(desk: Desk, client_id: int) -> None:
    ecomap.arrange(desk.centre, client_id, "institution-1", (40.0, -150.0))
    part = open_map(desk, client_id)
    choose(desk, part, "institution-1", "元の位置に戻す")
    assert clients.page(desk.centre, client_id).places == {}


def test_what_could_not_be_stored_goes_back_to_where_it_was(
    desk: Desk, client_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = open_map(desk, client_id)
    before = part.view.item_of("institution-1").pos()
    told: list[Exception] = []
    desk.tasks.failed.connect(lambda _task, error: told.append(error))

    def refuse(*_arguments: object) -> None:
        raise NotAllowed(message("No."))

    monkeypatch.setattr(ecomap, "arrange", refuse)
    drag(part.view, "institution-1", QPoint(60, 40))
    desk.settle()
    assert part.view.item_of("institution-1").pos() == before
    assert len(told) == 1


def test_a_node_that_stands_elsewhere_than_a_map_shown_again_goes_back(desk: Desk, client_id: int) -> None:
    """As when the place is refused before the map with the new place was laid out."""
    part = open_map(desk, client_id)
    node, shown = part.view.item_of("institution-1"), part.view.ecomap
    assert node is not None
    assert shown is not None
    before = node.pos()
    node.setPos(before + QPointF(60, 40))
    part.view.show_map(shown)
    assert node.pos() == before


# --- ties -------------------------------------------------------------------------------------------------------------


def test_a_tie_is_noted_from_the_menu_and_undone(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    choose(desk, part, "institution-1", "強い")
    (stored,) = [each for each in engagements.of_client(desk.centre, client_id) if each.institution_id == 1]
    assert stored.strength is Strength.STRONG
    assert part.view.item_of("institution-1").node.subject.tie is not None
    menu = open_menu(desk, part, "institution-1")
    assert entry(menu, "強い").isChecked()
    entry(menu, "ストレスあり").trigger()
    menu.close()
    desk.settle()
    desk.undo()
    (stored,) = [each for each in engagements.of_client(desk.centre, client_id) if each.institution_id == 1]
    assert (stored.strength, stored.quality) == (Strength.STRONG, None)


def test_a_supporters_tie_is_noted_from_the_menu_and_undone(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    choose(desk, part, "supporter-1", "ストレスあり")
    assert clients.page(desk.centre, client_id).supporters[0].quality is Quality.STRESSFUL
    desk.undo()
    assert clients.page(desk.centre, client_id).supporters[0].quality is None


def test_a_click_on_a_line_asks_how_the_tie_is(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    view = part.view
    node = view.item_of("institution-1")
    middle = view.mapFromScene(node.pos() * 0.55)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entry(menu, "普通").isEnabled()
    menu.close()


def test_a_referral_and_a_member_have_no_tie_to_note(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    for key in ("institution-4", "member-2"):
        menu = open_menu(desk, part, key)
        assert [action.text() for action in menu.actions()] == ["開く"]
        menu.close()


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_the_past_is_shown_on_request(desk: Desk, client_id: int) -> None:
    place = add_institution(desk.centre, name="例田病院", kind="medical_institution")
    engagements.mark(
        desk.centre, EngagementDraft(client_id=client_id, institution_id=place.id, state=EngagementState.DECLINED)
    )
    part = open_map(desk, client_id)
    assert part.view.ecomap is not None
    assert "例田病院" not in [node.subject.name for node in part.view.ecomap.nodes]
    part.past.set_chosen(["past"])
    part.past.changed.emit()
    desk.settle()
    assert "例田病院" in [node.subject.name for node in part.view.ecomap.nodes]


def test_the_legend_stands_below(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    signs = [each.sign for each in part.legend.entries]
    assert signs[:5] == [Sign.STRONG, Sign.NORMAL, Sign.WEAK, Sign.STRESSFUL, Sign.ARROW]
    assert {Sign.REFERRED, Sign.WARM, Sign.WOMAN, Sign.UNKNOWN} <= set(signs)


def test_the_wheel_zooms_with_ctrl_alone_and_the_button_shows_the_whole_map(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    view = part.view
    fitted = view.transform().m11()

    def wheel(modifier: Qt.KeyboardModifier) -> None:
        here = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            here, view.viewport().mapToGlobal(here), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    wheel(Qt.KeyboardModifier.NoModifier)
    assert view.transform().m11() == fitted
    wheel(Qt.KeyboardModifier.ControlModifier)
    assert view.transform().m11() > fitted
    part.fit_button.click()
    assert view.transform().m11() == pytest.approx(fitted)


def test_it_is_printed_on_a_page_of_its_own(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    part.print_button.click()
    desk.settle()
    preview = desk.dialog(PreviewDialog)
    assert preview.preview.page_count == 1
    preview.close()


def test_another_clients_map_is_gone_at_once(desk: Desk, client_id: int) -> None:
    part = open_map(desk, client_id)
    part.show_client(clients.page(desk.centre, 2))
    assert part.view.ecomap is None
    assert part.legend.entries == ()
    desk.settle()
    assert part.view.ecomap is not None
    assert [node.subject.name for node in part.view.ecomap.nodes] == ["子"]


def test_nobody_around_says_what_to_do_first(desk: Desk) -> None:
    part = open_map(desk, add_client(desk.centre).id)
    assert part.nothing.isVisible()


def test_who_only_reads_arranges_nothing_and_notes_no_tie(
    desk: Desk, client_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecomap.arrange(desk.centre, client_id, "institution-1", (40.0, -150.0))
    monkeypatch.setattr(type(desk.centre), "may", lambda _centre, action: may(Role.READ_ONLY, action))
    part = open_map(desk, client_id)
    before = part.view.item_of("institution-1").pos()
    drag(part.view, "institution-1", QPoint(60, 40))
    part.view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(part.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert part.view.item_of("institution-1").pos() == before
    menu = open_menu(desk, part, "institution-1")
    assert [action.text() for action in menu.actions()] == ["開く"]
    menu.close()
    assert not part.print_button.isEnabled()
    assert not part.reset_button.isVisible()


def test_the_glance_beside_the_course_leads_to_the_map(desk: Desk, client_id: int) -> None:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id))
    desk.settle()
    glance = page.client.course.glance
    assert glance.isVisible()
    assert "見本クリニック" in glance.picture.accessibleDescription()
    QTest.keyClick(glance.picture, Qt.Key.Key_Return)
    assert desk.said.places == [Place("clients", client=client_id, part=ECOMAP)]
