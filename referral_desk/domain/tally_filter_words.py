"""What a tally is narrowed to, in words: everybody who sees narrowed figures must see by what."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.tally_filter import NOBODY, Section, TallyFilter

_SECTIONS = {
    Section.SERVICES: N_("counselling"),
    Section.HANDOFFS: N_("handoffs"),
    Section.INBOUND: N_("referrals to us"),
    Section.ENGAGEMENTS: N_("engagements"),
    Section.BENEFITS: N_("benefits"),
}


@dataclass(frozen=True)
class FilterNames:
    """The names of what a filter holds by id: the member of staff, the institution; "" for none."""

    staff: str = ""
    institution: str = ""


def filter_parts(
    narrowed: TallyFilter, names: FilterNames, codes: CodeBook, language: str, tr: Gettext
) -> tuple[str, ...]:
    """Return each condition: 担当: 見本 みどり, 性別: 女性."""
    parts = []
    if narrowed.staff is not None:
        who = tr("not in the staff list") if narrowed.staff == NOBODY else names.staff
        parts.append(tr("staff: {label}").format(label=who))
    if narrowed.district is not None:
        parts.append(tr("district: {label}").format(label=narrowed.district or tr("none recorded")))
    if narrowed.institution_id is not None:
        parts.append(tr("institution: {label}").format(label=names.institution))
    if narrowed.category is not None:
        parts.append(tr("content: {label}").format(label=codes.contact_categories.label(narrowed.category, language)))
    if narrowed.age_group is not None:
        parts.append(tr("age: {label}").format(label=codes.age_groups.label(narrowed.age_group.code, language)))
    if narrowed.sex is not None:
        parts.append(tr("sex: {label}").format(label=codes.sexes.label(narrowed.sex, language)))
    return tuple(parts)


def narrowed_words(narrowed: TallyFilter, names: FilterNames, codes: CodeBook, language: str, tr: Gettext) -> str:
    """Return the sentence that stands over narrowed figures, "" for figures of everything."""
    if not narrowed.narrows:
        return ""
    parts = filter_parts(narrowed, names, codes, language, tr)
    words = tr("Narrowed to {conditions}: not the figures to be submitted.").format(conditions=tr(" / ").join(parts))
    whole = narrowed.leaves_whole()
    if whole:
        sections = tr(", ").join(tr(_SECTIONS[each]) for each in whole)
        words += tr(" Not narrowed by all of it, as the records do not tell: {sections}.").format(sections=sections)
    return words
