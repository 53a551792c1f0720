"""Who sent a client to us: the list on her page, its forms, and the reply that we owe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.inbound import Inbound, is_warm, owes_reply
from referral_desk.i18n import _
from referral_desk.services import inbound
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.inbound import InboundDialog, ReplyDialog, TypedReply
from referral_desk.ui.forms.inbound_presenter import Sender
from referral_desk.ui.inbound_words import channel_words, reply_words, warm_words, who_words
from referral_desk.ui.pages.entry_lines import entry_lines, in_short
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard, SectionHeader
from referral_desk.ui.widgets.handoff_badge import HandoffBadge, Warmness
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class WhoSent(QWidget):
    """The referrals of one client to us, the newest first."""

    draft_forms = (InboundDialog.draft_form, ReplyDialog.draft_form)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self._page: ClientPage | None = None
        self.add_button = Button(_("Record who sent the client"), self.record, compact=True, icon="add")
        work.permit(Action.SAVE_INBOUND, self.add_button)
        self.sent = RowCard()
        self.nobody = Label(
            _("Nobody is recorded who sent the client. If an office did, note it here, with the reply it waits for."),
            "muted",
            wrap=True,
        )
        head = SectionHeader(_("Who sent the client"))
        head.add(self.add_button)
        whole = column(head, self.nobody, self.sent, gap=0.45)
        whole.addStretch(1)
        self.setLayout(whole)

    def show_client(self, page: ClientPage) -> None:
        """Show who sent this client."""
        self._page = page
        self.sent.clear()
        for each in page.inbound:
            self.sent.add_row(self._words(each), self._buttons(each))
        show_if(self.sent, bool(page.inbound))
        show_if(self.nobody, not page.inbound)

    def _words(self, each: Inbound) -> QWidget:
        channel = channel_words(each.channel, self.work.centre.codes) if each.channel else ""
        lines: list[QWidget] = [
            Label(who_words(each), "strong", wrap=True),
            Label("  ".join(part for part in (short_date(each.on), channel) if part)),
        ]
        if is_warm(each):
            lines.append(FlowBox(HandoffBadge(warm_words(), Warmness.WARM)))
        request = in_short(each.request)
        if request:
            lines.append(Label(request, "hint", wrap=True))
        reply = reply_words(each)
        if reply:
            late = owes_reply(each) and each.reply_due_on is not None and each.reply_due_on < self.work.centre.today()
            words = f"{reply}  {in_short(each.reply)}".strip()
            lines.append(Label(words, "danger" if late else "hint", wrap=True))
        return entry_lines(*lines)

    def _buttons(self, each: Inbound) -> QWidget:
        change = Button(_("Change"), partial(self.change, each), compact=True)
        change.setAccessibleName(f"{_('Change')} {who_words(each)}")
        buttons = [change]
        if owes_reply(each):
            replied = Button(_("Replied…"), partial(self.reply, each), compact=True)
            replied.setAccessibleName(f"{_('Replied…')} {who_words(each)}")
            buttons.insert(0, replied)
        self.work.permit(Action.SAVE_INBOUND, *buttons)
        return FlowBox(*buttons, gap=0.35)

    def record(self, sender: Sender | None = None) -> None:
        """Open the form of a new referral to us, from ``sender`` where one is known."""
        self._open(None, sender or Sender())

    def change(self, each: Inbound) -> None:
        """Open the form of a stored referral to us."""
        self._open(each, Sender())

    def _open(self, stored: Inbound | None, sender: Sender, draft: Draft | None = None) -> None:
        page = self._page
        if page is None:
            return
        InboundDialog(
            self.work,
            page.client,
            page.inbound,
            stored,
            saved=self._saved,
            removed=self._removed,
            sender=sender,
            parent=self.window(),
            draft=draft,
        ).open()

    def reply(self, each: Inbound) -> None:
        """Ask what we replied."""
        self._open_reply(each, None)

    def _open_reply(self, each: Inbound, draft: Draft | None) -> None:
        if self._page is not None:
            heading = f"{self._page.client.name}  ←  {who_words(each)}"
            ReplyDialog(
                self.work,
                each.client_id,
                each.id,
                heading,
                lambda stored: self._saved(stored, each),
                request=each.request,
                parent=self.window(),
                draft=draft,
            ).open()

    def _saved(self, stored: Inbound, before: Inbound | None) -> None:
        work = self.work
        if before is None:
            back = partial(inbound.remove, work.centre, stored.id, version=stored.version)
        else:
            back = partial(
                inbound.save, work.centre, inbound.draft_of(before), inbound_id=before.id, version=stored.version
            )
        words = _("Saved: sent by {name}.").format(name=stored.from_whom)
        work.says.saved(words, self._undo(back))

    def _removed(self, removed: Inbound) -> None:
        work = self.work
        draft = inbound.draft_of(removed)
        words = _("Removed: sent by {name}.").format(name=removed.from_whom)
        work.says.saved(words, self._undo(partial(inbound.save, work.centre, draft)))

    def _undone(self, _inbound: Inbound) -> None:
        self.work.says.saved(_("Who sent the client is as it was before."))

    def _undo(self, back: Callable[[], Saved[Inbound]]) -> Callable[[], None]:
        def undo() -> None:
            self.work.write(back, self._undone)

        return undo

    def open_again(self, draft: Draft) -> None:
        """Open a form of ``draft_forms`` filled as it was; a reply whose referral is gone is not asked for."""
        if draft.form == InboundDialog.draft_form:
            self._open(None, Sender(), draft)
            return
        wanted = read_draft(TypedReply, draft.content).draft.inbound_id
        for each in self._page.inbound if self._page else ():
            if each.id == wanted:
                self._open_reply(each, draft)
