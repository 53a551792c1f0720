"""A referral saved for the receiver's system: logged, refused without a ground, on another basis by choice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.queries import disclosures
from referral_desk.domain.codes import LegalBasis
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.referral_file import write_to
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace
from tests.making import add_client, add_institution, add_referral

pytestmark = pytest.mark.usefixtures("theme", "_english")


class Said:
    """Notes what the user is told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.words.append(text)

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        return True


def logged(centre: Centre) -> int:
    with centre.read() as session:
        return len(disclosures.of_client(session, 1))


def test_a_referral_is_saved_and_the_log_has_it(
    qtbot: QtBot, tasks: Tasks, centre: Centre, parent: QWidget, tmp_path: Path
) -> None:
    add_client(centre)
    add_institution(centre)
    referral = add_referral(centre, 1, 1)
    said = Said()
    write_to(Workplace(centre, tasks, ChangeBus(), said), referral, tmp_path / "r.json", parent)
    qtbot.waitUntil(lambda: bool(said.words))
    assert json.loads((tmp_path / "r.json").read_bytes())["resourceType"] == "Bundle"
    assert logged(centre) == 1
    assert "r.json" in said.words[0]


def test_without_a_ground_it_asks_for_another_basis_and_writes_nothing_until_then(
    qtbot: QtBot, tasks: Tasks, centre: Centre, parent: QWidget, tmp_path: Path
) -> None:
    add_client(centre)
    add_institution(centre)
    referral = add_referral(centre, 1, 1, consent=None)
    said = Said()
    write_to(Workplace(centre, tasks, ChangeBus(), said), referral, tmp_path / "r.json", parent)
    asked: list[BasisDialog] = []

    def shown() -> bool:
        asked[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, BasisDialog)]
        return bool(asked)

    qtbot.waitUntil(shown)
    assert not (tmp_path / "r.json").exists()
    assert logged(centre) == 0
    asked[0].basis.set_chosen([LegalBasis.PUBLIC_BODY.value])
    asked[0].basis.changed.emit()
    asked[0].issue_button.click()
    qtbot.waitUntil(lambda: bool(said.words))
    assert logged(centre) == 1


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget
