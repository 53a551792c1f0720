"""Before submitting: what looks wrong or open in the period, each entry one click from where it is mended."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.quality import (
    CHECKS,
    CheckKind,
    Finding,
    QualityList,
    RecordKind,
    Severity,
    WaivedRow,
    Waiver,
)
from referral_desk.i18n import _
from referral_desk.services import clients, quality
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.set_aside import SetAsideDialog, TypedWaiver
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.pages.contact_opening import open_contact
from referral_desk.ui.pages.quality_group import QualityGroup, WaivedList
from referral_desk.ui.pages.quality_line import WATCHED
from referral_desk.ui.pages.tally_view import Shown, TallyView
from referral_desk.ui.quality_words import label, severity_words, unknown_words
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import EmptyState, WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class QualityView(TallyView):
    """Lists what the checks found, the gravest first; a group is built when its check first finds something."""

    draft_forms = (SetAsideDialog.draft_form,)

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._reads = LatestOnly(work.tasks)
        self._stale = False
        self._wanted: CheckKind | None = None
        self._reading = False
        self._at: CheckKind | None = None
        self.found: QualityList | None = None
        self.groups: dict[CheckKind, QualityGroup] = {}
        self._closed = WarningPanel(icon="info")
        self._unknown = Label("", "muted", wrap=True)
        self._nothing = EmptyState(
            _("Nothing to look at"), _("The checks found nothing wrong and nothing open in this period."), icon="check"
        )
        self._parts = {severity: column(gap=0.5) for severity in Severity}
        self._boxes = {severity: boxed(part) for severity, part in self._parts.items()}
        for severity, part in self._parts.items():
            part.addWidget(Label(severity_words(severity), "strong"))
        self.waived = WaivedList(work, self._take_up)
        for widget in (self._closed, self._unknown, self._nothing, self.waived, *self._boxes.values()):
            widget.hide()
        whole = column(self._closed, self._unknown, self._nothing, *self._boxes.values(), self.waived, gap=0.7)
        whole.addStretch(1)
        self.setLayout(whole)
        work.bus.changed.connect(self._changed)

    # --- reading ------------------------------------------------------------------------------------------------

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        self._read()

    def _changed(self, changes: ChangeSet, _initiator: object) -> None:
        if self.shown is None or not changes.touches(*WATCHED):
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        if self.shown is None:
            return
        self._stale, self._reading = False, True
        centre, period = self.work.centre, self.shown.period
        self._reads.run(lambda _work: quality.checks(centre, period), self._show)

    def _show(self, found: QualityList) -> None:
        if self.shown is None or found.summary.period != self.shown.period:
            return
        focus = QApplication.focusWidget()
        here = self.isVisible() and (focus is None or self.isAncestorOf(focus))
        self.found, self._reading = found, False
        summary = found.summary
        by_kind = {group.counted.kind: group for group in found.groups}
        for kind, group in by_kind.items():
            self._group(kind).show_group(group, summary)
        for kind, shown in self.groups.items():
            show_if(shown, kind in by_kind)
        for severity, box in self._boxes.items():
            show_if(box, any(kind in by_kind for kind in self.groups if CHECKS[kind].severity is severity))
        closed = self.shown.tally.closed
        self._closed.set_text(
            _("This period is closed. What is corrected now no longer changes the submitted figures.") if closed else ""
        )
        self._unknown.setText(unknown_words(summary.unknown, summary.handed_over, summary.unknown_share))
        show_if(self._unknown, bool(self._unknown.text()))
        show_if(self._nothing, not found.groups)
        self.waived.show_rows(found.waived)
        show_if(self.waived, bool(found.waived))
        self._keep_place(here=here)

    def _group(self, kind: CheckKind) -> QualityGroup:
        known = self.groups.get(kind)
        if known is None:
            known = QualityGroup(self.work, kind, self._mend, self._set_aside, self._with_reason)
            severity = CHECKS[kind].severity
            order = list(CheckKind)
            before = [
                each
                for each in self.groups
                if CHECKS[each].severity is severity and order.index(each) < order.index(kind)
            ]
            self.groups[kind] = known
            self._parts[severity].insertWidget(1 + len(before), known)
        return known

    # --- where one is -------------------------------------------------------------------------------------------

    def show_kind(self, kind: CheckKind | None) -> None:
        """Lead to what a check found, as soon as it is there; None: to the first list."""
        self._wanted = kind or next(iter(CheckKind))
        if self.found is not None and not self._reading:
            self._keep_place(here=True)

    def _keep_place(self, *, here: bool) -> None:
        """Leave the cursor in its list; where that is dealt with, put it into the next one."""
        wanted, self._wanted = self._wanted, None
        here = here or wanted is not None
        if wanted is None and self._at is not None and self.groups[self._at].isHidden():
            wanted = self._at
        order = list(CheckKind)
        listed = [self.groups[kind] for kind in order if kind in self.groups and not self.groups[kind].isHidden()]
        if not listed:
            self._at = None
            self.setFocusProxy(self.waived.table)
            return
        at = wanted or self._at or listed[0].kind
        following = [group for group in listed if order.index(group.kind) >= order.index(at)]
        group = following[0] if following else listed[-1]
        self.setFocusProxy(group.table)
        if wanted is not None:
            self._at = group.kind
            if here:
                self._go_to(group)

    def _go_to(self, group: QualityGroup) -> None:
        if group.table.records.rows and not group.table.currentIndex().isValid():
            group.table.setCurrentIndex(group.table.records.index(0, 0))
        group.table.setFocus()
        self._scroll_to(group)

    def _scroll_to(self, group: QWidget) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            QApplication.sendPostedEvents()
            area.ensureWidgetVisible(group, 0, min(group.height(), area.viewport().height() // 2))

    # --- mending ------------------------------------------------------------------------------------------------

    def _mend(self, finding: Finding) -> None:
        """Open what mends a finding: the contact, the referral, or what is known of the client."""
        self._at = finding.kind
        if finding.kind is CheckKind.CLIENT_UNMET:
            self._go(Place("clients", client=finding.client_id))
            return
        match finding.record:
            case RecordKind.CONTACT:
                open_contact(self.work, self, finding.record_id)
            case RecordKind.REFERRAL:
                self._go(Place("referrals", referral=finding.record_id))
            case RecordKind.CLIENT:
                centre = self.work.centre
                self.work.read(lambda: clients.page(centre, finding.client_id), self._open_client)

    def _go(self, place: Place) -> None:
        self.work.says.go(place)

    def _open_client(self, page: ClientPage) -> None:
        if not self.isVisible():
            return

        def saved(client: Client) -> None:
            self.work.says.saved(_("Saved {name}.").format(name=client.name))

        ClientDialog(
            self.work,
            page.client,
            saved=saved,
            open_other=lambda client_id: self._go(Place("clients", client=client_id)),
            held=page.benefits,
            open_benefits=lambda: self._go(Place("clients", client=page.client.id, part=BENEFITS)),
            parent=self.window(),
        ).open()

    # --- setting aside ------------------------------------------------------------------------------------------

    def _set_aside(self, finding: Finding) -> None:
        self._at = finding.kind
        if self.shown is not None:
            centre, period = self.work.centre, self.shown.period
            self.work.write(lambda: quality.set_aside(centre, finding, period), self._waived)

    def _with_reason(self, finding: Finding) -> None:
        self._at = finding.kind
        if self.shown is not None:
            self._ask_reason(finding, self.shown.period)

    def _ask_reason(self, finding: Finding, period: Period, draft: Draft | None = None) -> None:
        SetAsideDialog(self.work, finding, period, done=self._waived, parent=self.window(), draft=draft).open()

    def resume(self, draft: Draft) -> None:
        typed = read_draft(TypedWaiver, draft.content).draft
        self._ask_reason(typed.finding, typed.period, draft)

    def _waived(self, waiver: Waiver) -> None:
        self.work.says.saved(
            _("Left as it is: {point}.").format(point=label(waiver.kind)), lambda: self._look_again(waiver)
        )

    def _take_up(self, row: WaivedRow) -> None:
        self._look_again(row.waiver)

    def _look_again(self, waiver: Waiver) -> None:
        centre = self.work.centre
        self.work.write(
            lambda: quality.take_up_again(centre, waiver.id),
            lambda _waiver: self.work.says.saved(_("The checks look at it again.")),
        )
