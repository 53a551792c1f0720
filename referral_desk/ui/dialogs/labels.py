"""Address labels for institutions of the directory: which of them, on which sheet, beginning where."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from referral_desk.domain.codes import Code
from referral_desk.domain.institution import InstitutionRow
from referral_desk.i18n import _, ngettext
from referral_desk.services import postage
from referral_desk.services.postage import LabelWish
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.forms.centre import NumberField
from referral_desk.ui.forms.fields import CodeBox, tick
from referral_desk.ui.forms.placement import Placement
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace

ON_LABELS = 300
"""So many institutions are offered at most; whoever wants others searches for them first."""
_LAST = "print/labels"


class LabelsDialog(PaperDialog):
    """Lists the institutions that the directory shows, to be ticked; the labels come in that order."""

    def __init__(self, work: Workplace, rows: Sequence[InstitutionRow], parent: QWidget | None = None) -> None:
        remark = _("The institutions that the list shows now: search or filter there first.")
        super().__init__(work, _("Address labels"), remark, parent)
        forms = postage.label_sheets()
        last = str(work.settings.value(_LAST, "") or "") if work.settings is not None else ""
        codes = [Code(form.code, form.ja, form.en) for form in forms]
        known = [form.code for form in forms]
        self.kind = CodeBox(codes, blank=_("Choose…"), chosen=last if last in known else known[0])
        self.start = NumberField(1)
        self.boxes: dict[int, QCheckBox] = {each.id: tick(each.name, on=True) for each in rows}
        self.count = Label("", "muted")
        every = Button(_("Tick all"), lambda: self._tick(on=True), kind="link", compact=True)
        none = Button(_("Tick none"), lambda: self._tick(on=False), kind="link", compact=True)
        head = row(self.count, every, none, gap=0.6)
        head.addStretch(1)
        chosen = boxed(column(boxed(head), *self.boxes.values(), gap=0.3))
        self.form.add_row("form", _("Sheet"), self.kind)
        self.form.add_row(
            "start", _("First label"), self.start, hint=_("Counted along the rows, to use up a sheet that was begun.")
        )
        self.placement = Placement(self.form, work.settings)
        self.form.add_row("institutions", _("Institutions"), chosen)
        self.kind.picked.connect(self.placement.choose)
        self.placement.choose(self.kind.code)
        for box in self.boxes.values():
            box.toggled.connect(self._counted)
        self._counted()
        self.test_button = Button(_("Test page"), self.show_test, icon="print")
        self.furnish(size=(54, 40), beside=(self.test_button,))

    @property
    def chosen(self) -> tuple[int, ...]:
        """The institutions that are ticked."""
        return tuple(each for each, box in self.boxes.items() if box.isChecked())

    @property
    def wish(self) -> LabelWish:
        """What is chosen now."""
        return LabelWish(self.kind.code, self.start.value, self.placement.offset)

    def show_paper(self) -> None:
        centre, chosen, wish = self.work.centre, self.chosen, self.wish
        self.preview(
            lambda: postage.labels(centre, chosen, wish), _("Address labels"), "labels.pdf", done=self._remember
        )

    def show_test(self) -> None:
        """Show the page that says where the labels of this sheet lie."""
        centre, wish = self.work.centre, self.wish
        self.preview(
            lambda: postage.placement_test(centre, wish.form, wish.offset),
            _("Test page"),
            "test-page.pdf",
            done=self._remember,
            stays=True,
        )

    def _tick(self, *, on: bool) -> None:
        for box in self.boxes.values():
            box.setChecked(on)

    def _counted(self) -> None:
        count = len(self.chosen)
        self.count.setText(ngettext("{count} label", "{count} labels", count).format(count=count))

    def _remember(self) -> None:
        self.placement.remember()
        if self.work.settings is not None:
            self.work.settings.setValue(_LAST, self.kind.code)
