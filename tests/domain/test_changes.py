"""What a save says it changed."""

from __future__ import annotations

import pytest

from referral_desk.domain.changes import ChangeSet, Kind


def test_a_change_touches_what_it_names_and_nothing_else() -> None:
    changes = ChangeSet.of(client=3, referral=frozenset({7, 8}))
    assert changes.touches(Kind.CLIENT)
    assert changes.touches(Kind.CONTACT, Kind.REFERRAL)
    assert not changes.touches(Kind.CONTACT)
    assert changes.touches_record(Kind.REFERRAL, 8)
    assert not changes.touches_record(Kind.REFERRAL, 3)
    assert not changes.touches_record(Kind.CONTACT, 3)


def test_an_import_touches_everything() -> None:
    assert all(ChangeSet.all().touches(kind) and ChangeSet.all().touches_record(kind, 1) for kind in Kind)


def test_nothing_changed_touches_nothing() -> None:
    assert not ChangeSet().touches(*Kind)
    assert not ChangeSet.of(client=frozenset()).touches(Kind.CLIENT)


def test_two_changes_together_touch_what_either_does() -> None:
    both = ChangeSet.of(client=3) | ChangeSet.of(client=4, contact=1)
    assert dict(both.ids) == {Kind.CLIENT: frozenset({3, 4}), Kind.CONTACT: frozenset({1})}
    assert not both.everything
    assert (both | ChangeSet.all()).everything


def test_a_kind_that_views_do_not_know_is_a_defect() -> None:
    with pytest.raises(ValueError, match="town"):
        ChangeSet.of(town=1)


def test_what_changed_cannot_be_changed_afterwards() -> None:
    with pytest.raises(TypeError):
        ChangeSet.of(client=3).ids[Kind.CONTACT] = frozenset({1})  # type: ignore[index]
