"""Beside the course of a client: her eco-map as a small still picture that leads to the map itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.ecomap import EcoMap
from referral_desk.domain.ecomap_subjects import AroundClient, make_ecomap
from referral_desk.i18n import Language, _, language
from referral_desk.services import ecomap
from referral_desk.services.clients import ClientPage
from referral_desk.ui.page import ECOMAP, Place
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.ecomap_legend import EcoMapGlance
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class ClientGlance(QWidget):
    """Hidden where nothing is recorded around the client; ``go`` asks for the part with the map."""

    go = Signal(object)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._drawing = LatestOnly(work.tasks)
        self._around: AroundClient | None = None
        self.picture = EcoMapGlance(self.open_map)
        self.setLayout(column(SectionHeader(_("Eco-map")), self.picture, gap=0.45))
        self.hide()

    def show_client(self, page: ClientPage) -> None:
        """Show the map of this client; that of another one is gone when this returns."""
        around = ecomap.around_of(page)
        if around == self._around:
            return
        if self._around is None or self._around.client.id != around.client.id:
            self.hide()
        self._around = around
        speech = ecomap.speech(self._work.centre, Language(language()))
        self._drawing.run(lambda _work: make_ecomap(around, speech), self._show)

    def _show(self, drawn: EcoMap) -> None:
        self.picture.show_map(drawn)
        show_if(self, bool(drawn.nodes))

    def open_map(self) -> None:
        """Ask for the part with the map."""
        if self._around is not None:
            self.go.emit(Place("clients", client=self._around.client.id, part=ECOMAP))
