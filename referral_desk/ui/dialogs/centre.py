"""Changing the centre: its particulars and habits, its staff, its own kinds of institution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.centre import CentreSettings, KindDraft
from referral_desk.domain.codes import InstitutionKind, Paper
from referral_desk.domain.drafts import Draft
from referral_desk.domain.engagement import HEADLINE
from referral_desk.i18n import _
from referral_desk.services.centre import add_kind, save_settings
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.centre import CentreForm
from referral_desk.ui.forms.centre_presenter import CentrePresenter
from referral_desk.ui.forms.centre_staff import StaffList
from referral_desk.ui.forms.fields import CodeBox, TextField, stacked
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

Saved = Callable[[CentreSettings], None]


class CentreDialog(FormDialog):
    """Changes particulars, letters and habits; ``saved`` gets the stored settings."""

    draft_form = "centre"

    def __init__(
        self, work: Workplace, *, saved: Saved, parent: QWidget | None = None, draft: Draft | None = None
    ) -> None:
        super().__init__(work, _("The centre"), parent=parent, draft=draft)
        self._saved = saved
        self.presenter = CentrePresenter(work.centre.settings, stored=True)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = CentreForm(self.presenter)
        self.furnish(self.form, self.form.forms, size=(82, 46))

    def first_field(self) -> QWidget:
        return self.form.particulars.name_field

    def in_work(self) -> CentrePresenter:
        return self.presenter

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if not problems:
            centre, draft = self.work.centre, self.presenter.draft
            self.store(lambda: save_settings(centre, draft), self._saved)


class StaffDialog(FormDialog):
    """Changes the list of staff; who leaves stays in the records."""

    draft_form = "staff"

    def __init__(
        self, work: Workplace, *, saved: Saved, parent: QWidget | None = None, draft: Draft | None = None
    ) -> None:
        remark = _("Their names stand in records and on letters. Who is taken away stays in what was recorded.")
        super().__init__(work, _("Staff"), remark, parent, draft=draft)
        self._saved = saved
        self.presenter = CentrePresenter(work.centre.settings, stored=True)
        if draft is not None:
            self.presenter.take(draft.content)
        self.staff = StaffList(self.presenter.draft.staff)
        self.staff.changed.connect(lambda: self.presenter.put_staff(self.staff.members))
        form = Form()
        form.add_row("staff", _("Staff"), self.staff)
        self.furnish(stacked(form), (form,), size=(50, 34))

    def first_field(self) -> QWidget:
        return self.staff

    def in_work(self) -> CentrePresenter:
        return self.presenter

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if not problems:
            centre, draft = self.work.centre, self.presenter.draft
            self.store(lambda: save_settings(centre, draft), self._saved)


class KindDialog(FormDialog):
    """Adds a kind of institution after その他; ``saved`` gets the stored kind."""

    draft_form = "kind"

    def __init__(
        self,
        work: Workplace,
        *,
        saved: Callable[[InstitutionKind], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        remark = _("It stands after “Other” in every list and tally, and cannot be taken away again.")
        super().__init__(work, _("New kind of institution"), remark, parent, draft=draft)
        self._saved = saved
        self.presenter = DraftPresenter(KindDraft())
        if draft is not None:
            self.presenter.take(draft.content)
        presenter, typed = self.presenter, self.presenter.draft
        form = Form()
        self.ja = TextField(typed.ja, placeholder=_("e.g. 断酒会以外の飲酒の会"))
        self.ja.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, ja=text)))
        form.add_row("ja", _("Name in Japanese"), self.ja, required=True)
        self.en = TextField(typed.en)
        self.en.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, en=text)))
        form.add_row("en", _("Name in English"), self.en, hint=_("For the English window; blank: the Japanese name."))
        domains = [each for each in work.centre.codes.life_domains.items if each.code != HEADLINE]
        self.domain = CodeBox(domains, blank=_("Choose…"), chosen=typed.domain)
        self.domain.picked.connect(lambda code: presenter.put(replace(presenter.draft, domain=code)))
        form.add_row("domain", _("Place on the board"), self.domain, required=True)
        self.paper = ToggleChips(
            [Choice(Paper.LETTER, _("Referral letter")), Choice(Paper.CARD, _("Card the client holds"))],
            name=_("Paper"),
            first_number=0,
            chosen=[typed.paper],
        )
        self.paper.changed.connect(self._paper)
        form.add_row(
            "paper",
            _("Paper"),
            self.paper,
            hint=_("Groups that need no real name get no letter: the client holds a card."),
        )
        self.furnish(stacked(form), (form,), size=(50, 33))

    def _paper(self) -> None:
        self.presenter.put(replace(self.presenter.draft, paper=Paper(self.paper.value() or Paper.LETTER)))

    def first_field(self) -> QWidget:
        return self.ja

    def in_work(self) -> DraftPresenter[KindDraft]:
        return self.presenter

    def save(self) -> None:
        centre, draft = self.work.centre, self.presenter.draft
        self.store(lambda: add_kind(centre, draft), self._saved)
