"""The part of a client's page that shows her eco-map: to look at, to walk through, to arrange, to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.ecomap import EcoMap, EcoNode, Opens, Point, TieFacts
from referral_desk.domain.ecomap_subjects import AroundClient, make_ecomap
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.supporter import Supporter
from referral_desk.i18n import Language, _, language
from referral_desk.services import ecomap, engagements, supporters
from referral_desk.services.clients import ClientPage
from referral_desk.ui.forms.engagement_presenter import draft_of
from referral_desk.ui.page import HOUSEHOLD, Place
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.ecomap_menu import NodeCommands, node_menu
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.ecomap_legend import Legend
from referral_desk.ui.widgets.ecomap_view import EcoMapView
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

R = TypeVar("R")

_PAST = "past"


class ClientEcoMap(ClientPart):
    """The map with its commands above and its legend below."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._page: ClientPage | None = None
        self._around: AroundClient | None = None
        self._drawing = LatestOnly(work.tasks)
        may_arrange = work.may(Action.ARRANGE_ECOMAP)
        self.view = EcoMapView(movable=may_arrange)
        self.view.opened.connect(self._open_key)
        self.view.tie_opened.connect(self._show_menu)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.moved.connect(self._moved)
        self.legend = Legend()
        self.nothing = Label(
            _("Nothing is recorded around the client yet. Mark institutions on the board, or enter the household."),
            "muted",
            wrap=True,
        )
        self.past = ToggleChips(
            [Choice(_PAST, _("Show what ended or was declined"))], name=_("Show"), exclusive=False, first_number=0
        )
        self.past.changed.connect(self._draw)
        self.fit_button = Button(_("Whole map"), self.view.fit, compact=True, kind="quiet")
        self.reset_button = Button(_("Put everything back"), self.reset, compact=True, kind="quiet", icon="undo")
        self.print_button = Button(_("Print the eco-map"), self.print_map, compact=True, icon="print")
        work.permit(Action.ISSUE_DOCUMENT, self.print_button)
        how = _(
            "Drag anything with the mouse, or move it with Shift and an arrow; it stays there. A click or Enter opens "
            "it, a click on its line or Space says how the tie is. Ctrl with the wheel, + and − zoom, 0 shows the "
            "whole map."
        )
        self.how = Label(how, "hint", wrap=True)
        show_if(self.how, may_arrange)
        commands = FlowBox(self.past, self.fit_button, self.reset_button, self.print_button)
        layout = column(commands, self.nothing, self.view, self.legend, self.how, gap=0.4)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    # --- showing ----------------------------------------------------------------------------------------------------

    def show_client(self, page: ClientPage) -> None:
        around = ecomap.around_of(page)
        other = self._page is None or self._page.client.id != page.client.id
        self._page = page
        if not other and self._around == around and self.view.ecomap is not None:
            return
        self._around = around
        if other:
            self.past.set_chosen(())
            self.view.clear()
            self.legend.show_legend(())
        self._draw()

    def take_focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _draw(self) -> None:
        """Lay the map out off the GUI thread and show it."""
        around = self._around
        if around is None:
            return
        speech = ecomap.speech(self.work.centre, Language(language()))
        with_past = bool(self.past.chosen())
        self._drawing.run(lambda _work: make_ecomap(around, speech, with_past=with_past), self._show)

    def _show(self, drawn: EcoMap) -> None:
        self.view.show_map(drawn)
        self.legend.show_legend(drawn.legend)
        show_if(self.nothing, not drawn.nodes)
        show_if(self.reset_button, any(node.moved for node in drawn.nodes) and self.work.may(Action.ARRANGE_ECOMAP))

    # --- opening ----------------------------------------------------------------------------------------------------

    def _node(self, key: str) -> EcoNode | None:
        shown = self.view.ecomap
        return next((node for node in shown.nodes if node.key == key), None) if shown else None

    def _open_key(self, key: str) -> None:
        node = self._node(key)
        if node is not None:
            self._open(node)

    def _open(self, node: EcoNode) -> None:
        subject = node.subject
        if self._around is None:
            return
        match subject.opens:
            case Opens.INSTITUTION:
                self.go.emit(Place("institutions", institution=subject.record_id))
            case Opens.REFERRAL:
                self.go.emit(Place("referrals", referral=subject.record_id))
            case Opens.CLIENT:
                self.go.emit(Place("clients", client=subject.record_id))
            case Opens.HOUSEHOLD:
                self.go.emit(Place("clients", client=self._around.client.id, part=HOUSEHOLD))
            case Opens.BOARD:
                item = self.view.item_of(node.key)
                self._show_menu(node.key, self.view.viewport().mapToGlobal(self.view.mapFromScene(item.pos())))
            case Opens.NOTHING:
                pass

    def _show_menu(self, key: str, at: QPoint) -> None:
        node = self._node(key)
        if node is None:
            return
        menu = node_menu(self.work, node, NodeCommands(self._open, self._put_tie, self._put_back), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(at)

    # --- ties -------------------------------------------------------------------------------------------------------

    def _put_tie(self, node: EcoNode, facts: TieFacts) -> None:
        around = self._around
        if around is None:
            return
        for engagement in around.engagements:
            if engagement.id == node.subject.engagement_id:
                self._put_engagement(engagement, facts)
        for supporter in around.supporters:
            if supporter.id == node.subject.supporter_id:
                self._put_supporter(supporter, facts)

    def _put_engagement(self, before: Engagement, facts: TieFacts) -> None:
        centre, was = self.work.centre, draft_of(before)
        now = replace(was, strength=facts.strength, quality=facts.quality, direction=facts.direction)
        self._keep(
            lambda: engagements.mark(centre, now, engagement_id=before.id),
            lambda _stored: lambda: engagements.mark(centre, was, engagement_id=before.id),
            _("Noted how the tie is."),
        )

    def _put_supporter(self, before: Supporter, facts: TieFacts) -> None:
        centre, was = self.work.centre, supporters.draft_of(before)
        now = replace(was, strength=facts.strength, quality=facts.quality, direction=facts.direction)
        self._keep(
            lambda: supporters.save(centre, now, supporter_id=before.id, version=before.version),
            lambda stored: lambda: supporters.save(centre, was, supporter_id=before.id, version=stored.version),
            _("Noted how the tie is."),
        )

    # --- places -----------------------------------------------------------------------------------------------------

    def _moved(self, key: str, x: float, y: float) -> None:
        node = self._node(key)
        if node is not None:
            words = _("Moved {name} on the eco-map.").format(name=node.subject.name)
            self._arrange(node, (round(x, 1), round(y, 1)), words)

    def _put_back(self, node: EcoNode) -> None:
        self._arrange(node, None, _("{name} is back in its place.").format(name=node.subject.name))

    def _arrange(self, node: EcoNode, place: Point | None, words: str) -> None:
        around = self._around
        if around is None:
            return
        centre, client_id, key = self.work.centre, around.client.id, node.key
        before = around.places.get(key)
        places = {each: at for each, at in around.places.items() if each != key}
        self._redraw(places if place is None else {**places, key: place})
        self._keep(
            lambda: ecomap.arrange(centre, client_id, key, place),
            lambda _stored: lambda: ecomap.arrange(centre, client_id, key, before),
            words,
        )

    def reset(self) -> None:
        """Take every node back to where the layout puts it."""
        around = self._around
        if around is None:
            return
        centre, client_id = self.work.centre, around.client.id
        self._redraw({})
        self._keep(
            lambda: ecomap.reset(centre, client_id),
            lambda before: lambda: ecomap.arrange_all(centre, client_id, before),
            _("Everything on the eco-map is back in its place."),
        )

    def _redraw(self, places: Mapping[str, Point]) -> None:
        """Show the new places at once; that they are stored is told by the page when it is read again."""
        if self._around is not None:
            self._around = replace(self._around, places=dict(places))
            self._draw()

    def _keep(
        self, save: Callable[[], Saved[R]], take_back: Callable[[R], Callable[[], Saved[object]]], words: str
    ) -> None:
        """Store a change off the GUI thread and offer to undo it; what could not be stored is shown as it was."""
        work = self.work

        def done(record: R) -> None:
            undo = take_back(record)
            work.says.saved(words, lambda: _undo(work, undo))

        def failed(_error: Exception) -> bool:
            self._around = None
            if self._page is not None:
                self.show_client(self._page)
            return False

        work.write(save, done, failed)

    # --- paper ------------------------------------------------------------------------------------------------------

    def print_map(self) -> None:
        """Show the map as a page, to be printed or saved."""
        around = self._around
        if around is None:
            return
        self.view.settle()
        centre, client = self.work.centre, around.client
        show_paper(
            self.work,
            self,
            lambda: ecomap.ecomap_paper(centre, client.id, language=Language(language())),
            _("Eco-map of client {number}").format(number=client.number),
            f"eco-map-{client.id}.pdf",
        )


def _undo(work: Workplace, undo: Callable[[], Saved[object]]) -> None:
    """Take a change back; it goes on where the part is no longer in view."""
    work.write(undo, lambda _record: work.says.saved(_("The eco-map is as it was before.")))
