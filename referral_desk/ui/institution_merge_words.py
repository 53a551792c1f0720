"""How the window words the merging of two entries of the directory."""

from __future__ import annotations

from collections.abc import Mapping

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_changes import FIELD_WORDS, value_words
from referral_desk.domain.institution_likeness import LikelyInstitution, Listed
from referral_desk.domain.institution_merging import FIELDS, InstitutionMergePreview
from referral_desk.domain.merging import MergeField
from referral_desk.domain.messages import N_
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.ui.dialogs.merging_dialog import Proposal
from referral_desk.ui.merge_words import ComparedLine, offered

MOVED_WORDS: Mapping[str, str] = {
    "referral": N_("Referrals"),
    "engagement": N_("Engagements"),
    "inbound": N_("Referrals to us"),
    "benefit": N_("Benefits and certificates"),
    "consent_receiver": N_("Consents"),
    "disclosure": N_("Entries of the disclosure log"),
    "attendee": N_("Attendances at conferences"),
    "institution": N_("Entries that it took the place of"),
}
"""By table, in the order in which they are told; a test looks that none is missing."""


def compared_lines(preview: InstitutionMergePreview, codes: CodeBook) -> tuple[ComparedLine, ...]:
    """Return the fields in which two entries differ."""
    suggested = preview.suggested()
    return tuple(
        ComparedLine(
            field.name,
            _(FIELD_WORDS[field.name]),
            (_values(field, preview.kept, codes), _values(field, preview.other, codes)),
            offered(field),
            suggested[field.name],
        )
        for field in FIELDS
        if field.name in suggested
    )


def _values(field: MergeField, institution: Institution, codes: CodeBook) -> str:
    told = (value_words(name, getattr(institution, name), codes, language()) for name in field.fields)
    words = [each if isinstance(each, str) else render(each) for each in told]
    return "\n".join(each for each in words if each.strip()) or "—"


def heed_words(preview: InstitutionMergePreview, codes: CodeBook) -> tuple[str, ...]:
    """Return what is to be heeded before merging, a sentence each."""
    words = []
    if preview.twins:
        words.append(
            ngettext(
                "{count} client has an engagement with both. Both stay on the board; end one of them afterwards.",
                "{count} clients have an engagement with both. Both stay on the board; end one of them afterwards.",
                preview.twins,
            ).format(count=f"{preview.twins:,}")
        )
    if preview.other_kind:
        kinds = [codes.institution_kinds.label(each.kind, language()) for each in (preview.kept, preview.other)]
        words.append(
            _(
                "They are of different kinds ({kept}, {other}). What moves is counted under the kind that stays; "
                "closed months keep their figures, and list it as changed since."
            ).format(kept=kinds[0], other=kinds[1])
        )
    return tuple(words)


def entry_words(entry: Listed, codes: CodeBook) -> str:
    """Return the words that tell one entry from another in a line."""
    kind = codes.institution_kinds.label(entry.kind, language())
    number = _("No. {number}").format(number=entry.number)
    return "  ".join(part for part in (entry.name, kind, entry.phones[0], number) if part)


def proposal(found: LikelyInstitution, codes: CodeBook) -> Proposal:
    """Return an entry that may be the same institution, with why."""
    why = " · ".join(render(reason) for reason in found.reasons)
    return Proposal(found.entry.id, found.entry.name, entry_words(found.entry, codes), why)
