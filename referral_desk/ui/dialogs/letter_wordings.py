"""The list of wordings of letters: for each kind of receiver and language, whether the centre has its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.letter_versions import KnownWording, WordingRow, receiver_label
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import Language, _, language
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.letter_wording import LetterWordingDialog
from referral_desk.ui.forms.centre import LANGUAGE_NAMES
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


class LetterWordingsDialog(QDialog):
    """Lists the wordings of one language; Enter opens the editor of the one under the cursor."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Wording of letters"))
        self._work = work
        self._rows: tuple[WordingRow, ...] = ()
        self.chips = ToggleChips(
            [Choice(each.value, name) for each, name in LANGUAGE_NAMES.items()],
            name=_("Language of the letter"),
            keep_one=True,
            first_number=0,
            chosen=[language()],
        )
        self.chips.changed.connect(self._show)
        self.table: RecordTable[WordingRow] = RecordTable(
            _columns(work.centre.codes), name=_("Wording of letters"), row_height=2.7
        )
        self.table.opened.connect(lambda _row: self.edit())
        self.edit_button = Button(_("Edit…"), self.edit, kind="primary", icon="edit")
        heading = Label(_("Wording of letters"), "title")
        remark = Label(
            _("How letters greet, ask and end. Changes are for new letters; issued ones stay as they are."),
            "muted",
            wrap=True,
        )
        footer = row(Button(_("Close"), self.accept, keys="Esc", kind="quiet"), self.edit_button, gap=0.6)
        footer.insertStretch(0, 1)
        layout = column(heading, remark, self.chips, self.table, boxed(footer), margins=1.2, gap=0.6)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(66), room.width() - px(2)), min(px(48), room.height() - px(3)))
        work.bus.changed.connect(self._refresh)
        self.read()

    def read(self) -> None:
        """Read the list again."""
        centre = self._work.centre

        def rows() -> tuple[WordingRow, ...]:
            from referral_desk.services import letter_wordings  # noqa: PLC0415 - ReportLab, only when letters are made

            return letter_wordings.rows(centre)

        self._work.read(rows, self._arrived)

    def _refresh(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(Kind.LETTER_WORDING, Kind.CENTRE):
            self.read()

    def _arrived(self, rows: Sequence[WordingRow]) -> None:
        first = not self._rows
        self._rows = tuple(rows)
        self._show()
        if first:
            self.table.setCurrentIndex(self.table.records.index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self.table.set_rows([each for each in self._rows if each.language == self.chips.value()])

    def edit(self) -> None:
        """Open the editor of the wording under the cursor."""
        line = self.table.current()
        if line is not None:
            edit_wording(self._work, line.template, Language(line.language), self)


def edit_wording(
    work: Workplace, template: str, letter_language: Language, parent: QWidget, draft: Draft | None = None
) -> None:
    """Read a wording and open its editor; ``draft`` is what was kept of it."""
    centre = work.centre

    def read() -> KnownWording:
        from referral_desk.services import letter_wordings  # noqa: PLC0415 - as above

        return letter_wordings.known(centre, template, letter_language)

    def stored(known: KnownWording) -> None:
        receiver = receiver_label(known.template, centre.codes, language(), _)
        own = _("Saved the wording of letters to: {receiver}.")
        words = own if known.own else _("Letters to {receiver} have the shipped text again.")
        work.says.saved(words.format(receiver=receiver))

    work.read(read, lambda known: LetterWordingDialog(work, known, saved=stored, parent=parent, draft=draft).open())


def _columns(codes: CodeBook) -> tuple[Column[WordingRow], ...]:
    def receiver(line: WordingRow) -> str:
        return receiver_label(line.template, codes, language(), _)

    def kinds(line: WordingRow) -> str:
        labels = [codes.institution_kinds.label(code, language()) for code in line.kinds if code != line.template]
        return _(", ").join(labels)

    return (
        Column("receiver", _("Letters to"), receiver, width=14.0, stretch=True, under=kinds),
        Column("wording", _("Wording"), lambda line: _("Own") if line.own else _("Shipped text"), width=8.6),
        Column("version", _("Version no."), _version, width=5.0, figure=True),
        Column("saved", _("Saved"), _saved, width=8.6),
        Column("who", _("Staff"), lambda line: line.newest.staff_name if line.newest else "", width=7.0),
    )


def _version(line: WordingRow) -> str:
    return str(line.newest.number) if line.newest else ""


def _saved(line: WordingRow) -> str:
    return short_date(line.newest.saved_at.astimezone().date()) if line.newest else ""
