"""Phones and post codes as staff type them, brought to the one form that files and lists use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from referral_desk.domain.address import canonical_phone, canonical_postal_code
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.services.phones import hyphenate

D = TypeVar("D", ClientDraft, InstitutionDraft)


def canonical(draft: D) -> tuple[D, list[Problem]]:
    """Return ``draft`` with phone and post code in canonical form, and what of them cannot be read."""
    problems: list[Problem] = []

    def read(field: str, reader: Callable[[str], str]) -> str:
        typed = str(getattr(draft, field))
        if not typed.strip():
            return ""
        try:
            return reader(typed)
        except NotReadable as error:
            problems.append(Problem(field, error.message))
            return typed

    postal_code = read("postal_code", canonical_postal_code)
    phone = read("phone", lambda typed: canonical_phone(typed, hyphenate))
    return replace(draft, postal_code=postal_code, phone=phone), problems
