"""What the sections and fields of a held record are called on paper; a test names one that has no word."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from referral_desk.domain.messages import N_

SECTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "client": N_("Face sheet"),
        "former_records": N_("Records merged into this one"),
        "restriction": N_("Who may see the record"),
        "household": N_("Household"),
        "supporters": N_("Informal supporters"),
        "engagements": N_("Engagements with institutions"),
        "benefits": N_("Benefits"),
        "inbound": N_("Referrals to us"),
        "contacts": N_("Records of contacts"),
        "removed_contacts": N_("Records of contacts that were taken out"),
        "referrals": N_("Referrals"),
        "documents": N_("Papers issued"),
        "consents": N_("Consents"),
        "disclosures": N_("Disclosure log"),
        "conferences": N_("Case conferences"),
        "removed_conferences": N_("Case conferences that were taken out"),
        "tasks": N_("Tasks"),
        "removed_tasks": N_("Tasks that were taken out"),
        "screenings": N_("Screenings"),
        "removed_screenings": N_("Screenings that were taken out"),
        "paths": N_("Paths of SBIRTS"),
        "interventions": N_("Brief interventions"),
        "removed_interventions": N_("Brief interventions that were taken out"),
        "closings": N_("Closings of the record"),
        "disposal_proposal": N_("Proposal for disposal"),
        "points_set_aside": N_("Points set aside before submitting"),
        # lists within an entry
        "members": N_("Members"),
        "handoffs": N_("Handoffs"),
        "follow_ups": N_("Follow-ups"),
        "attempts": N_("Attempts that reached nobody"),
        "attendees": N_("At the table"),
        "steps": N_("Steps"),
        "first_meeting": N_("The first meeting"),
        "receivers": N_("May be told"),
        "corrections": N_("Corrections"),
        "before": N_("Before the correction"),
        "was": N_("What it said"),
        "merged_record": N_("The merged record before"),
        "kept_record": N_("This record before"),
        "households": N_("Households before"),
    }
)

FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        # of a section, where the general word would not do
        "client.number": N_("Number"),
        "client.note": N_("Note"),
        "household.name": N_("Name of the household"),
        "households.kana": N_("Kana"),
        "members.number": N_("Number"),
        "contacts.note": N_("Record"),
        "contacts.kind": N_("Service"),
        "engagements.kind": N_("Kind of institution"),
        "engagements.state": N_("State of the engagement"),
        "benefits.kind": N_("Benefit"),
        "benefits.institution_name": N_("Granted by"),
        "inbound.on": N_("Sent on"),
        "inbound.institution_name": N_("Sent by"),
        "inbound.note": N_("Note"),
        "referrals.on": N_("Day of the referral"),
        "handoffs.on": N_("Handed over on"),
        "handoffs.at": N_("Time"),
        "attempts.on": N_("Tried on"),
        "follow_ups.kind": N_("What is to be checked"),
        "documents.kind": N_("Kind of paper"),
        "consents.kind": N_("How it was given"),
        "consents.on": N_("Given on"),
        "consents.method": N_("By what way"),
        "consents.items": N_("What may be told"),
        "consents.until": N_("Valid until"),
        "disclosures.on": N_("Told on"),
        "disclosures.method": N_("By what way"),
        "disclosures.items": N_("What was told"),
        "conferences.on": N_("Day of the conference"),
        "conferences.at": N_("Time"),
        "conferences.kind": N_("Kind of conference"),
        "conferences.place": N_("Place of the conference"),
        "conferences.tasks": N_("Tasks agreed"),
        "attendees.role": N_("Role"),
        "screenings.on": N_("Day of the screening"),
        "paths.note": N_("Note"),
        "steps.on": N_("Day of the step"),
        "steps.result": N_("What became of it"),
        "interventions.on": N_("Day of the conversation"),
        "first_meeting.on": N_("Day of the meeting"),
        "first_meeting.at": N_("Time"),
        "closings.on": N_("Closed on"),
        "closings.reason": N_("Reason for closing"),
        "restriction.since": N_("Restricted since"),
        "points_set_aside.kind": N_("Point of the checks"),
        "points_set_aside.record": N_("Number of the entry"),
        "points_set_aside.year": N_("Year"),
        "points_set_aside.month": N_("Month"),
        "restriction.by": N_("Restricted by"),
        "supporters.kind": N_("Kind of supporter"),
        "supporters.relation": N_("What this person is to the client"),
        # of any section
        "number": N_("No."),
        "running": N_("Running number"),
        "name": N_("Name"),
        "kana": N_("Kana"),
        "anonymous": N_("Anonymous"),
        "birth": N_("Birth date"),
        "sex": N_("Sex"),
        "postal_code": N_("Post code"),
        "address": N_("Address"),
        "district": N_("District"),
        "phone": N_("Phone"),
        "may_call": N_("May we call?"),
        "may_leave_message": N_("May we leave a message?"),
        "may_say_who": N_("May we say who we are?"),
        "may_contact": N_("May we call this person?"),
        "contact_caution": N_("Caution when contacting"),
        "household": N_("Household"),
        "public_assistance": N_("Public assistance"),
        "outpatient_support": N_("Outpatient support"),
        "disability_certificate": N_("Disability certificate"),
        "in_charge": N_("In charge"),
        "note": N_("Note"),
        "registered_on": N_("Registered on"),
        "closed_on": N_("Closed on"),
        "former_numbers": N_("Former numbers"),
        "entered_at": N_("Entered at"),
        "changed_at": N_("Changed last at"),
        "at": N_("At"),
        "staff_name": N_("Staff"),
        "undone_at": N_("Taken apart again at"),
        "undone_by": N_("Taken apart again by"),
        "readers": N_("Staff who may see it"),
        "case_number": N_("Case number"),
        "case_number_entered": N_("Case number entered before"),
        "relation": N_("Relation"),
        "deceased": N_("Deceased"),
        "lives_together": N_("Lives together"),
        "calls_for": N_("Calls for"),
        "hidden": N_("Restricted to others"),
        "strength": N_("Strength"),
        "quality": N_("Quality"),
        "direction": N_("Who acts"),
        "since": N_("Since when"),
        "until": N_("Until when"),
        "kind": N_("Kind"),
        "state": N_("State"),
        "reported_by": N_("Told by"),
        "contact_person": N_("Contact person"),
        "institution_name": N_("Institution"),
        "institution_kind": N_("Kind of institution"),
        "grade": N_("Grade"),
        "settled": N_("Dealt with"),
        "caseworker": N_("Caseworker"),
        "sender": N_("Sent by"),
        "sender_name": N_("Person there who sent the client"),
        "channel": N_("By what way"),
        "came_along": N_("Somebody came along"),
        "consent": N_("Consent"),
        "consent_by": N_("Consent heard by"),
        "request": N_("What is requested"),
        "reply_due_on": N_("Reply due on"),
        "replied_on": N_("Replied on"),
        "reply": N_("Our reply"),
        "on": N_("Date"),
        "service": N_("Service"),
        "category": N_("Category"),
        "factors": N_("Factors"),
        "spoke_with": N_("Spoke with"),
        "with_name": N_("With whom"),
        "client_unmet": N_("Client not met yet"),
        "minutes": N_("Minutes"),
        "reason": N_("Reason"),
        "status": N_("Status"),
        "background": N_("Background"),
        "urgency": N_("Urgency"),
        "outcome": N_("Outcome"),
        "target": N_("What it is about"),
        "tool": N_("Tool"),
        "profile": N_("Read by"),
        "items": N_("Item by item"),
        "total": N_("Total score"),
        "zone": N_("Zone"),
        "for_family": N_("For the family"),
        "started_on": N_("Begun on"),
        "ended_on": N_("Ended on"),
        "ending": N_("How it ended"),
        "step": N_("Step"),
        "goal": N_("Goal"),
        "goal_words": N_("The goal in words"),
        "drinks_per_day": N_("Drinks a day at most"),
        "drink_grams": N_("Grams of alcohol in a drink"),
        "dry_days": N_("Days without alcohol a week"),
        "what_helps": N_("What helps"),
        "look_again_on": N_("Look at it again on"),
        "looked_on": N_("Looked at again on"),
        "looked_result": N_("What came of looking again"),
        "venue": N_("Venue"),
        "meet_at": N_("Where to meet"),
        "meet_time": N_("When to meet"),
        "companion": N_("Who comes along"),
        "path_id": N_("Path of SBIRTS"),
        "screening_id": N_("Screening"),
        "intervention_id": N_("Brief intervention"),
        "outcome_on": N_("Day of the outcome"),
        "mode": N_("Mode of handoff"),
        "client_present": N_("Client present"),
        "receiver_live": N_("Receiver took part"),
        "receiver_name": N_("Name of who took part there"),
        "accompanied_by": N_("Accompanied by"),
        "due_on": N_("Due on"),
        "done_on": N_("Done on"),
        "was_due_on": N_("Was due on"),
        "issued_on": N_("Issued on"),
        "language": N_("Language"),
        "wording": N_("Version of the wording"),
        "revoked_on": N_("Revoked on"),
        "revoked_by": N_("Revoked by"),
        "revoked_why": N_("Why it was revoked"),
        "basis": N_("Basis"),
        "content": N_("What the paper says"),
        "heard_by": N_("Heard by"),
        "purpose": N_("Purpose"),
        "representative": N_("Representative"),
        "representative_relation": N_("Relation of the representative"),
        "withdrawn_on": N_("Withdrawn on"),
        "withdrawal": N_("About the withdrawal"),
        "receiver": N_("To whom"),
        "struck": N_("Struck out because"),
        "shared": N_("What was shared"),
        "issues": N_("Issues"),
        "plan": N_("Plan"),
        "next_on": N_("Next time"),
        "who": N_("Who"),
        "what": N_("What"),
        "result": N_("What came of it"),
        "attempts": N_("Attempts"),
        "reopened_on": N_("Opened again on"),
        "reopened_reason": N_("Reason for opening again"),
        "reopened_by": N_("Opened again by"),
        "consent_id": N_("Consent that it rests on"),
        "referral_id": N_("Referral"),
        "document_id": N_("Paper issued"),
        "conference_id": N_("Case conference"),
    }
)

SILENT: frozenset[str] = frozenset(
    {
        "id",  # stands in the heading of an entry
        "version",  # how often a row was stored: of use to the program only
        "birth_exact",  # said with the birth date
        "own",  # whether a member is the client: the others stand apart
        "client_id",  # it is the client's record
        "institution_id",  # the name stands there
        "referrals.client_number",
        "referrals.client_name",
        "referrals.client_kana",
        "handoffs.referral_id",  # they stand under their referral
        "follow_ups.referral_id",
        "first_meeting.referral_id",
        "steps.path_id",
    }
)
"""Fields that paper leaves out, for what they say stands there in another way; the JSON has them all."""

MARKS: frozenset[str] = frozenset(
    {"anonymous", "client_unmet", "came_along", "settled", "deceased", "hidden", "attempts", "for_family"}
)
"""Fields whose "no", or 0, says nothing."""

MOMENTS: frozenset[str] = frozenset({"at", "entered_at", "changed_at", "undone_at", "restriction.since"})
"""Fields that hold a day with its time, as ISO text; a conference and a handoff have their time alone."""

DAYS: frozenset[str] = frozenset(
    {
        *("on", "since", "until", "birth", "registered_on", "closed_on", "reply_due_on", "replied_on", "outcome_on"),
        *("due_on", "done_on", "was_due_on", "issued_on", "withdrawn_on", "next_on", "reopened_on"),
        *("started_on", "ended_on", "look_again_on", "looked_on"),
    }
)
"""Fields that hold a day as ISO text."""

VALUE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "follow_ups.kind": {
            "outcome": N_("What became of it"),
            "reply": N_("The reply"),
            "handoff": N_("Handoff to come"),
        },
        "documents.kind": {
            "letter": N_("Referral letter"),
            "card": N_("Client’s card"),
            "conference_sheet": N_("Conference sheet"),
        },
        "documents.wording": {"1": N_("Shipped text")},
        "documents.language": {"ja": N_("In Japanese"), "en": N_("In English")},
    }
)
"""Words for values that are no codes of a list."""

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "former_records": ("number",),
        "members": ("name", "relation"),
        "households": ("name", "relation"),
        "supporters": ("name", "relation"),
        "engagements": ("institution_name", "kind", "state"),
        "benefits": ("kind", "grade"),
        "inbound": ("on", "institution_name", "sender"),
        "contacts": ("on", "service"),
        "removed_contacts": ("at",),
        "referrals": ("on", "number", "institution_name"),
        "handoffs": ("on", "mode", "channel"),
        "follow_ups": ("due_on", "kind"),
        "attempts": ("on",),
        "documents": ("issued_on", "kind", "number"),
        "consents": ("on", "kind"),
        "receivers": ("name",),
        "disclosures": ("on", "receiver"),
        "conferences": ("on", "kind"),
        "removed_conferences": ("at",),
        "attendees": ("name", "role", "institution_name"),
        "tasks": ("what",),
        "removed_tasks": ("at",),
        "screenings": ("on", "tool"),
        "removed_screenings": ("at",),
        "paths": ("started_on", "target"),
        "steps": ("on", "step", "result"),
        "first_meeting": ("on",),
        "interventions": ("on", "target", "goal"),
        "removed_interventions": ("at",),
        "corrections": ("at", "staff_name"),
        "closings": ("on", "reason"),
    }
)
"""The fields that head an entry, and so are not said once more below; one that holds a long text never does."""

LONGEST_IN_HEADING = 80


def same_as(section: str) -> str:
    """Return the section whose words the entries of ``section`` take: what was taken out says what stands."""
    return section.removeprefix("removed_")


def word_of(section: str, field: str) -> str | None:
    """Return the English word of a field, or of a list within an entry, None where it has none."""
    return FIELD_WORDS.get(f"{same_as(section)}.{field}") or FIELD_WORDS.get(field) or SECTION_WORDS.get(field)


def is_silent(section: str, field: str) -> bool:
    """Whether paper leaves a field out."""
    return field in SILENT or f"{section}.{field}" in SILENT
