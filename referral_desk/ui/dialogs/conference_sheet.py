"""Which sheet of a conference is wanted: the full one, with who gets it; or one without names, after a last look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.conference import Attendee, Conference
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.redaction import Doubt
from referral_desk.i18n import Language, _, language, ngettext
from referral_desk.services import audit, conference_papers
from referral_desk.services.conference_papers import SHARED_ITEMS
from referral_desk.services.documents import Issued
from referral_desk.ui.dates import long_date
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.forms.fields import choices, tick
from referral_desk.ui.look import px
from referral_desk.ui.tasks import LatestOnly, TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, clear, column, row, scrolling
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_FULL, _WITHOUT = "full", "without"


class ConferenceSheetDialog(QDialog):
    """Asks which sheet, and shows it in a preview.

    What goes to other institutions goes into the disclosure log when the full sheet is printed or saved.
    """

    def __init__(self, work: Workplace, conference: Conference, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Sheet of the conference"))
        self._work = work
        self._conference = conference
        self._reads = LatestOnly(work.tasks)
        self.doubts: tuple[Doubt, ...] | None = None
        self.which = ToggleChips(
            (
                Choice(_FULL, _("With names")),
                Choice(_WITHOUT, _("Without names"), _("The same pseudonym for the same person throughout")),
            ),
            name=_("Which sheet"),
            keep_one=True,
            chosen=[_FULL],
        )
        self.which.changed.connect(self._dress)
        self._doubt_boxes: list[QCheckBox] = []
        self.full = self._full_part()
        self.without = self._without_part()
        self.show_button = Button(_("Show"), self.show_sheet, kind="primary", keys="Ctrl Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.show_sheet)
        footer = row(Button(_("Cancel"), self.reject, keys="Esc", kind="quiet"), self.show_button, gap=0.6)
        footer.insertStretch(0, 1)
        body = column(
            Label(_("Sheet of the conference"), "title", wrap=True),
            Label(long_date(conference.on), "muted"),
            self.which,
            self.full,
            self.without,
            gap=0.7,
        )
        body.addStretch(1)
        self.setLayout(scrolling(boxed(body), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(50), room.width() - px(2)), min(px(34), room.height() - px(3)))
        self._dress()
        centre = work.centre
        self._reads.run(
            lambda _work: conference_papers.doubts(centre, conference.id, language=Language(language())),
            self._show_doubts,
        )

    # --- with names ---------------------------------------------------------------------------------------------

    def _full_part(self) -> QWidget:
        codes = self._work.centre.codes
        self.told_boxes = [
            (each, tick(each.institution_name, on=True)) for each in _institutions(self._conference.attendees)
        ]
        self.items = ToggleChips(
            choices(codes.disclosure_items),
            name=_("What the sheet tells"),
            exclusive=False,
            first_number=0,
            chosen=SHARED_ITEMS,
        )
        part = column(Label(_("The sheet bears the client’s name and everything that is entered."), wrap=True), gap=0.5)
        if self.told_boxes:
            part.addWidget(Label(_("Goes into the disclosure log when it is printed or saved"), "strong", wrap=True))
            for _each, box in self.told_boxes:
                part.addWidget(box)
            part.addWidget(Label(_("What the sheet tells"), "muted"))
            part.addWidget(self.items)
        self.problem = WarningPanel()
        part.addWidget(self.problem)
        return boxed(part)

    # --- without names ------------------------------------------------------------------------------------------

    def _without_part(self) -> QWidget:
        self._doubt_column = column(gap=0.35)
        self._doubt_words = Label("", wrap=True)
        words = _(
            "Client, household, supporters and everybody at the table get pseudonyms, the same throughout. Phones, "
            "addresses, numbers and birth dates are taken out."
        )
        return boxed(column(Label(words, wrap=True), self._doubt_words, boxed(self._doubt_column), gap=0.5))

    def _show_doubts(self, doubts: tuple[Doubt, ...]) -> None:
        self.doubts = doubts
        clear(self._doubt_column)
        self._doubt_boxes = []
        if not doubts:
            self._doubt_words.setText(_("Nothing is doubtful. Please read the sheet all the same before you print it."))
        else:
            self._doubt_words.setProperty("tone", "strong")
            self._doubt_words.setText(
                _("Please check: here it is not certain whether a name is meant. What is ticked is replaced.")
            )
        for doubt in doubts:
            box = tick(_doubt_words(doubt), on=doubt.replaced)
            self._doubt_boxes.append(box)
            self._doubt_column.addWidget(box)

    @property
    def doubt_boxes(self) -> tuple[QCheckBox, ...]:
        """The boxes of the doubtful places, in their order."""
        return tuple(self._doubt_boxes)

    def choose(self, which: str) -> None:
        """Choose the "full" sheet or the one "without" names."""
        self.which.set_chosen([which])
        self._dress()

    def _dress(self) -> None:
        full = self.which.value() != _WITHOUT
        show_if(self.full, full)
        show_if(self.without, not full)

    # --- showing ------------------------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Make the sheet off the GUI thread and show it."""
        if self.which.value() == _WITHOUT:
            self._show_without()
        else:
            self._show_full()

    def _show_without(self) -> None:
        if self.doubts is None:
            return  # what is doubtful is still being looked for
        decided = {doubt.place: box.isChecked() for doubt, box in zip(self.doubts, self._doubt_boxes, strict=True)}
        centre, conference_id, lang = self._work.centre, self._conference.id, Language(language())

        def show(issued: Issued) -> None:
            self._preview(issued, _("Sheet without names"), "conference-without-names.pdf", ())

        self._work.tasks.run(
            TaskKind.DOCUMENT,
            lambda _work: conference_papers.redacted_sheet(centre, conference_id, decided=decided, language=lang),
            show,
            label=_("Preparing the document…"),
        )

    def _show_full(self) -> None:
        told = tuple(
            each.institution_id for each, box in self.told_boxes if box.isChecked() and each.institution_id is not None
        )
        if told and not self.items.chosen():
            self.problem.set_text(_("Choose what the sheet tells."))
            return
        self.problem.set_text("")
        centre, conference_id, lang = self._work.centre, self._conference.id, Language(language())

        def show(issued: Issued) -> None:
            self._work.publish(issued.changes)
            self._preview(issued, _("Sheet of the conference"), "conference.pdf", told)

        self._work.tasks.run(
            TaskKind.WRITE,
            lambda _work: conference_papers.sheet(centre, conference_id, language=lang),
            show,
            label=_("Preparing the document…"),
        )

    def _preview(self, issued: Issued, title: str, file_name: str, told: Sequence[int]) -> None:
        work, conference_id, items = self._work, self._conference.id, self.items.chosen()
        logged: list[Saved[tuple[Disclosure, ...]]] = []

        def note(action: Action) -> None:
            audit.handed_out(work.centre, action, issued.handout)
            if told and not logged:
                document_id = int(issued.handout.record.partition("-")[2])
                logged.append(conference_papers.disclose(work.centre, conference_id, told, items, document_id))

        def closed() -> None:
            if logged:
                count = len(logged[0].record)
                work.publish(logged[0].changes)
                words = ngettext(
                    "Written into the disclosure log: {count} institution",
                    "Written into the disclosure log: {count} institutions",
                    count,
                )
                work.says.saved(words.format(count=count))

        over = self.parentWidget() or self
        preview = PreviewDialog(
            work.tasks,
            issued.pdf,
            title=title,
            file_name=file_name,
            parent=over.window(),
            note=note,
            kind=issued.handout.kind,
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

    def done(self, result: int) -> None:
        self._reads.drop()
        super().done(result)


def _institutions(attendees: Sequence[Attendee]) -> tuple[Attendee, ...]:
    """Return one attendee of each institution at the table."""
    there: dict[int, Attendee] = {}
    for each in attendees:
        if each.institution_id is not None:
            there.setdefault(each.institution_id, each)
    return tuple(there.values())


def _doubt_words(doubt: Doubt) -> str:
    place = f"…{doubt.before}【{doubt.found}】{doubt.after}…".replace("\n", " ")
    return _("{place} → {pseudonym}").format(place=place, pseudonym=doubt.pseudonym)
