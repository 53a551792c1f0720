"""How the window words a contact's fields, and what a correction changed of it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.revision import Correction
from referral_desk.i18n import _, language
from referral_desk.ui import correction_words
from referral_desk.ui.correction_words import TellCorrection
from referral_desk.ui.dates import short_date

NOTHING = "—"


def told(corrections: Iterable[Correction], codes: CodeBook) -> tuple[TellCorrection, ...]:
    """Return the corrections of a contact in words, in their order; of the note only the lines that differ."""
    return correction_words.told(
        corrections, field_label, lambda field, value: value_words(field, value, codes), {"note"}
    )


def field_label(field: str) -> str:
    """Return what a field of a contact is called."""
    return {
        "on": _("Date"),
        "service": _("Service"),
        "category": _("About"),
        "factors": _("Factors"),
        "spoke_with": _("Spoke with"),
        "with_name": _("Who exactly"),
        "client_unmet": _("Not yet met"),
        "minutes": _("It took"),
        "note": _("What was said"),
    }.get(field, field)


def value_words(field: str, value: object, codes: CodeBook) -> str:
    """Return what stands in a field, "—" for nothing."""
    lang = language()
    match field, value:
        case "client_unmet", _value:
            return _("Yes") if value else _("No")
        case "minutes", int():
            return _("{minutes} min").format(minutes=value)
        case "factors", tuple():
            labels = [codes.factors.label(code, lang) for code in in_list_order(set(value), codes.factors)]
            return _(", ").join(labels) or NOTHING
        case _field, date():
            return short_date(value)
        case "service", str():
            return codes.contact_services.label(value, lang)
        case "category", str():
            return codes.contact_categories.label(value, lang)
        case "spoke_with", str():
            return codes.spoke_with.label(value, lang)
        case _field, str():
            return value or NOTHING
    return NOTHING
