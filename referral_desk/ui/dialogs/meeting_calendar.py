"""The meeting calendar before it is printed: which month, which groups, which paper; what is chosen shows at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.documents.meeting_calendar import CalendarChoice
from referral_desk.i18n import Language, _, language
from referral_desk.services import audit
from referral_desk.ui.dates import long_month
from referral_desk.ui.forms.fields import CodeBox, NameBox
from referral_desk.ui.look import px
from referral_desk.ui.tasks import LatestOnly, Task, TaskKind
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.pdf_preview import PdfPreview
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

if TYPE_CHECKING:
    from referral_desk.services.meeting_calendar import Offered

A4, A3 = "a4", "a3"


class MeetingCalendarDialog(QDialog):
    """Begins with this month and all groups whose clients hold a card."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Meeting calendar"))
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self._making: Task[bytes] | None = None
        today = work.centre.today()
        self.month: YearMonth = (today.year, today.month)
        codes = work.centre.codes
        self.month_words = Label("", "section")
        self.earlier = IconButton("chevron-left", _("Month before"), lambda: self.turn(-1))
        self.later = IconButton("chevron-right", _("Next month"), lambda: self.turn(1))
        self.kind = CodeBox((), blank=_("Self-help and other groups"))
        self.kind.setAccessibleName(_("Kind"))
        self.kind.picked.connect(lambda _code: self.make())
        self.target = CodeBox(codes.targets.items, blank=_("About anything"))
        self.target.setAccessibleName(_("What it is about"))
        self.target.picked.connect(lambda _code: self.make())
        self.area = NameBox(())
        self.area.setAccessibleName(_("Area"))
        self.area.line.setPlaceholderText(_("Area: any part of an address"))
        self.area.setMinimumWidth(px(15))
        self.area.line.editingFinished.connect(self._area_typed)
        self.area.textActivated.connect(lambda _text: self._area_typed())
        self.paper = ToggleChips(
            (Choice(A4, "A4"), Choice(A3, "A3")), name=_("Paper size"), keep_one=True, first_number=0, chosen=[A4]
        )
        self.paper.changed.connect(self.make)
        self.preview = PdfPreview(work.tasks, title=_("Meeting calendar"), note=self._note, kind="meeting_calendar")
        months = boxed(row(self.earlier, self.month_words, self.later, gap=0.4))
        buttons = row(Button(_("Close"), self.accept, keys="Esc"))
        buttons.insertStretch(0, 1)
        layout = column(
            FlowBox(months, self.kind, self.target, self.area, self.paper, gap=0.7),
            self.preview,
            boxed(buttons),
            margins=0.9,
            gap=0.6,
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self).activated.connect(self.preview.print_document)
        room = self.screen().availableGeometry()
        self.resize(min(px(74), room.width() - px(2)), min(px(54), room.height() - px(3)))
        self.finished.connect(self._ended)
        self._shown = self.choice
        self._offer()
        self.make()

    @property
    def choice(self) -> CalendarChoice:
        """Which groups are asked for."""
        return CalendarChoice(self.kind.code, self.target.code, self.area.line.text().strip())

    @property
    def making(self) -> bool:
        """Whether the calendar is being made."""
        return self._making is not None

    def turn(self, months: int) -> None:
        """Go on to another month, or back."""
        period = Period.month(*self.month)
        day = period.last + timedelta(days=1) if months > 0 else period.first - timedelta(days=1)
        self.month = (day.year, day.month)
        self.make()

    def make(self) -> None:
        """Make what is chosen and show it; what is being made is given up."""
        self._drop()
        centre, month, choice, lang = self._work.centre, self.month, self.choice, Language(language())
        large = self.paper.value() == A3
        self._shown = choice
        self.month_words.setText(long_month(*month))

        def make() -> bytes:
            from referral_desk.services.meeting_calendar import meeting_calendar  # noqa: PLC0415 - ReportLab, only now

            return meeting_calendar(centre, month, choice, large=large, language=lang).pdf

        def made(pdf: bytes) -> None:
            self._making = None
            self.preview.show_pdf(pdf, file_name=f"meetings-{month[0]}-{month[1]:02}.pdf")

        def failed(_error: Exception) -> bool:
            self._making = None
            return False

        self._making = self._work.tasks.run(
            TaskKind.DOCUMENT, lambda _work: make(), made, failed, label=_("Preparing the page…")
        )

    def _offer(self) -> None:
        """Offer what the directory has to choose from, once it is read."""
        centre = self._work.centre

        def read() -> Offered:
            from referral_desk.services.meeting_calendar import offered  # noqa: PLC0415 - as above

            return offered(centre)

        def show(found: Offered) -> None:
            for kind in found.kinds:
                self.kind.addItem(centre.codes.institution_kinds.label(kind, language()), kind)
            self.area.offer(found.areas)

        self._reads.run(lambda _work: read(), show)

    def _area_typed(self) -> None:
        if self.choice != self._shown:
            self.make()

    def _ended(self, _result: int) -> None:
        self._drop()
        self._reads.drop()

    def _drop(self) -> None:
        if self._making is not None:
            making, self._making = self._making, None
            making.cancel()

    def _note(self, action: Action) -> None:
        """Note that it is printed or saved; on any thread."""
        audit.handed_out(self._work.centre, action, Handout("meeting_calendar"))
