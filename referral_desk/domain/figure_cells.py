"""The cells of a list behind a figure, in words: the same columns on paper and in files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.figure_list import Behind, Shape, institution_of, is_gone
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import ReferralRow


@dataclass(frozen=True)
class FigureCells:
    """Columns of a list of one ``shape``; ``with_names`` adds name and kana to the client's number."""

    shape: Shape
    with_names: bool
    codes: CodeBook
    language: str
    tr: Gettext

    def columns(self) -> tuple[str, ...]:
        """Return the heads of the columns."""
        tr = self.tr
        who = (tr("Client No."), *((tr("Name"), tr("Kana")) if self.with_names else ()))
        match self.shape:
            case Shape.PEOPLE:
                return who
            case Shape.CONTACTS:
                return (tr("Date"), *who, tr("Service"), tr("Content"))
            case Shape.INBOUND:
                return (tr("Date"), *who, tr("Sending institution"))
            case Shape.PATHS:
                return (tr("Date"), *who, tr("Problem"))
            case Shape.REFERRALS:
                return (tr("Date"), *who, tr("Institution"), tr("Handoff"), tr("Outcome"))

    def row(self, record: Behind, written: Callable[[date], str]) -> tuple[str, ...]:
        """Return the cells of a row; ``written`` writes its date."""
        number = self.tr("(disposed of)") if is_gone(record) else record.client_number
        who = (number, *((record.client_name, record.client_kana) if self.with_names else ()))
        if self.shape is Shape.PEOPLE:
            return who
        on = written(record.on) if record.on else ""
        if self.shape is Shape.INBOUND:
            return (on, *who, institution_of(record) or self.tr("not in the directory"))
        if self.shape is Shape.PATHS:
            return (on, *who, self.problem(record))
        if isinstance(record, ReferralRow):
            return (on, *who, institution_of(record), self.handoff(record), self.outcome(record))
        return (on, *who, self.service(record), self.content(record))

    def handoff(self, record: Behind) -> str:
        """Return the mode of the handoff, or that it is still to come; "" for what is no referral."""
        if not isinstance(record, ReferralRow):
            return ""
        return self.codes.handoff_modes.label(record.mode, self.language) if record.mode else self.tr("Still to come")

    def outcome(self, record: Behind) -> str:
        """Return what became of a referral."""
        return self.codes.outcomes.label(record.outcome, self.language) if isinstance(record, ReferralRow) else ""

    def service(self, record: Behind) -> str:
        """Return the service of a contact."""
        if isinstance(record, ReferralRow) or record.service is None:
            return ""
        return self.codes.contact_services.label(record.service, self.language)

    def content(self, record: Behind) -> str:
        """Return the category of a contact."""
        if isinstance(record, ReferralRow) or not record.category:
            return ""
        return self.codes.contact_categories.label(record.category, self.language)

    def problem(self, record: Behind) -> str:
        """Return what a path of SBIRTS is about."""
        return "" if isinstance(record, ReferralRow) else self.codes.targets.label(record.target, self.language)
