"""The part of a client's page that shows what she agreed to, and below it what was told about her to whom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.client import Client
from referral_desk.domain.consent import Consent, ConsentState, ends_soon, state_on, valid_on
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.errors import NotAllowed, NotFound
from referral_desk.i18n import Language, _, language, ngettext
from referral_desk.services import consent_papers, consents
from referral_desk.services.clients import ClientPage
from referral_desk.services.consents import ConsentPage
from referral_desk.ui.consent_words import entry_basis, given_words, item_words, receiver_words, state_words
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.consent import ConsentDialog, WithdrawDialog
from referral_desk.ui.dialogs.disclosure import DisclosureDialog, StrikeDialog, TypedStrike
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.entry_lines import entry_lines
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag, RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, set_tooltip, show_if
from referral_desk.ui.workplace import Workplace

_LONGEST_NOTE = 160


class ClientConsents(ClientPart):
    """Consents as cards, those that hold first; the disclosure log as a table with the whole entry in words below."""

    draft_forms = (
        ConsentDialog.draft_form,
        WithdrawDialog.draft_form,
        DisclosureDialog.draft_form,
        StrikeDialog.draft_form,
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._reads = LatestOnly(work.tasks)
        self._client: Client | None = None
        self._page: ConsentPage | None = None
        self.record_button = Button(_("Record a consent"), self.record_consent, icon="add", compact=True)
        self.form_button = Button(_("Print the consent form"), self.print_form, icon="print", compact=True)
        self.given = RowCard()
        self.nothing_given = Label("", "muted", wrap=True)
        self.tell_button = Button(_("Record what was told"), self.record_disclosure, icon="add", compact=True)
        self.log_button = Button(_("Print the log"), self.print_log, icon="print", compact=True)
        self.strike_button = Button(_("Strike out the entry"), self.strike, kind="quiet", compact=True)
        self.nothing_told = Label("", "muted", wrap=True)
        self.log: RecordTable[Disclosure] = RecordTable(
            self._columns(), name=_("Disclosure log"), fit_rows=True, row_height=3.0
        )
        self.log.current_changed.connect(self._show_entry)
        self.log.opened.connect(self._show_entry)
        self.entry = Label("", "muted", wrap=True, selectable=True)
        work.permit(Action.SAVE_CONSENT, self.record_button)
        work.permit(Action.RECORD_DISCLOSURE, self.tell_button, self.strike_button)
        work.permit(Action.ISSUE_DOCUMENT, self.form_button, self.log_button)
        self.agreed_head = SectionHeader(_("Consents"))
        self.log_head = SectionHeader(_("Disclosure log"))
        whole = column(
            self.agreed_head,
            FlowBox(self.record_button, self.form_button, gap=0.5),
            self.nothing_given,
            self.given,
            self.log_head,
            FlowBox(self.tell_button, self.log_button, gap=0.5),
            self.nothing_told,
            self.log,
            self.entry,
            FlowBox(self.strike_button),
            gap=0.5,
        )
        whole.addStretch(1)
        self.setLayout(whole)
        self._clear()

    def _columns(self) -> tuple[Column[Disclosure], ...]:
        codes = self.work.centre.codes
        lang = language()
        return (
            Column(
                "on",
                _("Date"),
                lambda each: short_date(each.on),
                lambda each: (each.on.toordinal(), each.id),
                width=9,
                tone=lambda each: "struck" if each.struck else "",
            ),
            Column(
                "receiver",
                _("To whom"),
                lambda each: each.receiver,
                lambda each: each.receiver,
                width=12,
                under=lambda each: codes.disclosure_methods.label(each.method, lang),
                tone=lambda each: "struck" if each.struck else "strong",
            ),
            Column(
                "items",
                _("What"),
                lambda each: item_words(each.items, codes),
                width=16,
                stretch=True,
                under=lambda each: _("Struck out: {reason}").format(reason=each.struck) if each.struck else each.note,
                tone=lambda each: "struck" if each.struck else "",
            ),
            Column(
                "basis",
                _("Basis"),
                lambda each: entry_basis(each, codes),
                lambda each: str(each.basis),
                width=10,
                tone=lambda each: "struck" if each.struck else "",
            ),
            Column(
                "staff_name",
                _("By"),
                lambda each: each.staff_name,
                lambda each: each.staff_name,
                width=9,
                tone=lambda each: "struck" if each.struck else "",
            ),
        )

    # --- reading ------------------------------------------------------------------------------------------------

    def show_client(self, page: ClientPage) -> None:
        if self._client is None or self._client.id != page.client.id:
            self._clear()
        self._client = page.client
        centre, client_id = self.work.centre, page.client.id
        self._reads.run(lambda _work: consents.page(centre, client_id), self._show, self._not_there)

    def take_focus(self) -> None:
        self.record_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_there(self, error: Exception) -> bool:
        # The page says so itself; what stood here must not stay.
        if isinstance(error, NotFound | NotAllowed):
            self._clear()
            return True
        return False

    def _clear(self) -> None:
        self._page = None
        self.given.clear()
        self.log.set_rows(())
        self.nothing_given.setText("")
        self.nothing_told.setText("")
        for widget in (self.given, self.nothing_given, self.log, self.nothing_told):
            show_if(widget, False)
        self._show_entry(None)

    def _show(self, page: ConsentPage) -> None:
        with self.keeping_focus():
            self._show_page(page)

    def _show_page(self, page: ConsentPage) -> None:
        self._page = page
        today = self.work.centre.today()
        valid = sum(valid_on(each, today) for each in page.consents)
        soon = sum(ends_soon(each, today, self.work.centre.settings.expiry_days) for each in page.consents)
        words = [ngettext("{count} valid", "{count} valid", valid).format(count=valid)] if page.consents else []
        if soon:
            words.append(ngettext("{count} ends soon", "{count} end soon", soon).format(count=soon))
        self.agreed_head.set_text(_("Consents"), _(", ").join(words))
        self.given.clear()
        for each in sorted(page.consents, key=lambda each: state_on(each, today) is not ConsentState.VALID):
            self.given.add_row(self._consent_words(each), self._consent_buttons(each))
        self.nothing_given.setText(
            _(
                "No consent is recorded. Without one, or another legal basis, nothing may be told to others. Print "
                "the form, go through it with the client, then record what was signed or said."
            )
        )
        self.nothing_told.setText(_("Nothing was told to anybody so far. Letters come here by themselves."))
        show_if(self.given, bool(page.consents))
        show_if(self.nothing_given, not page.consents)
        self.log.set_rows(page.disclosures)
        show_if(self.log, bool(page.disclosures))
        show_if(self.nothing_told, not page.disclosures)
        self._show_entry(self.log.current() if page.disclosures else None)

    def _consent_words(self, consent: Consent) -> QWidget:
        codes, centre, today = self.work.centre.codes, self.work.centre, self.work.centre.today()
        holds = valid_on(consent, today)
        soon = ends_soon(consent, today, centre.settings.expiry_days)
        state = Flag(state_words(consent, today, centre.settings.expiry_days), danger=soon)
        names = Label(receiver_words(consent), "strong" if holds else "muted", wrap=True)
        lines: list[QWidget] = [
            names,
            FlowBox(state),
            Label(item_words(consent.items, codes), "" if holds else "muted", wrap=True),
        ]
        behind = [given_words(consent, codes)]
        if consent.withdrawal:
            behind.append(_("Withdrawn: {reason}").format(reason=" ".join(consent.withdrawal.split())))
        if corrected := len(self._page.corrections.get(consent.id, ())) if self._page else 0:
            behind.append(
                ngettext(
                    "changed {count} time, the original is kept",
                    "changed {count} times, the originals are kept",
                    corrected,
                ).format(count=corrected)
            )
        lines.append(Label("  ".join(behind), "hint", wrap=True))
        if consent.note.strip():
            words = " ".join(consent.note.split())
            note = Label(words if len(words) <= _LONGEST_NOTE else words[:_LONGEST_NOTE] + "…", "hint", wrap=True)
            set_tooltip(note, words)
            lines.append(note)
        return entry_lines(*lines)

    def _consent_buttons(self, consent: Consent) -> QWidget:
        name = receiver_words(consent)
        correct = Button(_("Correct"), partial(self.correct, consent), compact=True)
        copy = Button(_("Print"), partial(self.print_kept, consent), compact=True, icon="print")
        buttons = [copy, correct]
        if consent.withdrawn_on is None:
            buttons.append(Button(_("Withdraw"), partial(self.withdraw, consent), compact=True, kind="danger"))
        for button in buttons:
            button.setAccessibleName(f"{button.label} {name}")
        self.work.permit(Action.SAVE_CONSENT, *buttons[1:])
        self.work.permit(Action.ISSUE_DOCUMENT, copy)
        return FlowBox(*buttons, gap=0.35)

    def _show_entry(self, entry: Disclosure | None) -> None:
        show_if(self.entry, entry is not None)
        show_if(self.strike_button, entry is not None and not entry.struck)
        if entry is None:
            self.entry.setText("")
            return
        codes = self.work.centre.codes
        parts = [
            short_date(entry.on),
            entry.receiver,
            codes.disclosure_methods.label(entry.method, language()),
            _("What: {items}").format(items=item_words(entry.items, codes)),
            _("Basis: {basis}").format(basis=entry_basis(entry, codes)),
            entry.note,
            _("Struck out: {reason}").format(reason=entry.struck) if entry.struck else "",
        ]
        self.entry.setText("  ".join(part for part in parts if part))

    # --- consents -----------------------------------------------------------------------------------------------

    def record_consent(self) -> None:
        """Open the form of a new consent."""
        self._open_consent(None)

    def correct(self, consent: Consent) -> None:
        """Open the form of a recorded consent; what it said is kept."""
        self._open_consent(consent)

    def _open_consent(self, consent: Consent | None, draft: Draft | None = None) -> None:
        if self._client is None:
            return
        ConsentDialog(
            self.work,
            self._client,
            consent,
            in_question=self._page.in_question if self._page else (),
            saved=lambda stored: self.work.says.saved(
                _("Saved the consent for {names}.").format(names=receiver_words(stored))
            ),
            parent=self.window(),
            draft=draft,
        ).open()

    def withdraw(self, consent: Consent) -> None:
        """Ask for the day and the reason, and take the consent back."""
        self._open_withdrawal(consent)

    def _open_withdrawal(self, consent: Consent | None, draft: Draft | None = None) -> None:
        if self._client is None:
            return
        elsewhere = (
            consents.still_valid_elsewhere(self._page, consent, self.work.centre.today())
            if self._page and consent
            else ()
        )
        WithdrawDialog(
            self.work,
            self._client,
            consent,
            elsewhere=elsewhere,
            done=lambda stored: self.work.says.saved(
                _("Withdrawn: {names} may not be told any more.").format(names=receiver_words(stored))
            ),
            parent=self.window(),
            draft=draft,
        ).open()

    # --- the log ------------------------------------------------------------------------------------------------

    def record_disclosure(self) -> None:
        """Open the form for what was told by phone or in person."""
        self._open_disclosure()

    def _open_disclosure(self, draft: Draft | None = None) -> None:
        if self._client is not None:
            DisclosureDialog(
                self.work,
                self._client,
                saved=lambda stored: self.work.says.saved(
                    _("Recorded what {name} was told.").format(name=stored.receiver)
                ),
                parent=self.window(),
                draft=draft,
            ).open()

    def strike(self) -> None:
        """Ask why the entry under the cursor is void, and strike it out."""
        entry = self.log.current()
        if entry is not None and not entry.struck:
            self._open_strike(entry.id, f"{short_date(entry.on)} {entry.receiver}")

    def _open_strike(self, disclosure_id: int, what: str = "", draft: Draft | None = None) -> None:
        if self._client is not None:
            StrikeDialog(
                self.work,
                self._client,
                disclosure_id,
                what,
                done=lambda _stored: self.work.says.saved(_("The entry was struck out. It stays legible.")),
                parent=self.window(),
                draft=draft,
            ).open()

    # --- papers -------------------------------------------------------------------------------------------------

    def print_form(self) -> None:
        """Show the form to be signed, with the institutions in question."""
        if self._client is not None:
            print_consent_form(self.work, self, self._client.id)

    def print_kept(self, consent: Consent) -> None:
        """Show a recorded consent as it is kept."""
        if self._client is not None:
            print_consent_form(self.work, self, self._client.id, consent.id)

    def print_log(self) -> None:
        """Show the whole log on paper."""
        if self._client is None:
            return
        centre, client_id = self.work.centre, self._client.id
        show_paper(
            self.work,
            self,
            lambda: consent_papers.disclosure_log(centre, client_id, language=Language(language())),
            _("Disclosure log"),
            f"disclosures-{client_id}.pdf",
        )

    # --- forms that come back -----------------------------------------------------------------------------------

    def open_again(self, draft: Draft) -> None:
        if draft.form == ConsentDialog.draft_form:
            self._open_consent(None, draft)
        elif draft.form == WithdrawDialog.draft_form:
            self._open_withdrawal(None, draft)
        elif draft.form == DisclosureDialog.draft_form:
            self._open_disclosure(draft)
        else:
            self._open_strike(read_draft(TypedStrike, draft.content).draft.disclosure_id, draft=draft)


def print_consent_form(work: Workplace, over: QWidget, client_id: int, consent_id: int | None = None) -> None:
    """Show the consent form of a client in the language of the window, or a recorded consent as it is kept."""
    centre = work.centre
    show_paper(
        work,
        over,
        lambda: consent_papers.consent_form(centre, client_id, language=Language(language()), consent_id=consent_id),
        _("Consent form"),
        f"consent-{client_id}.pdf",
    )
