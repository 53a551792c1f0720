"""How the window words a merge: the fields of both records, what moves, and what is to be heeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.merging import HOUSEHOLD, MERGE_FIELDS, Keep, MergeField, MergePreview
from referral_desk.domain.messages import N_
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.client_words import birth_long, sex_words

_FIELD_WORDS: Mapping[str, str] = {
    "name": N_("Name"),
    "birth": N_("Birth date"),
    "sex": N_("Sex"),
    "address": N_("Address"),
    "district": N_("District"),
    "phone": N_("Telephone"),
    "may_call": N_("May we call?"),
    "may_leave_message": N_("Leave a message?"),
    "may_say_who": N_("Say who we are?"),
    "contact_caution": N_("Caution"),
    "household": N_("Household"),
    "public_assistance": N_("Public assistance"),
    "outpatient_support": N_("Outpatient support"),
    "disability_certificate": N_("Certificate"),
    "in_charge": N_("In charge"),
    "note": N_("Note"),
    HOUSEHOLD: N_("Belongs to the household"),
}
_MOVED_WORDS: Mapping[str, str] = {
    "contact": N_("Contacts"),
    "screening": N_("Screenings"),
    "intervention": N_("Brief interventions"),
    "sbirts_path": N_("Paths of SBIRTS"),
    "referral": N_("Referrals"),
    "inbound": N_("Referrals to us"),
    "engagement": N_("Engagements"),
    "document": N_("Papers"),
    "benefit": N_("Benefits and certificates"),
    "supporter": N_("Supporters"),
    "consent": N_("Consents"),
    "disclosure": N_("Entries of the disclosure log"),
    "conference": N_("Conferences"),
    "task": N_("Tasks"),
    "closing": N_("Closings"),
    "quality_waiver": N_("Points set aside before submitting"),
    "revision": N_("Earlier versions of entries"),
    "merge": N_("Earlier merges"),
}
"""By table, in the order in which they are told; a test looks that none is missing."""


@dataclass(frozen=True)
class ComparedLine:
    """One field in which two records differ: what it is called, both values, and which may be kept.

    ``suggested`` is the choice to begin with; None: a person must choose.
    """

    name: str
    label: str
    values: tuple[str, str]
    offered: tuple[Keep, ...]
    suggested: Keep | None


def field_words(name: str) -> str:
    """Return what a field of the comparison is called."""
    return _(_FIELD_WORDS[name])


def value_words(field: MergeField, client: Client, codes: CodeBook) -> str:
    """Return what a record says in a field, "—" for nothing."""
    return _value(field.name, client, codes).strip() or "—"


def _value(name: str, client: Client, codes: CodeBook) -> str:
    lang = language()
    match name:
        case "name":
            words = f"{client.name}\n{client.kana}"
            return _("{name} (nickname)").format(name=words) if client.anonymous else words
        case "birth":
            return birth_long(client.birth, exact=client.birth_exact)
        case "sex":
            return sex_words(client.sex, codes)
        case "address":
            return f"{client.postal_code}\n{client.address}"
        case "may_call" | "may_leave_message" | "may_say_who":
            answer = getattr(client, name)
            return "" if answer is None else _("Yes") if answer else _("No")
        case "public_assistance":
            return codes.public_assistance.label(client.public_assistance or "", lang)
        case "outpatient_support":
            return codes.outpatient_support.label(client.outpatient_support or "", lang)
        case "disability_certificate":
            return codes.disability_certificates.label(client.disability_certificate or "", lang)
        case _:
            return str(getattr(client, name))


def keep_words(keep: Keep) -> str:
    """Return what a chip of the comparison says."""
    match keep:
        case Keep.KEPT:
            return _("Left")
        case Keep.OTHER:
            return _("Right")
        case Keep.BOTH:
            return _("Both")


def moved_words(moves: Mapping[str, int], words_of: Mapping[str, str] = _MOVED_WORDS) -> str:
    """Return what goes over to the kept record, tables with their rows, in a line; "" for nothing.

    ``words_of`` are what tables are called, in the order in which they are told.
    """
    parts = [
        _("{what} {count}").format(what=_(words), count=f"{moves[name]:,}")
        for name, words in words_of.items()
        if name in moves
    ]
    return _(", ").join(parts)


def compared_heads(kept: str, other: str) -> tuple[str, str]:
    """Return what stands over both records, by their numbers."""
    number, stays = _("No. {number}"), _("(stays)")
    return f"{number.format(number=kept)}  {stays}", number.format(number=other)


def compared_lines(preview: MergePreview, codes: CodeBook) -> tuple[ComparedLine, ...]:
    """Return the fields in which two clients' records differ, the choice between two households last."""
    kept, other = preview.kept.client, preview.other.client
    suggested = preview.suggested()
    lines = [
        ComparedLine(
            field.name,
            field_words(field.name),
            (value_words(field, kept, codes), value_words(field, other, codes)),
            offered(field),
            suggested[field.name],
        )
        for field in MERGE_FIELDS
        if field.name in suggested
    ]
    if preview.must_choose_household:
        homes = (household_words(preview.kept.household or ""), household_words(preview.other.household or ""))
        either = (Keep.KEPT, Keep.OTHER)
        lines.append(ComparedLine(HOUSEHOLD, field_words(HOUSEHOLD), homes, either, None))
    return tuple(lines)


def offered(field: MergeField) -> tuple[Keep, ...]:
    """Return what can be chosen of a field."""
    return tuple(Keep) if field.joins else (Keep.KEPT, Keep.OTHER)


def heed_words(preview: MergePreview, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is to be heeded before merging, a sentence each; ``names`` are the staff's by login."""
    words = []
    if preview.twins:
        words.append(
            _(
                "Both have an engagement with {institutions}. Both stay on the board; end one of them afterwards."
            ).format(institutions=_(", ").join(preview.twins))
        )
    if preview.readers is not None:
        people = _(", ").join(names.get(login, login) for login in preview.readers)
        words.append(_("The merged record will be seen by these only: {names}").format(names=people))
    if (preview.kept.client.closed_on is None) != (preview.other.client.closed_on is None):
        words.append(_("One of the two records is closed. The merged record is open."))
    if preview.drafts_left:
        words.append(
            ngettext(
                "{count} unfinished entry about the right record cannot go on, for one about the left record is in "
                "work. It comes back if the merge is taken back.",
                "{count} unfinished entries about the right record cannot go on, for such about the left record are "
                "in work. They come back if the merge is taken back.",
                preview.drafts_left,
            ).format(count=preview.drafts_left)
        )
    return tuple(words)


def household_words(name: str) -> str:
    """Return what a household is called, for one without a name as well."""
    return name.strip() or _("a household without a name")
