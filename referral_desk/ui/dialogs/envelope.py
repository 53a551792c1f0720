"""The envelope of a referral's letter: which one, what stands on it, and where the printer puts it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.referral import Referral
from referral_desk.i18n import _, language
from referral_desk.services import postage
from referral_desk.services.postage import EnvelopeWish
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.forms.placement import Placement
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_LAST = "print/envelope"


class EnvelopeDialog(PaperDialog):
    """Asks for the envelope and shows it; what was chosen last is proposed again on this PC."""

    def __init__(self, work: Workplace, referral: Referral, parent: QWidget | None = None) -> None:
        remark = _("{institution}: nothing on it says whom the letter is about.").format(
            institution=referral.institution_name
        )
        super().__init__(work, _("Envelope"), remark, parent)
        self._referral = referral
        forms = postage.envelopes()
        last = str(work.settings.value(_LAST, "") or "") if work.settings is not None else ""
        known = [form.code for form in forms]
        self.kind = ToggleChips(
            [Choice(form.code, form.label(language())) for form in forms],
            name=_("Envelope"),
            keep_one=True,
            chosen=[last if last in known else known[0]],
        )
        self.confidential = tick(_("Personal and confidential"), on=True)
        self.own_address = tick(_("Our address as the sender"), on=True)
        self.frames = tick(_("Frames of the post code (for envelopes without them)"), on=False)
        self.form.add_row("form", _("Envelope"), self.kind)
        marks = boxed(column(self.confidential, self.own_address, self.frames, gap=0.3))
        self.form.add_row("marks", _("Also printed"), marks)
        self.placement = Placement(self.form, work.settings)
        self.kind.changed.connect(self._chosen)
        self._chosen()
        self.test_button = Button(_("Test page"), self.show_test, icon="print")
        self.furnish(size=(54, 32), beside=(self.test_button,))

    @property
    def wish(self) -> EnvelopeWish:
        """What is chosen now."""
        return EnvelopeWish(
            form=self.kind.value() or "",
            offset=self.placement.offset,
            frames=self.frames.isChecked(),
            sender=self.own_address.isChecked(),
            confidential=self.confidential.isChecked(),
        )

    def show_paper(self) -> None:
        centre, referral, wish = self.work.centre, self._referral, self.wish
        self.preview(
            lambda: postage.envelope(centre, referral.id, wish),
            _("Envelope for {number}").format(number=referral.number),
            f"envelope-{referral.number}.pdf",
            done=self._remember,
        )

    def show_test(self) -> None:
        """Show the page that says where the areas of this envelope fall."""
        centre, wish = self.work.centre, self.wish
        self.preview(
            lambda: postage.placement_test(centre, wish.form, wish.offset),
            _("Test page"),
            "test-page.pdf",
            done=self._remember,
            stays=True,
        )

    def _chosen(self) -> None:
        code = self.kind.value() or ""
        self.placement.choose(code)
        framed = next((form.postal is not None for form in postage.envelopes() if form.code == code), False)
        self.frames.setEnabled(framed)

    def _remember(self) -> None:
        self.placement.remember()
        if self.work.settings is not None:
            self.work.settings.setValue(_LAST, self.kind.value() or "")
