"""Consents and what may be told on them, in the words of the window."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.domain.consent import CONSENT_STATES, Consent, ConsentState, ends_soon, state_on
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.i18n import _, language, render
from referral_desk.ui.dates import short_date


def item_words(items: Collection[str], codes: CodeBook) -> str:
    """Return items by their labels, in the order of the list."""
    known = in_list_order(set(items), codes.disclosure_items)
    return _(", ").join(codes.disclosure_items.label(item, language()) for item in known)


def receiver_words(consent: Consent) -> str:
    """Return whom a consent names."""
    return _(", ").join(each.name for each in consent.receivers)


def given_words(consent: Consent, codes: CodeBook) -> str:
    """Return how and when a consent was given: "oral, R8.11.20(金), heard by 見本 みどり"."""
    parts = [codes.consents.label(consent.kind, language()), short_date(consent.on)]
    if consent.heard_by:
        parts.append(_("heard by {name}").format(name=consent.heard_by))
    if consent.representative:
        parts.append(
            _("by the representative {name} ({relation})").format(
                name=consent.representative, relation=consent.representative_relation
            )
        )
    return _(", ").join(parts)


def state_words(consent: Consent, today: date, expiry_days: int) -> str:
    """Return where a consent stands, with the day that matters."""
    state = state_on(consent, today)
    words = render(CONSENT_STATES[state])
    if state is ConsentState.WITHDRAWN and consent.withdrawn_on:
        return _("{state} on {day}").format(state=words, day=short_date(consent.withdrawn_on))
    if consent.until is None:
        return _("{state}, with no end").format(state=words) if state is ConsentState.VALID else words
    if ends_soon(consent, today, expiry_days):
        return _("{state}, until {day}: soon").format(state=words, day=short_date(consent.until))
    if state is ConsentState.VALID:
        return _("{state}, until {day}").format(state=words, day=short_date(consent.until))
    return _("{state} on {day}").format(state=words, day=short_date(consent.until))


def permission_words(may: Permission, codes: CodeBook) -> str:
    """Return in one line what may be told, and on which ground."""
    if may.basis is None:
        return render(may.missing) if may.missing else ""
    items = item_words(may.items, codes)
    if may.consent_id is not None and may.agreed is not None:
        return _("Consent given on {day}. May be told: {items}").format(day=short_date(may.agreed.on), items=items)
    if may.basis is LegalBasis.CONSENT:
        return _("Consent is noted with the referral. May be told: {items}").format(items=items)
    basis = codes.legal_bases.label(may.basis, language())
    return _("{basis}. May be told: {items}").format(basis=basis, items=items)


def entry_basis(entry: Disclosure, codes: CodeBook) -> str:
    """Return on which ground something was told."""
    return codes.legal_bases.label(entry.basis or "", language())
