"""Envelopes go where the receiver is, addressed as the letter was; labels name institutions only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_desk.domain.errors import NotFound, NotPossible, Rejected
from referral_desk.domain.institution import draft_of
from referral_desk.domain.stationery import Offset
from referral_desk.i18n import render
from referral_desk.services import clients, documents, institutions, postage
from referral_desk.services.centre import Centre
from referral_desk.services.postage import EnvelopeWish, LabelWish
from tests.making import add_client, add_institution, add_referral, institution_draft

WISH = EnvelopeWish()


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1, an office with an address (1), and a self-help group (2)."""
    add_client(centre)
    add_institution(centre, postal_code="510-0088", address="架空市見本町1-2", contact_name="例田 一朗")
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol", address="架空市民会館")
    add_referral(centre, 1, 1)
    return centre


def test_an_envelope_is_not_kept_as_a_document_and_names_no_client(filled: Centre) -> None:
    made = postage.envelope(filled, 1, WISH)
    assert made.pdf.startswith(b"%PDF")
    assert clients.page(filled, 1).documents == ()
    assert (made.handout.kind, made.handout.client_id, made.handout.record) == ("envelope", 1, "r-1")


def test_an_issued_letter_and_its_envelope_name_the_same_person_also_after_another_took_over(filled: Centre) -> None:
    before = postage.envelope(filled, 1, WISH).pdf
    documents.letter(filled, 1)
    changed = institution_draft(postal_code="510-0088", address="架空市見本町1-2", contact_name="試山 花子")
    institutions.save(filled, changed, institution_id=1)
    assert postage.envelope(filled, 1, WISH).pdf == before


def test_an_envelope_goes_to_where_the_receiver_is_now(filled: Centre) -> None:
    documents.letter(filled, 1)
    before = postage.envelope(filled, 1, WISH).pdf
    institutions.save(filled, institution_draft(address="架空市新町9", contact_name="例田 一朗"), institution_id=1)
    assert postage.envelope(filled, 1, WISH).pdf != before


def test_a_group_gets_no_envelope_and_nobody_without_an_address(filled: Centre) -> None:
    nowhere = add_institution(filled, name="架空相談室")
    for institution_id in (2, nowhere.id):
        referral = add_referral(filled, 1, institution_id)
        with pytest.raises(NotPossible):
            postage.envelope(filled, referral.id, WISH)
    with pytest.raises(NotFound):
        postage.envelope(filled, 99, WISH)


def test_each_choice_changes_what_is_printed(filled: Centre) -> None:
    wishes = (
        WISH,
        replace(WISH, form="kaku2"),
        replace(WISH, frames=True),
        replace(WISH, sender=False),
        replace(WISH, confidential=False),
        replace(WISH, offset=Offset(1, 1)),
    )
    assert len({postage.envelope(filled, 1, wish).pdf for wish in wishes}) == len(wishes)


def test_labels_are_made_for_any_institution_with_an_address(filled: Centre) -> None:
    made = postage.labels(filled, [2, 1], LabelWish())
    assert made.pdf.startswith(b"%PDF")
    assert made.handout.client_id is None


def test_who_answers_a_groups_phone_stands_on_no_label(filled: Centre) -> None:
    before = postage.labels(filled, [2], LabelWish()).pdf
    draft = draft_of(institutions.get(filled, 2))
    institutions.save(filled, replace(draft, contact_name="例田さん"), institution_id=2)
    assert postage.labels(filled, [2], LabelWish()).pdf == before


def test_who_has_no_address_is_named_before_anything_is_printed(filled: Centre) -> None:
    nowhere = add_institution(filled, name="架空相談室")
    with pytest.raises(Rejected) as refused:
        postage.labels(filled, [1, nowhere.id], LabelWish())
    (problem,) = refused.value.problems
    assert problem.field == "institutions"
    assert "架空相談室" in render(problem.message)


@pytest.mark.parametrize(
    ("chosen", "wish", "field"),
    [
        ([], LabelWish(), "institutions"),
        ([1], LabelWish(start=13), "start"),
        ([1], LabelWish(offset=Offset(0, 99)), "down"),
    ],
)
def test_what_cannot_be_printed_is_said_under_its_field(
    filled: Centre, chosen: list[int], wish: LabelWish, field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        postage.labels(filled, chosen, wish)
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize("form", [*postage.envelopes(), *postage.label_sheets()], ids=lambda form: form.code)
def test_there_is_a_test_page_for_every_form(filled: Centre, form: object) -> None:
    assert postage.placement_test(filled, form.code, Offset(0, 1)).pdf.startswith(b"%PDF")  # type: ignore[attr-defined]
