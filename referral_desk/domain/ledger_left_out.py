"""What a ledger's file has no column for: said on export, so that nobody takes the file for a backup.

Only what a record really holds is named (contract for files, "Where cells have no column").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from referral_desk.domain.client import ANONYMOUS_NAME, Client
from referral_desk.domain.codes import Capacity, Urgency
from referral_desk.domain.contact import Contact
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.institution import Institution
from referral_desk.domain.ledger_entries import counting_handoff
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.referral import Referral
from referral_desk.domain.schedule import MeetingTime

REFERRAL_NUMBERS = N_("Referral numbers ({count}); an import gives new ones")
SBIRTS = N_("Screenings, brief interventions and paths of SBIRTS, of so many clients ({count})")
FIRST_MEETINGS = N_("The first meeting that was fixed ({count})")
FOLLOW_UPS = N_("Follow-ups ({count})")
DATED_BENEFITS = N_("Benefits with their dates ({count}); the cells say what holds today")
SENT_TO_US = N_("Who sent a client to us ({count})")
CONSENTS = N_("Consents ({count})")
DISCLOSURES = N_("Entries of the disclosure log ({count})")
CONFERENCES = N_("Conferences ({count})")
TASKS = N_("Tasks ({count})")
HOUSEHOLDS = N_("Who belongs to a client’s household ({count})")
SUPPORTERS = N_("Informal supporters ({count})")
RESTRICTED = N_("Clients restricted to others, with all that belongs to them ({count})")


def of_client(client: Client) -> Iterator[str]:
    """Yield the words, still with ``{count}``, of everything that the row of a client leaves out."""
    if client.registered_on:
        yield N_("Dates of registration ({count})")
    if client.closed_on:
        yield N_("Dates of closing ({count})")
    if (client.may_call, client.may_leave_message, client.may_say_who) != (None, None, None):
        yield N_("Whether we may call, leave a message, say who we are ({count})")
    if client.district:
        yield N_("Districts ({count})")
    if client.in_charge:
        yield N_("Who is in charge ({count})")
    if client.household:
        yield N_("Households ({count})")
    if client.anonymous != (client.name.strip() == ANONYMOUS_NAME):
        yield N_("That a client is anonymous ({count})")


def of_engagement(engagement: Engagement) -> Iterator[str]:
    """Yield the words, still with ``{count}``, of everything that the row of an engagement leaves out."""
    if engagement.strength or engagement.quality or engagement.direction:
        yield N_("How strong a tie is, and who acts in it ({count})")
    if engagement.contact_person:
        yield N_("Contact persons of a client at an institution ({count})")


def of_contact(contact: Contact) -> Iterator[str]:
    """Yield the words, still with ``{count}``, of everything that the row of a contact leaves out."""
    if contact.with_name:
        yield N_("With whom a contact was, in words ({count})")
    if contact.client_unmet:
        yield N_("That nobody has met the client yet ({count})")
    if contact.minutes is not None:
        yield N_("How many minutes a contact took ({count})")
    if contact.staff_name:
        yield N_("Who wrote a contact ({count})")


def of_referral(referral: Referral) -> Iterator[str]:
    """Yield the words, still with ``{count}``, of everything that the row of a referral leaves out."""
    yield REFERRAL_NUMBERS
    if len(referral.handoffs) > 1:
        yield N_("All but one of several handoffs ({count}); the one that counts is written")
    if referral.request or referral.background:
        yield N_("What is asked, and the history before it ({count})")
    if referral.consent_by:
        yield N_("Who heard an oral consent ({count})")
    if referral.urgency is not Urgency.NORMAL:
        yield N_("Urgency ({count})")
    handoff = counting_handoff(referral.handoffs)
    if handoff and (handoff.on != referral.on or handoff.at or handoff.accompanied_by or handoff.note):
        yield N_("Day, time, company and notes of a handoff ({count})")
    if referral.staff_name or (handoff and handoff.staff_name):
        yield N_("Which staff member it was ({count})")


def of_institution(institution: Institution) -> Iterator[str]:
    """Yield the words, still with ``{count}``, of everything that the row of an institution leaves out."""
    several = (
        (institution.places, N_("Places ({count})")),
        (institution.services, N_("Programmes and services ({count})")),
        (institution.people, N_("Contact persons in institutions ({count})")),
        (institution.phones, N_("Further numbers ({count})")),
        (institution.areas, N_("Areas served ({count})")),
    )
    yield from (words for parts, words in several for _part in parts)
    if any(each != MeetingTime(each.weekdays, each.weeks, each.start, each.end) for each in institution.schedule):
        yield N_("Meeting times that the cell says only in part ({count})")
    if institution.capacity is not Capacity.UNKNOWN or institution.capacity_on or institution.capacity_note:
        yield N_("Capacity ({count})")
    if not institution.listed:
        yield N_("That institutions must not be listed ({count})")
    if institution.defunct_on:
        yield N_("That institutions are no longer there ({count})")
    one = institution
    words = (one.fee, one.email, one.website, one.access, one.first_words, one.meet_at, one.operated_by)
    if any(words) or one.openness or one.contact_agreed_on or one.verified_by or one.verified_with:
        yield N_("Fees, e-mail, website, how to get there, and what is said and agreed for calls ({count})")


def phrases(counted: Counter[str]) -> tuple[Message, ...]:
    """Return the words with their counts, in the order in which they first came up."""
    return tuple(message(text, count=count) for text, count in counted.items())
