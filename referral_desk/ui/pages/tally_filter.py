"""What the tally is narrowed to: a chooser for each condition, and a panel that says so as long as one holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.codes import Code, Sex
from referral_desk.domain.tally_filter import EVERYTHING, NOBODY, TallyFilter
from referral_desk.i18n import Language, _, language
from referral_desk.services import clients, figure_lists
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.fields import CodeBox
from referral_desk.ui.look import px
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from referral_desk.ui.workplace import Workplace

_WIDEST = 12
"""The widest a chooser gets, in text heights: six of them stand side by side in a small window."""

_NO_DISTRICT = "\x00"
"""The code of the entry for people without a district, whose district is blank."""


class TallyFilterBar(QWidget):
    """Choosers side by side. ``changed`` comes whenever a condition is chosen or taken back, by hand or all at once.

    The choosers are hidden until they are wanted; the panel stands as long as anything narrows the figures.
    """

    changed = Signal()

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._words = LatestOnly(work.tasks)
        codes = work.centre.codes
        self.staff = CodeBox((), blank=_("All staff"))
        self.district = CodeBox((), blank=_("All districts"))
        self.institution: TypeAheadField[int] = TypeAheadField(
            institution_provider(work), placeholder=_("All institutions"), on_empty=False
        )
        self.category = CodeBox(codes.contact_categories.items, blank=_("All content"))
        self.age_group = CodeBox(codes.age_groups.items, blank=_("All ages"))
        self.sex = CodeBox(codes.sexes.items, blank=_("All sexes"))
        named = (
            (self.staff, _("Staff")),
            (self.district, _("District")),
            (self.institution, _("Institution")),
            (self.category, _("Content")),
            (self.age_group, _("Age")),
            (self.sex, _("Sex")),
        )
        choosers = FlowBox(gap=0.6)
        for chooser, name in named:
            chooser.setAccessibleName(name)
            choosers.add(chooser)
        for box in (self.staff, self.district, self.category, self.age_group, self.sex):
            box.picked.connect(lambda _code: self._changed())
        self.institution.chosen_changed.connect(lambda _row: self._changed())
        self.panel = WarningPanel()
        self.panel.add_button(_("Show everything"), self.clear)
        self._choosers = choosers
        choosers.hide()
        self.setLayout(column(choosers, self.panel, gap=0.4))
        flowing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        flowing.setHeightForWidth(True)
        self.setSizePolicy(flowing)
        self._offer_staff()
        self._fit()

    @property
    def narrowed(self) -> TallyFilter:
        """The conditions chosen."""
        staff, district, sex = self.staff.code, self.district.code, self.sex.code
        chosen, group = self.institution.chosen, self.age_group.code
        return TallyFilter(
            staff=int(staff) if staff else None,
            district=("" if district == _NO_DISTRICT else district) if district else None,
            institution_id=chosen.value if chosen else None,
            category=self.category.code or None,
            sex=Sex(sex) if sex else None,
            age_group=self._work.centre.codes.age_groups[group] if group else None,
        )

    @property
    def open(self) -> bool:
        """Whether the choosers are on show."""
        return not self._choosers.isHidden()

    def show_choosers(self, on: bool) -> None:
        """Show or hide the choosers; what they narrow to stays."""
        show_if(self._choosers, on)
        if on:
            self._offer_staff()
            self._work.read(lambda: clients.districts(self._work.centre), self._offer_districts)
            self.staff.setFocus()

    def clear(self) -> None:
        """Take every condition back."""
        for box in (self.staff, self.district, self.category, self.age_group, self.sex):
            box.choose("")
        self.institution.choose(None)
        self._changed()

    def _offer_staff(self) -> None:
        members = [each for each in self._work.centre.settings.staff if each.id is not None]
        listed = [Code(str(each.id), each.name, each.name) for each in members]
        unlisted = _("Not in the staff list")
        _offer(self.staff, [*listed, Code(str(NOBODY), unlisted, unlisted)])

    def _offer_districts(self, districts: tuple[str, ...]) -> None:
        none = _("None recorded")
        _offer(self.district, [*(Code(each, each, each) for each in districts), Code(_NO_DISTRICT, none, none)])

    def _changed(self) -> None:
        self.say()
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "panel"):
            self._fit()

    def _fit(self) -> None:
        """Let the choosers be as wide as the zoom in force says."""
        for box in (self.staff, self.district, self.category, self.age_group, self.sex):
            box.setMaximumWidth(px(_WIDEST))
        self.institution.setFixedWidth(px(_WIDEST))

    def say(self) -> None:
        """Say over the figures what they are narrowed to."""
        narrowed, lang, centre = self.narrowed, Language(language()), self._work.centre
        if narrowed == EVERYTHING:
            self._words.drop()
            self.panel.set_text("")
            return
        self._words.run(lambda _work: figure_lists.narrowed_sentence(centre, narrowed, lang), self.panel.set_text)


def _offer(box: CodeBox, codes: list[Code]) -> None:
    """Offer other entries; what was chosen and is still there stays chosen."""
    chosen, blank = box.code, box.itemText(0)
    box.clear()
    box.addItem(blank, "")
    for code in codes:
        box.addItem(code.label(language()), code.code)
    box.choose(chosen)
