"""Every form that is kept while it is in work: what it holds, where it is opened again, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from referral_desk.domain.centre import CentreSettings, KindDraft
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.reply import ReceiverReply
from referral_desk.i18n import _
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.closing import TypedClosing, TypedReopening
from referral_desk.ui.dialogs.closings import TypedMonthReopening
from referral_desk.ui.dialogs.consent import TypedWithdrawal
from referral_desk.ui.dialogs.disclosure import TypedStrike
from referral_desk.ui.dialogs.inbound import TypedReply
from referral_desk.ui.dialogs.intervention import TypedLook
from referral_desk.ui.dialogs.outcome import TypedOutcome
from referral_desk.ui.dialogs.path_ending import TypedEnding
from referral_desk.ui.dialogs.postpone import TypedCheck
from referral_desk.ui.dialogs.retire import TypedRetirement
from referral_desk.ui.dialogs.revoke import TypedRevocation
from referral_desk.ui.dialogs.set_aside import TypedWaiver
from referral_desk.ui.dialogs.status import TypedStatus
from referral_desk.ui.dialogs.take_back import TypedTakeBack
from referral_desk.ui.forms.benefit_presenter import TypedBenefit
from referral_desk.ui.forms.conference_presenter import TypedConference
from referral_desk.ui.forms.consent_presenter import TypedConsent
from referral_desk.ui.forms.contact_presenter import TypedContact
from referral_desk.ui.forms.disclosure_presenter import TypedDisclosure
from referral_desk.ui.forms.engagement_presenter import MarkedTile
from referral_desk.ui.forms.handoff_entry import HandoffEntry
from referral_desk.ui.forms.household_presenter import TypedHousehold
from referral_desk.ui.forms.inbound_presenter import TypedInbound
from referral_desk.ui.forms.intervention_presenter import TypedIntervention
from referral_desk.ui.forms.profile_presenter import TypedProfile
from referral_desk.ui.forms.referral_entry import TypedReferral
from referral_desk.ui.forms.screening_presenter import TypedScreening
from referral_desk.ui.forms.supporter_presenter import TypedSupporter
from referral_desk.ui.forms.task_presenter import TypedResult, TypedTask
from referral_desk.ui.forms.wording_presenter import TypedWording
from referral_desk.ui.page import NEW_REFERRAL, Place


@dataclass(frozen=True)
class KeptForm:
    """``holds`` is the record behind the form, ``page`` where it is opened; ``words`` names it for a record."""

    holds: type
    page: str
    words: Callable[[str], str]


KEPT_FORMS: Mapping[str, KeptForm] = MappingProxyType(
    {
        "client": KeptForm(
            ClientDraft,
            "clients",
            lambda named: _("Changes of client No. {number}").format(number=named) if named else _("New client"),
        ),
        "contact": KeptForm(
            TypedContact, "clients", lambda named: _("Contact of client No. {number}").format(number=named)
        ),
        "contact_correction": KeptForm(
            TypedContact,
            "clients",
            lambda named: _("Correction of a contact of client No. {number}").format(number=named),
        ),
        "engagement": KeptForm(
            MarkedTile, "clients", lambda named: _("Board of client No. {number}").format(number=named)
        ),
        "closing": KeptForm(
            TypedClosing, "clients", lambda named: _("Closing of client No. {number}").format(number=named)
        ),
        "reopening": KeptForm(
            TypedReopening, "clients", lambda named: _("Opening client No. {number} again").format(number=named)
        ),
        "benefit": KeptForm(
            TypedBenefit, "clients", lambda named: _("Benefit of client No. {number}").format(number=named)
        ),
        "inbound": KeptForm(
            TypedInbound, "clients", lambda named: _("Who sent client No. {number}").format(number=named)
        ),
        "reply": KeptForm(
            TypedReply, "clients", lambda named: _("Our reply about client No. {number}").format(number=named)
        ),
        "household": KeptForm(
            TypedHousehold, "clients", lambda named: _("Household of client No. {number}").format(number=named)
        ),
        "supporter": KeptForm(
            TypedSupporter, "clients", lambda named: _("Supporter of client No. {number}").format(number=named)
        ),
        "institution": KeptForm(
            InstitutionDraft,
            "institutions",
            lambda named: _("Changes of {name}").format(name=named) if named else _("New institution"),
        ),
        "retirement": KeptForm(
            TypedRetirement,
            "institutions",
            lambda named: _("Marking {name} as no longer there").format(name=named),
        ),
        "new_referral": KeptForm(
            TypedReferral,
            NEW_REFERRAL,
            lambda named: _("New referral of client No. {number}").format(number=named) if named else _("New referral"),
        ),
        "conference": KeptForm(
            TypedConference, "clients", lambda named: _("Conference of client No. {number}").format(number=named)
        ),
        "task": KeptForm(TypedTask, "clients", lambda named: _("Task of client No. {number}").format(number=named)),
        "task_result": KeptForm(
            TypedResult, "clients", lambda named: _("Done task of client No. {number}").format(number=named)
        ),
        "screening": KeptForm(
            TypedScreening, "clients", lambda named: _("Screening of client No. {number}").format(number=named)
        ),
        "intervention": KeptForm(
            TypedIntervention,
            "clients",
            lambda named: _("Brief intervention of client No. {number}").format(number=named),
        ),
        "look_again": KeptForm(
            TypedLook, "clients", lambda named: _("Look again with client No. {number}").format(number=named)
        ),
        "path_ending": KeptForm(
            TypedEnding, "clients", lambda named: _("End of SBIRTS of client No. {number}").format(number=named)
        ),
        "take_back": KeptForm(
            TypedTakeBack,
            "clients",
            lambda named: _("Taking back an entry of client No. {number}").format(number=named),
        ),
        "handoff": KeptForm(
            HandoffEntry, "referrals", lambda named: _("Handoff of referral No. {number}").format(number=named)
        ),
        "outcome": KeptForm(
            TypedOutcome, "referrals", lambda named: _("Outcome of referral No. {number}").format(number=named)
        ),
        "receiver_reply": KeptForm(
            ReceiverReply, "referrals", lambda named: _("Reply to referral No. {number}").format(number=named)
        ),
        "next_check": KeptForm(
            TypedCheck, "referrals", lambda named: _("Next check of referral No. {number}").format(number=named)
        ),
        "status": KeptForm(
            TypedStatus, "referrals", lambda named: _("Status of referral No. {number}").format(number=named)
        ),
        "referral": KeptForm(
            ReferralDraft, "referrals", lambda named: _("Changes of referral No. {number}").format(number=named)
        ),
        "consent": KeptForm(
            TypedConsent, "clients", lambda named: _("Consent of client No. {number}").format(number=named)
        ),
        "consent_withdrawal": KeptForm(
            TypedWithdrawal,
            "clients",
            lambda named: _("Withdrawal of a consent of client No. {number}").format(number=named),
        ),
        "disclosure": KeptForm(
            TypedDisclosure, "clients", lambda named: _("What was told about client No. {number}").format(number=named)
        ),
        "disclosure_strike": KeptForm(
            TypedStrike,
            "clients",
            lambda named: _("Entry to be struck out of client No. {number}").format(number=named),
        ),
        "centre": KeptForm(CentreSettings, "administration", lambda _named: _("The centre")),
        "staff": KeptForm(CentreSettings, "administration", lambda _named: _("Staff")),
        "month_reopening": KeptForm(TypedMonthReopening, "tally", lambda _named: _("Opening a closed month again")),
        "quality_waiver": KeptForm(
            TypedWaiver, "tally", lambda named: _("What is left as it is of client No. {number}").format(number=named)
        ),
        "document_revocation": KeptForm(TypedRevocation, "issued", lambda _named: _("Revoking an issued paper")),
        "report_profile": KeptForm(TypedProfile, "tally", lambda _named: _("Report form")),
        "letter_wording": KeptForm(TypedWording, "administration", lambda _named: _("Wording of letters")),
        "kind": KeptForm(KindDraft, "administration", lambda _named: _("New kind of institution")),
    }
)
"""By the ``draft_form`` of the dialog or page."""

_OF_A_CLIENT = frozenset(
    {
        "contact",
        "contact_correction",
        "consent",
        "consent_withdrawal",
        "disclosure",
        "disclosure_strike",
        "engagement",
        "benefit",
        "conference",
        "task",
        "task_result",
        "screening",
        "intervention",
        "look_again",
        "path_ending",
        "take_back",
        "inbound",
        "reply",
        "household",
        "supporter",
    }
)
"""The forms that say nothing without the client whom they are about."""

_SUBJECTS = {"clients": "c", "referrals": "r", "institutions": "i"}


def readable(draft: Draft) -> bool:
    """Whether this version of the program can open ``draft`` again."""
    form = KEPT_FORMS.get(draft.form)
    if form is None:
        return False
    try:
        read_draft(form.holds, draft.content)
    except ValueError:
        return False
    if form.page == "referrals" or draft.form in (*_OF_A_CLIENT, "retirement"):
        return draft.subject is not None and draft.subject[0] == _SUBJECTS[form.page]
    return True


def place_of(draft: Draft) -> Place:
    """Return where the form of a readable draft is opened: at its record, or where a new one begins."""
    page = KEPT_FORMS[draft.form].page
    record_id = draft.subject[1] if draft.subject and _SUBJECTS.get(page) == draft.subject[0] else None
    match page:
        case "clients":
            return Place(page, client=record_id)
        case "institutions":
            return Place(page, institution=record_id)
        case "referrals":
            return Place(page, referral=record_id)
        case _:
            return Place(page)


def words_of(draft: Draft) -> str:
    """Return which entry a draft is, and when it was kept last: "Contact of client No. 00012 (R8.11.24(火) 10:32)"."""
    kept = draft.saved_at.astimezone()
    what = KEPT_FORMS[draft.form].words(draft.named)
    return _("{what} ({day} {time})").format(what=what, day=short_date(kept.date()), time=f"{kept:%H:%M}")
