"""Everything held about a client, for her who asks to see it: in which form, with what is of third parties or not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import Saved
from referral_desk.domain.client import Client
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, _, language
from referral_desk.services import access_request, audit
from referral_desk.services.access_request import PAPER, HeldFile, HeldFormat
from referral_desk.services.files import new_file
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.files import NotWritten, ask_where
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column, row, scrolling
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


class AccessDialog(QDialog):
    """Shows a PDF before it is printed or saved, and saves JSON; the disclosure log gets its entry just before."""

    def __init__(self, work: Workplace, client: Client, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Give the person her record"))
        self._work = work
        self._client = client
        self.formats = ToggleChips(
            (
                Choice(HeldFormat.PDF, _("PDF, to read")),
                Choice(HeldFormat.JSON, _("JSON, for programs")),
            ),
            name=_("Form of the file"),
            chosen=[HeldFormat.PDF],
        )
        self.formats.changed.connect(self._dress)
        self.third_party = tick(_("Put what is of others at the end, apart"), on=True)
        self.third_party.toggled.connect(self._dress)
        self.warning = WarningPanel()
        self.go_button = Button(_("Show"), self.carry_out, kind="primary", keys="Ctrl Enter")
        self._put_together()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go_button.click)
        self._dress()

    def _put_together(self) -> None:
        form = Form(gap=0.6)
        form.add_row("format", _("Form of the file"), self.formats)
        form.add_row(
            "third_party",
            _("Third parties"),
            self.third_party,
            hint=_("In their place stands only that something is kept apart."),
        )
        explained = Label(
            _(
                "Everything that is held about this client: the face sheet, contacts with their corrections, "
                "referrals, papers, benefits, consents, conferences. Names of staff are in it. When it is printed or "
                "saved, the disclosure log gets an entry."
            ),
            wrap=True,
        )
        body = column(
            Label(_("Give the person her record"), "title", wrap=True),
            Label(_("No. {number}").format(number=self._client.number) + "  " + self._client.name, "muted", wrap=True),
            explained,
            form,
            self.warning,
            gap=0.7,
        )
        body.addStretch(1)
        footer = row(Button(_("Cancel"), self.reject, keys="Esc", kind="quiet"), self.go_button, gap=0.6)
        footer.insertStretch(0, 1)
        self.setLayout(scrolling(boxed(body), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(54), room.width() - px(2)), min(px(32), room.height() - px(3)))

    @property
    def format(self) -> HeldFormat:
        """The form of the file."""
        return HeldFormat(self.formats.value() or HeldFormat.PDF)

    def _dress(self) -> None:
        self.go_button.set_label(_("Show") if self.format is HeldFormat.PDF else _("Save as…"))
        words = _(
            "Read it before you hand it over. Only what stands in fields for it is kept apart: free text of staff can "
            "tell of others, too."
        )
        if self.format is HeldFormat.JSON:
            words += "\n" + _("The file is not encrypted. Keep it where nobody else reads it.")
        self.warning.set_text(words)
        show_if(self.warning, True)

    def carry_out(self) -> None:
        """Show the PDF, or ask where the JSON goes and write it."""
        if self.format is HeldFormat.PDF:
            self._show()
        else:
            target = ask_where(self, _("Save everything held about the client"), f"client-{self._client.id}.json")
            if target is not None:
                self.save_to(target)

    def _maker(self) -> Callable[[], HeldFile]:
        """Return what makes the file as it is chosen now, on any thread."""
        return partial(
            access_request.prepare,
            self._work.centre,
            self._client.id,
            self.format,
            third_party=self.third_party.isChecked(),
            language=Language(language()),
        )

    def _show(self) -> None:
        make = self._maker()
        self._work.tasks.run(TaskKind.DOCUMENT, lambda _work: make(), self._preview, label=_("Preparing the document…"))

    def save_to(self, target: Path) -> None:
        """Write the file; the log gets its entry just before it stands in its place, and none where it cannot."""
        work, make = self._work, self._maker()

        def write() -> Saved[Disclosure]:
            file = make()
            try:
                with new_file(target.parent) as new:
                    new.stream.write(file.content)
                    new.stream.flush()
                    saved = access_request.hand_out(work.centre, file, language=Language(language()))
                    new.put(target)
            except OSError as error:
                words = message(
                    N_("{name} could not be written. Close it if it is open elsewhere, or choose another folder."),
                    name=target.name,
                )
                raise NotWritten(words) from error
            return saved

        def written(saved: Saved[Disclosure]) -> None:
            work.publish(saved.changes)
            work.says.saved(_("Saved, and written into the disclosure log: {name}").format(name=target.name))
            self.accept()

        work.tasks.run(TaskKind.DOCUMENT, lambda _work: write(), written, label=_("Saving…"))

    def _preview(self, file: HeldFile) -> None:
        work, client_id = self._work, self._client.id
        logged: list[Saved[Disclosure]] = []

        def note(action: Action) -> None:
            if not logged:
                logged.append(access_request.hand_out(work.centre, file, language=Language(language())))
            audit.handed_out(work.centre, action, Handout(PAPER, client_id))

        def closed() -> None:
            if logged:
                work.publish(logged[0].changes)
                work.says.saved(_("Written into the disclosure log."))

        over = self.parentWidget() or self
        preview = PreviewDialog(
            work.tasks,
            file.content,
            title=_("Everything held about client {number}").format(number=self._client.number),
            file_name=file.file_name,
            parent=over.window(),
            note=note,
            kind=PAPER,
        )
        preview.finished.connect(lambda _result: closed())
        self.accept()
        preview.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, Button) and not focused.isCheckable():
                focused.click()
            event.accept()
            return
        super().keyPressEvent(event)
