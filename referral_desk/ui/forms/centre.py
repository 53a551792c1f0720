"""The form of the centre's particulars, what stands on its letters, and its habits."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from referral_desk.i18n import Language, _
from referral_desk.ui.forms.centre_presenter import CentrePresenter
from referral_desk.ui.forms.fields import TextField, stacked, tick
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

LANGUAGE_NAMES = {Language.JA: "日本語", Language.EN: "English"}


class NumberField(QLineEdit):
    """A whole number, typed in any width; Up and Down count. What is no number counts as 0, which no rule allows.

    ``changed`` carries the number whenever a person changes it.
    """

    changed = Signal(int)

    def __init__(self, value: int) -> None:
        super().__init__(str(value))
        self.textEdited.connect(lambda _text: self.changed.emit(self.value))

    @property
    def value(self) -> int:
        """The number as typed."""
        digits = unicodedata.normalize("NFKC", self.text()).strip()
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0

    def type_in(self, value: int) -> None:
        """Write a number as a person does."""
        self.setText(str(value))
        self.changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and self.value + step > 0:
            self.type_in(self.value + step)
            return
        super().keyPressEvent(event)


class ParticularsForm(Form):
    """Name, address and numbers of the centre."""

    def __init__(self, presenter: CentrePresenter) -> None:
        super().__init__(gap=0.6)
        self._presenter = presenter
        draft = presenter.draft
        self.add_wide(SectionHeader(_("The centre")))
        self.name_field = TextField(draft.name, placeholder=_("e.g. 架空市保健所"))
        self.name_field.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, name=text)))
        self.add_row("name", _("Name of the centre"), self.name_field, required=True)
        self.department = TextField(draft.department, placeholder=_("e.g. 精神保健係"))
        self.department.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, department=text)))
        self.add_row("department", _("Department"), self.department)
        self.postal_code = TextField(draft.postal_code)
        self.postal_code.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, postal_code=text)))
        self.add_row("postal_code", _("Post code"), self.postal_code)
        self.address = TextField(draft.address)
        self.address.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, address=text)))
        self.add_row("address", _("Address"), self.address)
        self.phone = TextField(draft.phone)
        self.phone.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, phone=text)))
        self.add_row("phone", _("Telephone"), self.phone)
        self.extension = TextField(draft.extension)
        self.extension.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, extension=text)))
        self.add_row("extension", _("Extension"), self.extension)
        self.fax = TextField(draft.fax)
        self.fax.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, fax=text)))
        self.add_row("fax", _("Fax"), self.fax)


class LetterForm(Form):
    """What stands on every letter of the centre."""

    def __init__(self, presenter: CentrePresenter) -> None:
        super().__init__(gap=0.6)
        draft = presenter.draft
        self.add_wide(SectionHeader(_("On letters")))
        self.sender_title = TextField(draft.sender_title, placeholder=_("e.g. 所長"))
        self.sender_title.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, sender_title=text)))
        self.add_row("sender_title", _("Sender’s title"), self.sender_title)
        self.sender_name = TextField(draft.sender_name)
        self.sender_name.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, sender_name=text)))
        self.add_row("sender_name", _("Sender’s name"), self.sender_name)
        self.document_prefix = TextField(draft.document_prefix, placeholder=_("e.g. 架健精"))
        self.document_prefix.textEdited.connect(
            lambda text: presenter.put(replace(presenter.draft, document_prefix=text.strip()))
        )
        self.add_row(
            "document_prefix",
            _("Document sign"),
            self.document_prefix,
            hint=_("Stands before a letter’s number: 架健精第104号. Blank: the number alone."),
        )
        self.seal_omitted = tick(_("Print “(公印省略)”"), draft.seal_omitted)
        self.seal_omitted.toggled.connect(lambda on: presenter.put(replace(presenter.draft, seal_omitted=on)))
        self.add_row("seal_omitted", _("Official seal"), self.seal_omitted)
        self.reply_slip = tick(_("With every letter"), draft.reply_slip)
        self.reply_slip.toggled.connect(lambda on: presenter.put(replace(presenter.draft, reply_slip=on)))
        self.add_row(
            "reply_slip",
            _("Reply slip"),
            self.reply_slip,
            hint=_("A page on which the receiver ticks the answer. “More papers” leaves it out of one letter."),
        )


class HabitsForm(Form):
    """What differs from office to office: after how many days one looks again, when the tally is due, the language."""

    def __init__(self, presenter: CentrePresenter) -> None:
        super().__init__(gap=0.6)
        draft = presenter.draft
        self.add_wide(SectionHeader(_("Habits")))
        days = _("days")
        self.follow_up_days = NumberField(draft.follow_up_days)
        self.follow_up_days.changed.connect(lambda value: presenter.put(replace(presenter.draft, follow_up_days=value)))
        self.add_row(
            "follow_up_days",
            _("Follow up after"),
            self.follow_up_days,
            beside=Label(days, "muted"),
            hint=_("Proposed with every referral; weekends and holidays are skipped."),
        )
        self.reply_days = NumberField(draft.reply_days)
        self.reply_days.changed.connect(lambda value: presenter.put(replace(presenter.draft, reply_days=value)))
        self.add_row(
            "reply_days",
            _("Reply overdue after"),
            self.reply_days,
            beside=Label(days, "muted"),
            hint=_("Where no day is set. The reply slip is to be returned by then."),
        )
        self.quiet_days = NumberField(draft.quiet_days)
        self.quiet_days.changed.connect(lambda value: presenter.put(replace(presenter.draft, quiet_days=value)))
        self.add_row(
            "quiet_days",
            _("Quiet after"),
            self.quiet_days,
            beside=Label(days, "muted"),
            hint=_("Today shows clients who were contacted, and then nothing for this long."),
        )
        self.verify_after_days = NumberField(draft.verify_after_days)
        self.verify_after_days.changed.connect(
            lambda value: presenter.put(replace(presenter.draft, verify_after_days=value))
        )
        self.add_row(
            "verify_after_days",
            _("Verify institutions after"),
            self.verify_after_days,
            beside=Label(days, "muted"),
            hint=_("Older entries of the directory are marked as stale."),
        )
        self.expiry_days = NumberField(draft.expiry_days)
        self.expiry_days.changed.connect(lambda value: presenter.put(replace(presenter.draft, expiry_days=value)))
        self.add_row(
            "expiry_days",
            _("Benefits come up before"),
            self.expiry_days,
            beside=Label(days, "muted"),
            hint=_("Today shows benefits and certificates that end within this time."),
        )
        self.submission_day = NumberField(draft.submission_day)
        self.submission_day.changed.connect(lambda value: presenter.put(replace(presenter.draft, submission_day=value)))
        self.add_row(
            "submission_day",
            _("Tally due on day"),
            self.submission_day,
            beside=Label(_("of the next month"), "muted"),
        )
        self.language = ToggleChips(
            [Choice(each.value, name) for each, name in LANGUAGE_NAMES.items()],
            name=_("Language"),
            first_number=0,
            chosen=[draft.language],
        )
        self.language.changed.connect(
            lambda: presenter.put(replace(presenter.draft, language=self.language.value() or Language.JA.value))
        )
        self.add_row("language", _("Language"), self.language, hint=_("Takes effect when the window is next opened."))


class KeepingForm(Form):
    """How long closed records are kept, and from which ages on a household is an 8050 household."""

    def __init__(self, presenter: CentrePresenter) -> None:
        super().__init__(gap=0.6)
        draft = presenter.draft
        self.add_wide(SectionHeader(_("Keeping records")))
        self.retention_years = NumberField(draft.retention_years)
        self.retention_years.changed.connect(
            lambda value: presenter.put(replace(presenter.draft, retention_years=value))
        )
        self.add_row(
            "retention_years",
            _("Closed records are kept"),
            self.retention_years,
            beside=Label(_("years"), "muted"),
            hint=_("By the rules of your municipality. Afterwards they are listed as due for disposal."),
        )
        self.retention_from_april = tick(_("Count from 1 April after closing"), draft.retention_from_april)
        self.retention_from_april.toggled.connect(
            lambda on: presenter.put(replace(presenter.draft, retention_from_april=on))
        )
        self.add_row("retention_from_april", _("Counted"), self.retention_from_april)
        self.add_wide(SectionHeader(_("8050 households")))
        self.elder_from = NumberField(draft.elder_from)
        self.elder_from.changed.connect(lambda value: presenter.put(replace(presenter.draft, elder_from=value)))
        self.add_row("elder_from", _("Parent from"), self.elder_from, beside=Label(_("years of age"), "muted"))
        self.child_from = NumberField(draft.child_from)
        self.child_from.changed.connect(lambda value: presenter.put(replace(presenter.draft, child_from=value)))
        self.add_row("child_from", _("Child from"), self.child_from, beside=Label(_("years of age"), "muted"))


class CentreForm(QWidget):
    """Particulars at the left, letters and habits at the right."""

    def __init__(self, presenter: CentrePresenter) -> None:
        super().__init__()
        self.particulars = ParticularsForm(presenter)
        self.letters = LetterForm(presenter)
        self.habits = HabitsForm(presenter)
        self.keeping = KeepingForm(presenter)
        self.forms: tuple[Form, ...] = (self.particulars, self.letters, self.habits, self.keeping)
        left, right = stacked(self.particulars, self.letters, gap=1.0), stacked(self.habits, self.keeping, gap=1.0)
        self.setLayout(column(SideBySide(left, right, narrow=60, gap=2.0)))
