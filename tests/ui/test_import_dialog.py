"""Importing in the window: everything is seen before anything happens, and it happens whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.services import clients, imports, institutions
from referral_desk.services.centre import Centre
from referral_desk.services.exports import hsds
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.export_files import ExportDialog
from referral_desk.ui.dialogs.import_files import ImportDialog
from referral_desk.ui.forms.ledger_words import kind_in, rules
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace
from tests.making import add_institution

pytestmark = pytest.mark.usefixtures("theme", "_english")

HEADER = "利用者番号,氏名,フリガナ,生年月日\n"
GOOD = HEADER + "00001,見本 花子,ミホン ハナコ,S60.4.12\n00002,例田 一朗,レイタ イチロウ,1968/2/28\n"
GROWN = GOOD + "00003,試山 譲,タメシヤマ ジョウ,\n"
BAD = HEADER + "00001,見本 花子,ミホン ハナコ,昭和43年2月30日\n00002,,レイタ イチロウ,\n"


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


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def work(tasks: Tasks, centre: Centre, said: Said) -> Workplace:
    return Workplace(centre, tasks, ChangeBus(), said)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def dialog(qtbot: QtBot, work: Workplace, settings: QSettings) -> ImportDialog:
    dialog = ImportDialog(work, settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def table(tmp_path: Path, text: str, name: str = "clients.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(qtbot: QtBot, dialog: ImportDialog, path: Path) -> None:
    dialog.take(path)
    assert dialog.busy
    qtbot.waitUntil(lambda: not dialog.busy)


def test_nothing_can_be_imported_before_a_file_is_chosen(dialog: ImportDialog) -> None:
    assert not dialog.import_button.isEnabled()
    assert not dialog.busy


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_good_file_says_how_many_are_new_and_is_not_yet_stored(
    qtbot: QtBot, dialog: ImportDialog, centre: Centre, tmp_path: Path, encoding: str
) -> None:
    read(qtbot, dialog, table(tmp_path, GOOD, encoding=encoding))
    assert dialog.plan is not None
    assert dialog.plan.counts.new == 2
    assert dialog.view.verdict.text() == "The file can be imported."
    assert dialog.import_button.isEnabled()
    assert clients.count(centre) == 0


def test_importing_stores_all_rows_and_tells_every_view(
    qtbot: QtBot, dialog: ImportDialog, work: Workplace, said: Said, tmp_path: Path
) -> None:
    heard: list[ChangeSet] = []
    work.bus.changed.connect(lambda changes, _initiator: heard.append(changes))
    read(qtbot, dialog, table(tmp_path, GOOD))
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert clients.count(work.centre) == 2
    assert [each.everything for each in heard] == [True]
    assert said.words == ["Imported Clients: 2 new."]


def test_errors_are_named_by_line_column_and_value_and_nothing_can_be_imported(
    qtbot: QtBot, dialog: ImportDialog, centre: Centre, tmp_path: Path
) -> None:
    read(qtbot, dialog, table(tmp_path, BAD))
    lines = dialog.view.table.records.rows
    assert [(each.problem.line, each.problem.column, each.weight.value) for each in lines] == [
        (2, "生年月日", "error"),
        (3, "氏名", "error"),
    ]
    assert dialog.view.refusal.text.startswith("2 errors in the file.")
    assert "Line 2" in dialog.view.detail.text()
    assert not dialog.import_button.isEnabled()
    dialog.carry_out()
    assert not dialog.busy
    assert clients.count(centre) == 0


def test_the_same_ledger_grown_next_month_takes_only_the_new_rows(
    qtbot: QtBot, dialog: ImportDialog, work: Workplace, settings: QSettings, tmp_path: Path
) -> None:
    read(qtbot, dialog, table(tmp_path, GOOD))
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    dialog.kinds.set_chosen([LedgerKind.CLIENTS])
    read(qtbot, dialog, table(tmp_path, GROWN))
    assert dialog.plan is not None
    assert not dialog.plan.possible
    dialog.rules.chip(OnDuplicate.SKIP).click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert (dialog.plan.counts.new, dialog.plan.possible) == (1, True)
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert clients.count(work.centre) == 3
    again = ImportDialog(work, settings)
    qtbot.addWidget(again)
    assert again.rule is OnDuplicate.SKIP


def test_a_file_that_is_here_already_has_nothing_to_import(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, table(tmp_path, GOOD))
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    dialog.kinds.set_chosen([LedgerKind.CLIENTS])
    dialog.rules.set_chosen([OnDuplicate.SKIP])
    read(qtbot, dialog, table(tmp_path, GOOD))
    assert not dialog.import_button.isEnabled()


def test_only_rules_that_make_sense_are_offered() -> None:
    assert set(rules(LedgerKind.CLIENTS)) == {OnDuplicate.REFUSE, OnDuplicate.SKIP, OnDuplicate.UPDATE}
    assert set(rules(LedgerKind.CONTACTS)) == {OnDuplicate.REFUSE, OnDuplicate.SKIP, OnDuplicate.ADD}


def test_the_files_name_chooses_the_ledger(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, table(tmp_path, "機関名,種別\n見本クリニック,医療機関\n", "機関一覧.csv"))
    assert dialog.kind is LedgerKind.INSTITUTIONS
    assert kind_in(Path("clients-and-referrals.csv")) is None
    assert kind_in(Path("ledger.xlsx")) is None


def test_cancelling_a_reading_says_that_nothing_was_imported(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()

    def slow(*_args: object, progress: Callable[[int, int], None], **_rest: object) -> object:
        going_on.wait(10)
        progress(1, 2)
        raise AssertionError("it went on")

    monkeypatch.setattr(imports, "plan", slow)
    dialog.take(table(tmp_path, GOOD))
    dialog.cancel()
    going_on.set()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.problem.text == "Stopped. Nothing was imported."


def test_cancelling_an_import_leaves_nothing_behind(
    qtbot: QtBot, dialog: ImportDialog, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(qtbot, dialog, table(tmp_path, GOOD))
    going_on = threading.Event()
    real = imports.execute

    def slow(*args: object, **rest: object) -> object:
        going_on.wait(10)
        return real(*args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "execute", slow)
    dialog.carry_out()
    dialog.reject()
    assert dialog.isVisible(), "an import under way keeps its window"
    dialog.cancel()
    going_on.set()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert clients.count(centre) == 0
    assert dialog.problem.text == "Stopped. Nothing was imported."


def test_a_missing_file_is_said_in_words(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, tmp_path / "gone.csv")
    assert dialog.problem.text


def test_every_ledger_is_written_to_a_file_of_its_own(qtbot: QtBot, work: Workplace, tmp_path: Path) -> None:
    dialog = ExportDialog(work, folder=tmp_path)
    qtbot.addWidget(dialog)
    dialog.formats.chip("csv").click()
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert [each.path.name for each in dialog.written] == [f"{kind}-2026-11-24.csv" for kind in LedgerKind]
    assert not list(tmp_path.glob(".referral-desk-*"))


def test_an_export_never_writes_over_a_file_that_is_there(qtbot: QtBot, work: Workplace, tmp_path: Path) -> None:
    (tmp_path / "clients-2026-11-24.xlsx").write_text("ours")
    dialog = ExportDialog(work, folder=tmp_path)
    qtbot.addWidget(dialog)
    for kind in list(LedgerKind)[1:]:
        dialog.kinds.chip(kind).click()
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert [each.path.name for each in dialog.written] == ["clients-2026-11-24-2.xlsx"]
    assert (tmp_path / "clients-2026-11-24.xlsx").read_text() == "ours"


def test_a_folder_that_cannot_be_written_is_said_in_words(qtbot: QtBot, work: Workplace, tmp_path: Path) -> None:
    dialog = ExportDialog(work, folder=tmp_path / "gone")
    qtbot.addWidget(dialog)
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert str(tmp_path / "gone") in dialog.problem.text


def test_an_exported_ledger_imports_again_to_nothing_new(
    qtbot: QtBot, dialog: ImportDialog, work: Workplace, tmp_path: Path
) -> None:
    read(qtbot, dialog, table(tmp_path, GOOD))
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    export = ExportDialog(work, folder=tmp_path)
    qtbot.addWidget(export)
    export.carry_out()
    qtbot.waitUntil(lambda: not export.busy)
    dialog.kinds.set_chosen([LedgerKind.CLIENTS])
    dialog.rules.set_chosen([OnDuplicate.UPDATE])
    read(qtbot, dialog, export.written[0].path)
    assert dialog.plan is not None
    assert (dialog.plan.counts.new, dialog.plan.counts.updated) == (0, 0)


# --- the directory ---------------------------------------------------------------------------------------------------


def test_an_update_shows_every_field_before_and_after_and_stores_nothing_yet(
    qtbot: QtBot, dialog: ImportDialog, centre: Centre, tmp_path: Path
) -> None:
    add_institution(centre, name="見本クリニック", kind="medical_institution", phone="059-000-0001")
    path = tmp_path / "機関.csv"
    path.write_text("機関名,種別,電話番号,備考\n見本クリニック,医療機関,059-000-0002,\n", encoding="utf-8")
    dialog.take(path)
    dialog.rules.set_chosen([OnDuplicate.UPDATE.value])
    dialog.read()
    qtbot.waitUntil(lambda: not dialog.busy)
    (line,) = dialog.view.table.records.rows
    assert (line.weight.value, line.problem.column, line.problem.value) == ("change", "Phone", "見本クリニック")
    assert "059-000-0001 → 059-000-0002" in dialog.view.detail.text()
    assert institutions.get(centre, 1).phone == "059-000-0001"
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert institutions.get(centre, 1).phone == "059-000-0002"


def test_a_directory_is_taken_for_institutions_whatever_was_chosen(
    qtbot: QtBot, dialog: ImportDialog, centre: Centre, tmp_path: Path
) -> None:
    add_institution(centre, name="𠮷田<b>&クリニック", kind="medical_institution")
    path = tmp_path / "somewhere.json"
    path.write_bytes(hsds.directory(centre).content)
    dialog.take(path)
    assert dialog.kind is LedgerKind.INSTITUTIONS
    dialog.rules.set_chosen([OnDuplicate.UPDATE.value])
    dialog.read()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.plan is not None
    assert dialog.plan.counts.unchanged == 1
    assert not dialog.import_button.isEnabled()


def test_the_directory_goes_out_alone_and_says_what_stays(
    qtbot: QtBot, work: Workplace, centre: Centre, tmp_path: Path
) -> None:
    add_institution(centre)
    add_institution(centre, name="断り会", listed=False, unlisted_reason="希望")
    dialog = ExportDialog(work, folder=tmp_path)
    qtbot.addWidget(dialog)
    dialog.formats.set_chosen([hsds.FORMAT])
    dialog.formats.changed.emit()
    assert dialog.kinds.isHidden() or not dialog.kinds.isVisibleTo(dialog)
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.busy)
    (written,) = dialog.written
    assert written.path.name.startswith("institutions-hsds-")
    assert "断り会" not in written.path.read_text(encoding="utf-8")
    assert len(written.left_out) == 1
