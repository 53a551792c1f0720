"""Import a ledger, or a directory: first a plan that names everything wrong, then all of it in one transaction."""

from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.services.imports.planning import (
    Difference,
    ImportCancelled,
    ImportCounts,
    ImportPlan,
    ImportProblem,
    WrongUsage,
    problem_lines,
)
from referral_desk.services.imports.storing import ImportRefused, execute, plan

__all__ = [
    "Difference",
    "ImportCancelled",
    "ImportCounts",
    "ImportPlan",
    "ImportProblem",
    "ImportRefused",
    "LedgerKind",
    "OnDuplicate",
    "WrongUsage",
    "execute",
    "plan",
    "problem_lines",
]
