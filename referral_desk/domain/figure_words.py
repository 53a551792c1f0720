"""What a figure of the tally is called in a sentence: of whom or what it is, and what of it is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from referral_desk.domain.codes import Code, CodeBook, CodeList, StepResult
from referral_desk.domain.funnel import OTHER, WARM
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.report_form import NOT_YET
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.tally_figures import counts_people
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY

_COUNTED: Mapping[str, str] = {
    "contacts": N_("contacts counted"),
    "persons": N_("distinct persons"),
    "persons_reported": N_("distinct persons reported"),
    "first_in_year": N_("persons for the first time in the fiscal year"),
    "referrals": N_("number of referrals"),
    "clients": N_("distinct persons"),
    "warm": N_("warm handoffs"),
    "staff_or_letter": N_("contact of staff or letter only"),
    "not_yet_handed_over": N_("handoffs still to come"),
    "attended": N_("attended afterwards"),
    "not_yet_checked": N_("outcome not yet checked"),
    "declined": N_("declined by the client"),
    "unknown": N_("outcome unknown"),
    "unchecked": N_("outcome not yet checked or unknown"),
    "otherwise": N_("waiting, sent on, not taken or not come"),
    "new": N_("persons newly engaged"),
    "ended": N_("persons whose engagement ended"),
    "public_assistance": N_("persons on public assistance"),
    "paths": N_("paths"),
    "introduced": N_("introduced to a group"),
    "open": N_("nothing noted"),
    "lost": N_("lost here"),
    "share": N_("contacts counted"),
    "warm_rate": N_("warm handoffs"),
}
"""By column. The percentages of report forms open what they are a share of, and are called like it."""

_GROUPS: Mapping[str, str] = {
    "warm": N_("after a warm handoff"),
    "contact": N_("after contact of staff or a letter"),
    "information": N_("after information only"),
}
_LISTED = 3
"""So many labels of a cell of a report form are named; of more, how many they are."""


@dataclass(frozen=True)
class FigureWords:
    """Words figures in one language; ``staff`` are the names of the staff list by id, written as text."""

    codes: CodeBook
    language: str
    tr: Gettext
    staff: Mapping[str, str] = field(default_factory=dict)

    def name(self, figure: Figure) -> str:
        """Return what is counted of what: 相談(アルコール)の延人員."""
        return self.tr("{what}: {counted}").format(what=self.what(figure), counted=self.counted(figure))

    def counted(self, figure: Figure) -> str:
        """Return what the column of a figure counts."""
        known = _COUNTED.get(figure.column)
        if figure.kind is FigureKind.ENGAGEMENTS and figure.column == "clients":
            known = N_("persons on the last day")
        if figure.kind is FigureKind.SBIRTS and figure.column in set(StepResult):
            return self.codes.step_results.label(figure.column, self.language)
        return self.tr(known) if known else self.codes.handoff_modes.label(figure.column, self.language)

    def number(self, figure: Figure, count: int) -> str:
        """Return a count with its unit: 87件, 12人."""
        tr, one = self.tr, count == 1
        if counts_people(figure):
            words = tr("{count} person") if one else tr("{count} persons")
        else:
            words = tr("{count} record") if one else tr("{count} records")
        return words.format(count=f"{count:,}")

    def what(self, figure: Figure) -> str:
        """Return of whom or what a figure is."""
        return _WHAT[figure.kind](self, figure)

    # --- each table ---------------------------------------------------------------------------------------------

    def _contacts(self, figure: Figure) -> str:
        services = self.codes.contact_services
        return services.label(figure.code, self.language) if figure.code else self.tr("All counselling")

    def _category(self, figure: Figure) -> str:
        return self._counselling(self.codes.contact_categories.label(figure.code, self.language))

    def _factor(self, figure: Figure) -> str:
        label = self.codes.factors.label(figure.code, self.language)
        return self._counselling(self.tr("factor: {label}").format(label=label))

    def _cross(self, figure: Figure) -> str:
        service, _space, category = figure.code.partition(" ")
        return self.tr("{service} ({category})").format(
            service=self.codes.contact_services.label(service, self.language),
            category=self.codes.contact_categories.label(category, self.language),
        )

    def _staff(self, figure: Figure) -> str:
        name = self.staff.get(figure.code, figure.code) if figure.code else self.tr("not in the staff list")
        return self._counselling(self.tr("by {name}").format(name=name))

    def _district(self, figure: Figure) -> str:
        return self._counselling(self.tr("district: {label}").format(label=figure.code or self.tr("none recorded")))

    def _age_group(self, figure: Figure) -> str:
        return self._counselling(self.codes.age_groups.label(figure.code, self.language))

    def _sex(self, figure: Figure) -> str:
        return self._counselling(self.codes.sexes.label(figure.code, self.language))

    def _counselling(self, narrowed: str) -> str:
        return self.tr("Counselling ({narrowed})").format(narrowed=narrowed)

    def _handoffs(self, figure: Figure) -> str:
        if not figure.code:
            return self.tr("All handoffs")
        kind = self.codes.institution_kinds.label(figure.code, self.language)
        return self.tr("Handoffs to {kind}").format(kind=kind)

    def _mode(self, figure: Figure) -> str:
        if not figure.code:
            return self.tr("All handoffs made")
        mode = self.codes.handoff_modes.label(figure.code, self.language)
        return self.tr("Handoffs ({mode})").format(mode=mode)

    def _attended_after(self, figure: Figure) -> str:
        return self.tr("Referrals {after}").format(after=self.tr(_GROUPS[figure.code]))

    def _inbound(self, figure: Figure) -> str:
        if not figure.code:
            return self.tr("All referrals to us")
        if figure.code == NOT_IN_DIRECTORY:
            return self.tr("Referrals to us from senders not in the directory")
        kind = self.codes.institution_kinds.label(figure.code, self.language)
        return self.tr("Referrals to us from {kind}").format(kind=kind)

    def _sbirts(self, figure: Figure) -> str:
        tr = self.tr
        if figure.code in (WARM, OTHER):
            return tr("SBIRTS (warm introduction)") if figure.code == WARM else tr("SBIRTS (introduced otherwise)")
        if not figure.code:
            return tr("SBIRTS")
        return tr("SBIRTS ({step})").format(step=self.codes.sbirts_steps.label(figure.code, self.language))

    def _engagements(self, figure: Figure) -> str:
        kind = self.codes.institution_kinds.label(figure.code, self.language)
        return self.tr("Engagement with {kind}").format(kind=kind)

    def _benefits(self, figure: Figure) -> str:
        return self.codes.benefits.label(figure.code, self.language) if figure.code else self.tr("All clients")

    def _form(self, figure: Figure) -> str:
        cell = figure.cell
        if cell is None:
            return self.tr("Report form")
        of_contacts = cell.source == "contacts"
        across: CodeList[Code] = self.codes.contact_services if of_contacts else self.codes.handoff_modes
        along: CodeList[Code] = self.codes.contact_categories if of_contacts else self.codes.institution_kinds
        parts = [self._several(cell.along, along), self._several(cell.across, across)]
        if cell.factors:
            parts.append(self._several(cell.factors, self.codes.factors))
        return self.tr("Report form ({parts})").format(parts=self.tr(" / ").join(part for part in parts if part))

    def _several(self, codes: Sequence[str], labels: CodeList[Code]) -> str:
        if len(codes) == len(labels.items) or not codes:
            return ""
        named = [
            self.tr("Still to come") if code == NOT_YET else labels.label(code, self.language)
            for code in codes[:_LISTED]
        ]
        listed = self.tr(", ").join(named)
        more = len(codes) - _LISTED
        return self.tr("{listed} and {more} more").format(listed=listed, more=more) if more > 0 else listed


_WHAT: Mapping[FigureKind, Callable[[FigureWords, Figure], str]] = {
    FigureKind.CONTACTS: FigureWords._contacts,
    FigureKind.CATEGORY: FigureWords._category,
    FigureKind.FACTOR: FigureWords._factor,
    FigureKind.CROSS: FigureWords._cross,
    FigureKind.STAFF: FigureWords._staff,
    FigureKind.DISTRICT: FigureWords._district,
    FigureKind.AGE_GROUP: FigureWords._age_group,
    FigureKind.SEX: FigureWords._sex,
    FigureKind.HANDOFFS: FigureWords._handoffs,
    FigureKind.MODE: FigureWords._mode,
    FigureKind.ATTENDED_AFTER: FigureWords._attended_after,
    FigureKind.INBOUND: FigureWords._inbound,
    FigureKind.SBIRTS: FigureWords._sbirts,
    FigureKind.ENGAGEMENTS: FigureWords._engagements,
    FigureKind.BENEFITS: FigureWords._benefits,
    FigureKind.FORM: FigureWords._form,
}
