"""The part of a client's page that shows her household, its genogram, and her informal supporters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.client import Client
from referral_desk.domain.documents.genogram_page import GenogramDrawing, compose_drawing, eight_oh_fifty_words
from referral_desk.domain.drafts import Draft
from referral_desk.domain.household import Household, MemberDraft
from referral_desk.domain.kinship import relation_to
from referral_desk.domain.supporter import Supporter, is_current
from referral_desk.i18n import Language, _, language
from referral_desk.services import households, supporters
from referral_desk.services.clients import ClientPage
from referral_desk.services.genogram_paper import genogram_page
from referral_desk.ui.dialogs.household import HouseholdDialog
from referral_desk.ui.dialogs.supporter import SupporterDialog
from referral_desk.ui.household_words import (
    begun,
    calling_words,
    member_words,
    name_of,
    opens,
    supporter_name,
    supporter_words,
    tie_words,
)
from referral_desk.ui.page import HOUSEHOLD, Place
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.entry_lines import entry_lines
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, Flag, RowCard, SectionHeader
from referral_desk.ui.widgets.genogram import GenogramLegend, GenogramView
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, topped
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.workplace import Workplace

_ITSELF = "self"


def print_genogram(work: Workplace, over: QWidget, client: Client) -> None:
    """Show the genogram of a client's household as a page of its own, to be printed or saved."""
    show_paper(
        work,
        over,
        lambda: genogram_page(work.centre, client.id, language=Language(language())),
        _("Genogram of client {number}").format(number=client.number),
        f"genogram-{client.id}.pdf",
    )


class ClientHousehold(ClientPart):
    """Members and supporters at the left, the genogram beside them."""

    draft_forms = (HouseholdDialog.draft_form, SupporterDialog.draft_form)

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._page: ClientPage | None = None
        self.edit_button = Button("", self.edit, compact=True, icon="edit")
        self.print_button = Button(_("Print the genogram"), self.print_genogram, compact=True, icon="print")
        self.add_button = Button(_("Add a supporter"), self.add_supporter, compact=True, icon="add")
        work.permit(Action.SAVE_HOUSEHOLD, self.edit_button)
        work.permit(Action.ISSUE_DOCUMENT, self.print_button)
        work.permit(Action.SAVE_SUPPORTER, self.add_button)
        self.nothing = Label(
            _(
                "No household is recorded. Enter who lives with the client; a member who is a client as well keeps "
                "her own record."
            ),
            "muted",
            wrap=True,
        )
        self.members = RowCard()
        self.remarks = Label("", "note", wrap=True)
        self.described = Label("", "", wrap=True)
        self.supporters = RowCard()
        self.no_supporters = Label(
            _("Friends, neighbours, volunteers and others who help, but are neither clients nor institutions."),
            "muted",
            wrap=True,
        )
        self.genogram = GenogramView(name=_("Genogram"))
        self.genogram.opened.connect(self._open_member)
        self.legend = GenogramLegend()
        self._put_together()

    def _put_together(self) -> None:
        self.household_head = SectionHeader(_("Household"))
        self.household_head.add(self.edit_button)
        helping = SectionHeader(_("Informal supporters"))
        helping.add(self.add_button)
        left = column(
            self.household_head,
            self.remarks,
            self.nothing,
            self.members,
            self.described,
            helping,
            self.no_supporters,
            self.supporters,
            gap=0.45,
        )
        left.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(self.genogram)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        head = SectionHeader(_("Genogram"))
        head.add(self.print_button)
        self._drawn = boxed(column(head, Card(scroll, self.legend, padding=0.6), gap=0.45))
        right = column(self._drawn)
        right.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), boxed(right), stretch=(1, 1), narrow=62, gap=1.2)))

    # --- showing --------------------------------------------------------------------------------------------------

    def show_client(self, page: ClientPage) -> None:
        before = self._page
        self._page = page
        if before is not None and (before.client, before.household, before.supporters) == (
            page.client,
            page.household,
            page.supporters,
        ):
            return
        with self.keeping_focus():
            self._show_household(page)
            self._show_supporters(page)

    def _show_household(self, page: ClientPage) -> None:
        household, codes, today = page.household, self.work.centre.codes, self.work.centre.today()
        self.edit_button.set_label(_("Edit the household") if household else _("Enter the household"))
        self.members.clear()
        remarks: tuple[str, ...] = ()
        drawing: GenogramDrawing | None = None
        if household is not None:
            remarks = eight_oh_fifty_words(household, self.work.centre.settings, codes, language(), _, today)
            drawing = compose_drawing(household, page.client.id, codes=codes, language=language(), tr=_, today=today)
            for place in range(len(household.members)):
                self._add_member(household, place, page)
        self.household_head.set_text(_("Household"), household.name if household else "")
        self.remarks.setText("\n".join(remarks))
        show_if(self.remarks, bool(remarks))
        described = self._described(page)
        self.described.setText(described)
        show_if(self.described, bool(described))
        show_if(self.nothing, household is None)
        show_if(self.members, household is not None)
        show_if(self._drawn, drawing is not None)
        if drawing is not None:
            self.genogram.show_drawing(drawing)
            self.legend.show_drawing(drawing)
            self._fit()

    def _fit(self) -> None:
        height = self.genogram.sizeHint().height()
        self._scroll.setFixedHeight(height + self._scroll.horizontalScrollBar().sizeHint().height())

    def _described(self, page: ClientPage) -> str:
        """Return what was written of the household in words: the client's own field, the note, the case number."""
        household = page.household
        parts = []
        if household is not None and household.case_number.strip():
            parts.append(_("Public assistance case number: {number}").format(number=household.case_number.strip()))
        if household is not None and household.note.strip():
            parts.append(begun(household.note, 800))
        if page.client.household.strip():
            parts.append(_("Situation of the household: {words}").format(words=begun(page.client.household, 800)))
        return "\n".join(parts)

    def _add_member(self, household: Household, place: int, page: ClientPage) -> None:
        member, codes = household.members[place], self.work.centre.codes
        in_view = next((at for at, each in enumerate(household.members) if each.client_id == page.client.id), 0)
        code = relation_to(household.members, in_view, place)
        relation = _("The client") if code == _ITSELF else codes.relations.label(code, language())
        name = self._name(member, page)
        lines: list[QWidget] = [FlowBox(Label(relation, "muted"), name, gap=0.5)]
        words = member_words(member, self.work.centre.today())
        if words:
            lines.append(Label(words, "", wrap=True))
        if note := begun(member.note):
            lines.append(Label(note, "hint", wrap=True))
        calling = calling_words(household, place, codes)
        cells = [entry_lines(*lines)]
        if calling:
            cells.append(topped(Flag(calling, icon="phone")))
        self.members.add_row(*cells)

    def _name(self, member: MemberDraft, page: ClientPage) -> QWidget:
        words = name_of(member, self.work.centre.codes)
        if member.client_id is not None and opens(member, page.client.id):
            return LinkLabel(words, partial(self._open_client, member.client_id))
        return ElidedLabel(words, "strong" if member.client_id == page.client.id else "")

    def _show_supporters(self, page: ClientPage) -> None:
        codes, today = self.work.centre.codes, self.work.centre.today()
        self.supporters.clear()
        for each in sorted(page.supporters, key=lambda one: (not is_current(one, today), one.id)):
            over = not is_current(each, today)
            name = supporter_name(each, codes)
            lines: list[QWidget] = [Label(name, "muted" if over else "strong", wrap=True)]
            for text, role in (
                (supporter_words(each, codes), "muted" if over else ""),
                (tie_words(each, codes, today), "muted"),
                (begun(each.note), "hint"),
            ):
                if text:
                    lines.append(Label(text, role, wrap=True))
            self.supporters.add_row(entry_lines(*lines), self._supporter_buttons(each, name, over=over))
        show_if(self.supporters, bool(page.supporters))
        show_if(self.no_supporters, not page.supporters)

    def _supporter_buttons(self, each: Supporter, name: str, *, over: bool) -> QWidget:
        change = Button(_("Change"), partial(self.change_supporter, each), compact=True)
        change.setAccessibleName(f"{_('Change')} {name}")
        buttons = [change]
        if not over:
            end = Button(
                _("End today"),
                partial(self.end_supporter, each),
                compact=True,
                tooltip=_("No longer helps from today on"),
            )
            end.setAccessibleName(f"{_('End today')} {name}")
            buttons.append(end)
        self.work.permit(Action.SAVE_SUPPORTER, *buttons)
        return FlowBox(*buttons, gap=0.35)

    def take_focus(self) -> None:
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- places and papers ----------------------------------------------------------------------------------------

    def _open_client(self, client_id: int) -> None:
        self.go.emit(Place("clients", client=client_id, part=HOUSEHOLD))

    def _open_member(self, place: int) -> None:
        page = self._page
        if page is None or page.household is None:
            return
        member = page.household.members[place]
        if member.client_id is not None and opens(member, page.client.id):
            self._open_client(member.client_id)

    def print_genogram(self) -> None:
        """Show the genogram as a page of its own, to be printed or saved."""
        if self._page is not None:
            print_genogram(self.work, self, self._page.client)

    # --- the household --------------------------------------------------------------------------------------------

    def edit(self, draft: Draft | None = None) -> None:
        """Open the form of the household."""
        page = self._page
        if page is None:
            return
        HouseholdDialog(
            self.work,
            page.client,
            page.household,
            saved=self._household_saved,
            left=self._left,
            parent=self.window(),
            draft=draft,
        ).open()

    def _household_saved(self, stored: Household, before: Household | None) -> None:
        work, page = self.work, self._page
        if page is None:
            return
        client_id = page.client.id

        def undo() -> None:
            if before is not None:
                back = partial(households.put_back, work.centre, client_id, before, version=stored.version)
                work.write(back, self._household_undone)
            elif stored.version == 1:
                back = partial(households.take_back, work.centre, client_id, version=1)
                work.write(back, self._household_undone)
            else:  # she joined one that others were in
                work.write(partial(households.leave, work.centre, client_id), self._household_undone)

        work.says.saved(_("Saved the household."), undo)

    def _left(self, before: Household) -> None:
        work, page = self.work, self._page
        if page is None:
            return
        client_id, name = page.client.id, page.client.name

        def undo() -> None:
            back = partial(households.put_back, work.centre, client_id, before, version=before.version + 1)
            work.write(back, self._household_undone)

        work.says.saved(_("Took {name} out of the household.").format(name=name), undo)

    def _household_undone(self, _household: Household) -> None:
        self.work.says.saved(_("The household is as it was before."))

    # --- supporters -----------------------------------------------------------------------------------------------

    def add_supporter(self) -> None:
        """Open the form of a new supporter."""
        self._open_supporter(None)

    def change_supporter(self, each: Supporter) -> None:
        """Open the form of a stored supporter."""
        self._open_supporter(each)

    def end_supporter(self, each: Supporter) -> None:
        """Note that somebody no longer helps from today on."""
        work, today = self.work, self.work.centre.today()

        def ended(stored: Supporter) -> None:
            words = _("{name} no longer supports the client.").format(name=supporter_name(stored, work.centre.codes))
            work.says.saved(words, self._undo(self._back_to(stored, each)))

        work.write(lambda: supporters.end(work.centre, each.id, today), ended)

    def _open_supporter(self, each: Supporter | None, draft: Draft | None = None) -> None:
        page = self._page
        if page is None:
            return
        SupporterDialog(
            self.work,
            page.client,
            page.supporters,
            each,
            saved=self._supporter_saved,
            removed=self._supporter_removed,
            parent=self.window(),
            draft=draft,
        ).open()

    def _back_to(self, stored: Supporter, before: Supporter) -> Callable[[], Saved[Supporter]]:
        draft = supporters.draft_of(before)
        return partial(supporters.save, self.work.centre, draft, supporter_id=stored.id, version=stored.version)

    def _supporter_saved(self, stored: Supporter, before: Supporter | None) -> None:
        back = partial(supporters.remove, self.work.centre, stored.id, version=stored.version)
        if before is not None:
            back = self._back_to(stored, before)  # type: ignore[assignment]
        words = _("Saved {name}.").format(name=supporter_name(stored, self.work.centre.codes))
        self.work.says.saved(words, self._undo(back))

    def _supporter_removed(self, removed: Supporter) -> None:
        words = _("Removed {name}.").format(name=supporter_name(removed, self.work.centre.codes))
        draft = supporters.draft_of(removed)
        self.work.says.saved(words, self._undo(partial(supporters.save, self.work.centre, draft)))

    def _undo(self, back: Callable[[], Saved[Supporter]]) -> Callable[[], None]:
        return lambda: self._take_back(back)

    def _take_back(self, back: Callable[[], Saved[Supporter]]) -> None:
        self.work.write(back, lambda _supporter: self.work.says.saved(_("The supporters are as they were before.")))

    # --- forms that come back -------------------------------------------------------------------------------------

    def open_again(self, draft: Draft) -> None:
        if draft.form == HouseholdDialog.draft_form:
            self.edit(draft)
        else:
            self._open_supporter(None, draft)
