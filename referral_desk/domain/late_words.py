"""The words for what came late and for the figures it corrects, the same in the window and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.correction import LineKey, Measure, Part
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.late_entries import Counted, CountedField, Late, LateEntry
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY

SOURCE_WORDS: Mapping[Counted, str] = MappingProxyType(
    {
        Counted.CONTACT: N_("Contact"),
        Counted.REFERRAL: N_("Referral"),
        Counted.INBOUND: N_("Referral received"),
    }
)
LATE_WORDS: Mapping[Late, str] = MappingProxyType(
    {Late.ADDED: N_("Added"), Late.CHANGED: N_("Changed"), Late.REMOVED: N_("Taken out")}
)
PART_WORDS: Mapping[Part, str] = MappingProxyType(
    {
        Part.SERVICE: N_("By service"),
        Part.CATEGORY: N_("By category"),
        Part.CROSS: N_("Service and category"),
        Part.FACTOR: N_("By factor (stated again)"),
        Part.HANDOFFS: N_("Handoffs by kind of institution"),
        Part.MODE: N_("Outcome by mode"),
        Part.INBOUND: N_("Referrals received"),
    }
)
MEASURE_WORDS: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.CONTACTS: N_("Each contact"),
        Measure.PERSONS: N_("Persons"),
        Measure.REFERRALS: N_("Count"),
        Measure.CLIENTS: N_("Persons"),
        Measure.WARM: N_("Warm"),
        Measure.TO_COME: N_("Not handed over"),
        Measure.HANDED_OVER: N_("Mode"),
        Measure.ATTENDED: N_("Attended"),
        Measure.UNCHECKED: N_("Not yet checked"),
    }
)
_FIELD_WORDS: Mapping[CountedField, str] = MappingProxyType(
    {
        CountedField.ON: N_("Day"),
        CountedField.SERVICE: N_("Service"),
        CountedField.CATEGORY: N_("Category"),
        CountedField.FACTORS: N_("Factors"),
        CountedField.KIND: N_("Kind"),
        CountedField.MODE: N_("Handoff"),
        CountedField.STATUS: N_("Status"),
        CountedField.OUTCOME: N_("Outcome"),
        CountedField.OUTCOME_ON: N_("Day of the outcome"),
        CountedField.CAME_ALONG: N_("They came along"),
    }
)
_NAMING = (CountedField.SERVICE, CountedField.CATEGORY, CountedField.KIND, CountedField.MODE)
"""What an entry that was added or taken out is called by."""


@dataclass(frozen=True)
class LateWords:
    """Says in a language what came late."""

    codes: CodeBook
    language: str
    tr: Gettext

    def what(self, entry: LateEntry) -> str:
        """Return what of an entry differs: the fields from old to new, or what was added or taken out."""
        if entry.late is Late.CHANGED:
            return self.tr("; ").join(
                self.tr("{field}: {before} → {after}").format(
                    field=self.tr(_FIELD_WORDS[name]),
                    before=self.value(name, entry.before.get(name, "")),
                    after=self.value(name, after),
                )
                for name, after in entry.after.items()
            )
        values = entry.after if entry.late is Late.ADDED else entry.before
        parts = [self.value(name, values[name]) for name in _NAMING if values.get(name)]
        status = entry.after.get(CountedField.STATUS, "") if entry.late is Late.REMOVED else ""
        if status:
            parts.append(self.tr("now “{status}”").format(status=self.value(CountedField.STATUS, status)))
        return self.tr(", ").join(parts)

    def value(self, name: CountedField, value: str) -> str:
        """Return the words of one value; a dash for none."""
        codes, language, tr = self.codes, self.language, self.tr
        match name:
            case CountedField.MODE:
                return codes.handoff_modes.label(value, language) if value else tr("Not handed over")
            case CountedField.CAME_ALONG:
                return tr("yes") if value else tr("no")
            case CountedField.KIND if not value:
                return tr("not in the directory")
            case _ if not value:
                return "—"
            case CountedField.ON | CountedField.OUTCOME_ON:
                return date_in_table(date.fromisoformat(value), language)
            case CountedField.SERVICE:
                return codes.contact_services.label(value, language)
            case CountedField.CATEGORY:
                return codes.contact_categories.label(value, language)
            case CountedField.FACTORS:
                return tr(", ").join(codes.factors.label(code, language) for code in value.split())
            case CountedField.KIND:
                return codes.institution_kinds.label(value, language)
            case CountedField.STATUS:
                return codes.referral_statuses.label(value, language)
            case _:
                return codes.outcomes.label(value, language)

    def line(self, key: LineKey) -> str:
        """Return the line of the form that a figure stands in."""
        codes, language, tr = self.codes, self.language, self.tr
        if not key.code:
            return tr("Total")
        match key.part:
            case Part.SERVICE:
                return codes.contact_services.label(key.code, language)
            case Part.CATEGORY:
                return codes.contact_categories.label(key.code, language)
            case Part.CROSS:
                service, category = key.code.split(" ")
                words = (
                    codes.contact_services.label(service, language),
                    codes.contact_categories.label(category, language),
                )
                return " × ".join(words)
            case Part.FACTOR:
                return codes.factors.label(key.code, language)
            case Part.MODE:
                return codes.handoff_modes.label(key.code, language)
            case _:
                known = key.code != NOT_IN_DIRECTORY
                return codes.institution_kinds.label(key.code, language) if known else tr("not in the directory")

    def measure(self, key: LineKey) -> str:
        """Return what a figure counts."""
        if key.mode is not None:
            return self.codes.handoff_modes.label(key.mode, self.language)
        return self.tr(MEASURE_WORDS[key.measure])
