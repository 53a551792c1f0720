"""Envelopes of letters, labels for chosen institutions, and the page that shows where a printer puts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from referral_desk.db.queries import documents, institutions, referrals
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.freezing import thaw
from referral_desk.domain.documents.letter import Letter, addressee_lines
from referral_desk.domain.documents.postage import (
    Address,
    address_of,
    compose_envelope,
    compose_labels,
    compose_placement_test,
)
from referral_desk.domain.errors import NotPossible, Problem, Rejected
from referral_desk.domain.institution import Institution, gets_card
from referral_desk.domain.messages import N_, message
from referral_desk.domain.stationery import IN_PLACE, EnvelopeForm, LabelForm, Offset, check_offset, check_start
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.reports.stationery import envelope_forms, label_forms
from referral_desk.reports.wording import letter_wording
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.letter_facts import LETTER
from referral_desk.services.lookup import found

F = TypeVar("F", bound=EnvelopeForm | LabelForm)
ENVELOPE = "envelope"
LABELS = "labels"
PLACEMENT_TEST = "placement_test"

_GONE = message(N_("This referral is no longer there."))
_NO_INSTITUTION = message(N_("This institution is no longer there."))
_NO_ADDRESS = message(N_("The entry of this institution has no address. Enter it in the directory first."))
_NO_LETTER = message(N_("Groups get no letter, so there is no envelope."))


@dataclass(frozen=True)
class EnvelopeWish:
    """Which envelope, and what is printed on it beside the address. ``form`` is a code of the shipped forms."""

    form: str = "naga3"
    offset: Offset = IN_PLACE
    frames: bool = False
    sender: bool = True
    confidential: bool = True


@dataclass(frozen=True)
class LabelWish:
    """Which sheet, and at which of its labels to begin, counted from 1: sheets that were begun are used up."""

    form: str = "a4_12"
    start: int = 1
    offset: Offset = IN_PLACE


def envelopes() -> tuple[EnvelopeForm, ...]:
    """Return the envelopes there are, the commonest first."""
    return envelope_forms()


def label_sheets() -> tuple[LabelForm, ...]:
    """Return the sheets of labels there are, the commonest first."""
    return label_forms()


def envelope(centre: Centre, referral_id: int, wish: EnvelopeWish, *, language: Language = Language.JA) -> Issued:
    """Make the envelope of a referral's letter: addressed as the letter was, to where the receiver is today.

    Raises NotFound, NotPossible for a group or an institution without an address, Rejected for a wrong offset.
    """
    _check(check_offset(wish.offset))
    form = _form(envelope_forms(), wish.form)
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        referral = found(referrals.get(session, referral_id), _GONE)
        if gets_card(centre.codes.institution_kinds[referral.institution_kind]):
            raise NotPossible(_NO_LETTER)
        institution = found(institutions.get(session, referral.institution_id), _NO_INSTITUTION)
        issued = documents.issued(session, LETTER, referral_id, language)
    letter = thaw(issued.content) if issued and issued.revocation is None else None
    names = letter.addressee if isinstance(letter, Letter) else _names(centre, institution, language)
    to = address_of(institution, names)
    if not to.lines:
        raise NotPossible(_NO_ADDRESS)
    content = compose_envelope(
        to=to,
        centre=centre.settings,
        form=form,
        language=language,
        tr=translator(language),
        offset=wish.offset,
        frames=wish.frames,
        with_sender=wish.sender,
        confidential=wish.confidential,
    )
    pdf = render(content)
    record = f"r-{referral_id}"
    centre.note(Action.ISSUE_DOCUMENT, client=referral.client_id, record=record, detail={"kind": ENVELOPE})
    handout = Handout(ENVELOPE, referral.client_id, record)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def labels(
    centre: Centre, institution_ids: Sequence[int], wish: LabelWish, *, language: Language = Language.JA
) -> Issued:
    """Make labels for institutions, in their order. They say nothing of clients.

    Raises NotFound; Rejected for a wrong offset or start, for no institutions, and for such as have no address.
    """
    form = _form(label_forms(), wish.form)
    _check((*check_offset(wish.offset), *check_start(form, wish.start)))
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        chosen = [found(institutions.get(session, each), _NO_INSTITUTION) for each in institution_ids]
    addresses: list[Address] = []
    without: list[str] = []
    for each in chosen:
        address = address_of(each, _names(centre, each, language))
        if address.lines:
            addresses.append(address)
        else:
            without.append(each.name)
    if without:
        text = message(N_("Their entries have no address: {names}"), names=" / ".join(without))
        raise Rejected([Problem("institutions", text)])
    if not addresses:
        raise Rejected([Problem("institutions", message(N_("Choose at least one institution.")))])
    content = compose_labels(
        labels=addresses,
        centre=centre.settings,
        form=form,
        language=language,
        tr=translator(language),
        start=wish.start,
        offset=wish.offset,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": LABELS})
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=Handout(LABELS))


def placement_test(centre: Centre, form: str, offset: Offset, *, language: Language = Language.JA) -> Issued:
    """Make the page that shows where the areas of a form fall; it names nobody. Raises Rejected."""
    _check(check_offset(offset))
    forms: tuple[EnvelopeForm | LabelForm, ...] = (*envelope_forms(), *label_forms())
    content = compose_placement_test(
        form=_form(forms, form),
        centre=centre.settings,
        language=language,
        tr=translator(language),
        offset=offset,
    )
    pdf = render(content)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=Handout(PLACEMENT_TEST))


def _names(centre: Centre, institution: Institution, language: Language) -> tuple[str, ...]:
    """Return whom post goes to; who answers a group's phone stands on no envelope."""
    kind = centre.codes.institution_kinds[institution.kind]
    receiver = replace(institution, contact_name="") if gets_card(kind) else institution
    return addressee_lines(receiver, letter_wording(kind, language))


def _form(forms: Sequence[F], code: str) -> F:
    return next(form for form in forms if form.code == code)


def _check(problems: Sequence[Problem]) -> None:
    if problems:
        raise Rejected(problems)
