"""The presenter of a benefit's form: a new entry, a change of one, or the one that follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.benefit import (
    Benefit,
    BenefitDraft,
    check_benefit,
    check_renewal,
    overlapping,
    renewal,
    settled_by_itself,
    suggested_until,
)
from referral_desk.domain.codes import BenefitKind, CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.services.benefits import draft_of
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedBenefit:
    """What stands in the form: which entry it changes or follows (None: neither), the office's name, the draft."""

    benefit_id: int | None
    renews_id: int | None
    institution_name: str
    draft: BenefitDraft


@dataclass(frozen=True)
class BenefitTask:
    """What the form is opened for: to change ``benefit``, or to renew ``renews``, or a new entry of ``kind``."""

    benefit: Benefit | None = None
    renews: Benefit | None = None
    kind: str = ""


class BenefitPresenter(DraftPresenter[TypedBenefit]):
    """Enters a benefit of a client who has ``others``; ``today`` is when a renewal without a former end begins."""

    def __init__(
        self, client_id: int, task: BenefitTask, others: tuple[Benefit, ...], codes: CodeBook, today: date
    ) -> None:
        self.client_id = client_id
        self.task = task
        self._others = others
        self._codes = codes
        self._today = today
        super().__init__(self._begin(), stored=task.benefit is not None)
        self._proposed: date | None = self._suggestion()
        self._settled_itself = False

    def _begin(self) -> TypedBenefit:
        benefit, renews = self.task.benefit, self.task.renews
        if benefit is not None:
            return TypedBenefit(benefit.id, None, benefit.institution_name, draft_of(benefit))
        if renews is not None:
            draft = renewal(renews, self._codes.benefit_kinds[renews.kind], self._today)
            return TypedBenefit(None, renews.id, renews.institution_name, draft)
        return TypedBenefit(None, None, "", BenefitDraft(client_id=self.client_id, kind=self.task.kind))

    @property
    def benefit(self) -> BenefitDraft:
        """The benefit as typed so far."""
        return self.draft.draft

    @property
    def kind(self) -> BenefitKind | None:
        """The kind that is chosen."""
        return self._codes.benefit_kinds.get(self.benefit.kind)

    def put_benefit(self, benefit: BenefitDraft) -> None:
        """Take over what was typed."""
        self.put(replace(self.draft, draft=benefit))

    def choose_kind(self, kind: str) -> None:
        """Choose the kind; a grade that it does not have is forgotten, and the end is proposed anew."""
        found = self._codes.benefit_kinds.get(kind)
        grade = self.benefit.grade if found and self.benefit.grade in found.grades else ""
        self.put_benefit(replace(self.benefit, kind=kind, grade=grade))
        self._propose()

    def put_since(self, since: date | None) -> None:
        """Take over from when it holds, and propose until when."""
        self.put_benefit(replace(self.benefit, since=since))
        self._propose()

    def put_until(self, until: date | None) -> None:
        """Take over until when it holds."""
        self.put_benefit(replace(self.benefit, until=until))
        self._settle()

    def choose_institution(self, institution_id: int | None, name: str) -> None:
        """Name the office that grants it, or (None) nobody."""
        changed = replace(self.benefit, institution_id=institution_id)
        self.put(replace(self.draft, institution_name=name, draft=changed))

    @property
    def proposed(self) -> date | None:
        """The end that is usual for this kind and start."""
        return self._suggestion()

    def _suggestion(self) -> date | None:
        kind, since = self.kind, self.benefit.since
        return suggested_until(kind, since) if kind and since else None

    def _propose(self) -> None:
        """Put the usual end in where none was typed, or the one that was proposed before still stands."""
        if self.benefit.until is None or self.benefit.until == self._proposed:
            self.put_benefit(replace(self.benefit, until=self._suggestion()))
        self._proposed = self._suggestion()
        self._settle()

    def _settle(self) -> None:
        by_itself = settled_by_itself(self.benefit, self._codes, self._today)
        if by_itself != self._settled_itself:
            self._settled_itself = by_itself
            self.put_benefit(replace(self.benefit, settled=by_itself))

    def overlaps(self) -> tuple[Benefit, ...]:
        """Return the entries of the kind that hold at the same time; the one that is renewed ends before."""
        own = self.draft.benefit_id
        renewed = self.draft.renews_id
        found = overlapping(self.benefit, self._others, own) if self.benefit.kind else ()
        return tuple(each for each in found if each.id != renewed)

    def check(self) -> Iterable[Problem]:
        found = check_benefit(self.benefit, self._codes)
        return (*found, *check_renewal(self.task.renews, self.benefit)) if self.task.renews else found
