"""The undisturbed courses of the operations, known once in a worker."""

from __future__ import annotations

from tests.safety.disturbed import Course
from tests.safety.ground import Ground
from tests.safety.operations import BY_NAME

_KNOWN: dict[str, Course] = {}


def course(ground: Ground, name: str) -> Course:
    """Return how the operation called ``name`` goes."""
    if name not in _KNOWN:
        _KNOWN[name] = Course(ground, BY_NAME[name])
    return _KNOWN[name]
