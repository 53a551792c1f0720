"""What the entries of a client's course say, kind by kind. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from referral_desk.domain.codes import Channel, CodeBook, ReferralStatus, Urgency
from referral_desk.domain.course import CourseEntry, EntryKind
from referral_desk.domain.course_facts import (
    AttemptFacts,
    BenefitFacts,
    CheckFacts,
    ClosingFacts,
    ConferenceFacts,
    ConsentFacts,
    ContactFacts,
    DisclosureFacts,
    HandoffEventFacts,
    InboundFacts,
    MergeFacts,
    OutcomeFacts,
    PaperFacts,
    ReferralFacts,
    ReopeningFacts,
    ReplyFacts,
    ScreeningFacts,
    StepFacts,
    TaskFacts,
    WithdrawalFacts,
)
from referral_desk.domain.referral import OPEN
from referral_desk.domain.screening import NOT_A_DIAGNOSIS, zone_words
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.dates import short_date
from referral_desk.ui.timeline_entries import TimelineEntry, document_name, warmness_of_mode, words_of_mode

F = TypeVar("F")


def worded(entries: Iterable[CourseEntry], codes: CodeBook) -> tuple[TimelineEntry, ...]:
    """Return entries as the window shows them, in the language chosen now."""
    return tuple(_WORDS[type(entry.facts)](entry, codes) for entry in entries)


def _entry(entry: CourseEntry, heading: str, *beside: str, text: Iterable[str] = ()) -> TimelineEntry:
    return TimelineEntry(
        entry.kind,
        entry.on,
        entry.id,
        " ".join(heading.split()),
        "  ".join(" ".join(part.split()) for part in beside if part.strip()),
        "\n".join(part.strip() for part in text if part.strip()),
        at=entry.at,
        referral_id=entry.referral_id,
    )


def _labelled(label: str, text: str) -> str:
    return _("{label}: {text}").format(label=label, text=text.strip()) if text.strip() else ""


def _until(day: date | None) -> str:
    return _("until {day}").format(day=short_date(day)) if day else ""


def _names(names: Iterable[str]) -> str:
    return _(", ").join(name for name in names if name)


# --- talks, conferences, tasks -------------------------------------------------------------------------------------


def _contact(entry: CourseEntry, said: ContactFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    with_whom = codes.spoke_with.label(said.spoke_with, lang) if said.spoke_with else ""
    if said.with_name.strip():
        name = said.with_name.strip()
        with_whom = _("{who} ({name})").format(who=with_whom, name=name) if with_whom else name
    return _entry(
        entry,
        codes.contact_services.label(said.service, lang),
        codes.contact_categories.label(said.category, lang),
        *(codes.factors.label(factor, lang) for factor in said.factors),
        with_whom,
        _("not yet met") if said.client_unmet else "",
        ngettext("{count} min", "{count} min", said.minutes).format(count=said.minutes) if said.minutes else "",
        said.staff_name,
        text=(said.note,),
    )


def _conference(entry: CourseEntry, said: ConferenceFacts, codes: CodeBook) -> TimelineEntry:
    return _entry(
        entry,
        codes.conference_kinds.label(said.kind, language()),
        said.place,
        _("the client was there") if said.client_present else _("without the client"),
        said.staff_name,
        text=(
            _labelled(_("Attendees"), _names(said.attendees)),
            _labelled(_("Shared"), said.shared),
            _labelled(_("Issues"), said.issues),
            _labelled(_("Plan"), said.plan),
            said.note,
        ),
    )


def _task(entry: CourseEntry, said: TaskFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(entry, said.what, said.who, text=(said.result,))


def _screening(entry: CourseEntry, said: ScreeningFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    return _entry(
        entry,
        f"{codes.screening_tools.label(said.tool, lang)} {said.total}",
        zone_words(said.tool, said.profile, said.zone, codes, lang),
        _(NOT_A_DIAGNOSIS),
        said.staff_name,
        text=(said.note,),
    )


def _step(entry: CourseEntry, said: StepFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    return _entry(
        entry,
        codes.sbirts_steps.label(said.step, lang),
        codes.step_results.label(said.result, lang),
        codes.targets.label(said.target, lang),
        _("for the family") if said.for_family else "",
        said.staff_name,
        text=(said.note,),
    )


# --- referrals, out and in -----------------------------------------------------------------------------------------


def _referral(entry: CourseEntry, said: ReferralFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    told = "" if said.status in OPEN and said.status is not ReferralStatus.DRAFT else said.status
    urgent = said.urgency is not Urgency.NORMAL
    return _entry(
        entry,
        said.institution,
        codes.institution_kinds.label(said.institution_kind, lang),
        codes.referral_statuses.label(told, lang) if told else "",
        codes.urgencies.label(said.urgency, lang) if urgent else "",
        codes.outcomes.label(said.outcome, lang) if said.outcome else "",
        said.staff_name,
        text=(said.request, _labelled(_("Reason"), said.reason)),
    )


def _handoff(entry: CourseEntry, said: HandoffEventFacts, codes: CodeBook) -> TimelineEntry:
    return TimelineEntry(
        entry.kind,
        entry.on,
        entry.id,
        said.institution,
        "  ".join(
            part
            for part in (
                _labelled(_("With"), said.receiver_name),
                _labelled(_("Came along"), said.accompanied_by),
                said.staff_name,
            )
            if part
        ),
        said.note.strip(),
        at=entry.at,
        badge=words_of_mode(said.mode, codes),
        warmness=warmness_of_mode(said.mode),
        referral_id=entry.referral_id,
    )


def _check(entry: CourseEntry, said: CheckFacts, _codes: CodeBook) -> TimelineEntry:
    due = _("was due {day}").format(day=short_date(said.due_on)) if said.due_on != entry.on else ""
    return _entry(entry, said.institution, _("checked"), due, text=(said.note,))


def _attempt(entry: CourseEntry, said: AttemptFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(entry, said.institution, _("tried, nobody was reached"), said.staff_name, text=(said.note,))


def _outcome(entry: CourseEntry, said: OutcomeFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    told_by = codes.reporters.label(said.reported_by, lang) if said.reported_by else ""
    heading = codes.outcomes.label(said.outcome, lang)
    return _entry(entry, heading, said.institution, _labelled(_("Told by"), told_by))


def _inbound(entry: CourseEntry, said: InboundFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    channel = said.channel if said.channel and said.channel is not Channel.NOT_YET else None
    return _entry(
        entry,
        said.sender or _("Sender not recorded"),
        said.sender_name,
        codes.institution_kinds.label(said.institution_kind, lang) if said.institution_kind else "",
        codes.channels.label(channel, lang) if channel else "",
        _("somebody of theirs was there") if said.came_along else "",
        said.staff_name,
        text=(said.request, said.note),
    )


def _reply(entry: CourseEntry, said: ReplyFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(entry, said.sender or _("Sender not recorded"), text=(said.reply,))


# --- papers, and what was told -------------------------------------------------------------------------------------


def _paper(entry: CourseEntry, said: PaperFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(
        entry,
        document_name(said.kind, said.number),
        said.receiver,
        _labelled(_("Revoked"), said.revoked),
        said.staff_name,
    )


def _disclosure(entry: CourseEntry, said: DisclosureFacts, codes: CodeBook) -> TimelineEntry:
    lang = language()
    return _entry(
        entry,
        said.receiver,
        codes.disclosure_methods.label(said.method, lang),
        codes.legal_bases.label(said.basis, lang) if said.basis else "",
        _labelled(_("Struck"), said.struck),
        said.staff_name,
        text=(said.note,),
    )


# --- benefits and consents -----------------------------------------------------------------------------------------


def _benefit(entry: CourseEntry, said: BenefitFacts, codes: CodeBook) -> TimelineEntry:
    name = f"{codes.benefit_kinds.label(said.kind, language())} {said.grade}".strip()
    if entry.kind is EntryKind.BENEFIT_END:
        return _entry(entry, name, _("ends on this day"), said.institution)
    return _entry(entry, name, _("began"), _until(said.until), said.institution, said.caseworker, text=(said.note,))


def _consent(entry: CourseEntry, said: ConsentFacts, codes: CodeBook) -> TimelineEntry:
    return _entry(
        entry,
        _names(said.receivers) or _("Receivers not named"),
        codes.consents.label(said.kind, language()),
        _labelled(_("Heard by"), said.heard_by),
        _until(said.until),
        said.staff_name,
        text=(said.purpose, said.note),
    )


def _withdrawal(entry: CourseEntry, said: WithdrawalFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(entry, _names(said.receivers) or _("Receivers not named"), text=(said.withdrawal,))


# --- the record itself ---------------------------------------------------------------------------------------------


def _closing(entry: CourseEntry, said: ClosingFacts, codes: CodeBook) -> TimelineEntry:
    return _entry(entry, codes.closing_reasons.label(said.reason, language()), said.staff_name, text=(said.note,))


def _reopening(entry: CourseEntry, said: ReopeningFacts, _codes: CodeBook) -> TimelineEntry:
    return _entry(entry, said.reason or _("Record opened again"), said.staff_name)


def _merge(entry: CourseEntry, said: MergeFacts, _codes: CodeBook) -> TimelineEntry:
    if entry.kind is EntryKind.MERGE_UNDONE:
        heading = _("Client {number} is a record of its own again").format(number=said.number)
    else:
        heading = _("Client {number} was merged into this record").format(number=said.number)
    return _entry(entry, heading, said.staff_name)


def _way(
    of: type[F], words: Callable[[CourseEntry, F, CodeBook], TimelineEntry]
) -> tuple[type, Callable[[CourseEntry, CodeBook], TimelineEntry]]:
    def say(entry: CourseEntry, codes: CodeBook) -> TimelineEntry:
        assert isinstance(entry.facts, of)
        return words(entry, entry.facts, codes)

    return of, say


_WORDS = dict(
    (
        _way(ContactFacts, _contact),
        _way(ConferenceFacts, _conference),
        _way(TaskFacts, _task),
        _way(ReferralFacts, _referral),
        _way(HandoffEventFacts, _handoff),
        _way(CheckFacts, _check),
        _way(AttemptFacts, _attempt),
        _way(OutcomeFacts, _outcome),
        _way(InboundFacts, _inbound),
        _way(ReplyFacts, _reply),
        _way(ScreeningFacts, _screening),
        _way(StepFacts, _step),
        _way(PaperFacts, _paper),
        _way(DisclosureFacts, _disclosure),
        _way(BenefitFacts, _benefit),
        _way(ConsentFacts, _consent),
        _way(WithdrawalFacts, _withdrawal),
        _way(ClosingFacts, _closing),
        _way(ReopeningFacts, _reopening),
        _way(MergeFacts, _merge),
    )
)
