"""A letter by fax: a cover with the number checked, the letter behind it, and the disclosure log once it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from referral_desk.db.queries import clients, consents, disclosures, documents, institutions, referrals
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import PhoneKind
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft
from referral_desk.domain.documents.fax_cover import check_words, compose_fax_cover
from referral_desk.domain.documents.freezing import thaw
from referral_desk.domain.documents.letter import Letter
from referral_desk.domain.documents.text import NameWithReading, date_for
from referral_desk.domain.errors import NotPossible, NotReadable, Problem, Rejected
from referral_desk.domain.fax import FaxDraft, NumberCheck, check_fax, names_somebody
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import joined, page_count, render
from referral_desk.services import phones
from referral_desk.services.centre import Centre, about
from referral_desk.services.disclosures import record_in
from referral_desk.services.documents import BY_LETTER, Issued, consent_ended
from referral_desk.services.letter_facts import LETTER
from referral_desk.services.lookup import found

FAX_COVER = "fax_cover"
BY_FAX = "fax"
"""The code of the list disclosure_methods."""

_GONE = message(N_("This referral is no longer there."))
_NO_INSTITUTION = message(N_("This institution is no longer there."))
_NOT_ISSUED = message(N_("Issue the letter first: the fax sends it as it was issued."))


@dataclass(frozen=True)
class _Sending:
    """What is sent: the letter as it was issued, of which referral, and by which names the client is known."""

    referral: Referral
    issued: IssuedDocument
    letter: Letter
    names: tuple[str, ...]


def numbers(centre: Centre, institution_id: int) -> tuple[str, ...]:
    """Return the fax numbers that the directory has of an institution; NotFound where it is gone."""
    with centre.read() as session:
        institution = found(institutions.get(session, institution_id), _NO_INSTITUTION)
    return tuple(dict.fromkeys(each.number for each in institution.phones if each.kind is PhoneKind.FAX))


def fax(centre: Centre, referral_id: int, draft: FaxDraft, *, language: Language = Language.JA) -> Issued:
    """Make the cover of a referral's letter, with the letter as it was issued behind it.

    Raises Rejected: the number is none or was not checked, or the remark names the client; NotPossible: the letter
    was not issued, was revoked, or the consent has ended since; NotFound.
    """
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        sending = _sending(session, centre, referral_id, language)
    draft, check = _checked(draft, sending)
    tr = translator(language)
    letter, issued = sending.letter, sending.issued
    behind = render(letter)
    day = date_for(issued.issued_on, language)
    subject = letter.subject if not names_somebody(letter.subject, sending.names) else tr("A referral")
    cover = compose_fax_cover(
        draft=draft,
        check=check,
        addressee=letter.addressee,
        subject=subject,
        reference=tr("{number} of {date}").format(number=issued.number, date=day) if issued.number else day,
        behind=page_count(behind) + draft.enclosures,
        centre=centre.settings,
        staff=centre.me,
        day=centre.today(),
        language=language,
        tr=tr,
    )
    pdf = joined(render(cover), behind)
    record = f"r-{referral_id}"
    client = sending.referral.client_id
    centre.note(Action.ISSUE_DOCUMENT, client=client, record=record, detail={"kind": FAX_COVER})
    handout = Handout(FAX_COVER, client, record)
    return Issued(pdf, cover.about.title, issued.number, reprint=False, changes=ChangeSet(), handout=handout)


def faxed(centre: Centre, referral_id: int, draft: FaxDraft, *, language: Language = Language.JA) -> Saved[Disclosure]:
    """Write into the disclosure log that the letter goes by fax, to which number and how that was checked.

    Where it goes by fax only, the entry that says it went by post is struck out. Raises what :func:`fax` raises.
    """
    with centre.write(Action.RECORD_DISCLOSURE) as session:
        sending = _sending(session, centre, referral_id, language)
        draft, check = _checked(draft, sending)
        tr = translator(Language(centre.settings.language))
        note = tr("To {number}. {check}").format(number=draft.number, check=check_words(check, tr))
        referral = sending.referral
        told = DisclosureDraft(
            client_id=referral.client_id,
            on=centre.today(),
            institution_id=referral.institution_id,
            receiver=referral.institution_name,
            method=BY_FAX,
            items=sending.letter.told,
            basis=sending.issued.basis,
            referral_id=referral_id,
            document_id=sending.issued.id,
            note=note,
        )
        stored = record_in(session, centre, told)
        if draft.only_fax:
            for each in disclosures.of_client(session, referral.client_id):
                if (each.document_id, each.method, each.struck) == (sending.issued.id, BY_LETTER, ""):
                    disclosures.strike(session, each.id, tr("Went by fax, not by post."))
        about(session, client=referral.client_id, detail={"new": True})
    return Saved(stored, ChangeSet.of(disclosure=stored.id, client=referral.client_id))


def _sending(session: Session, centre: Centre, referral_id: int, language: Language) -> _Sending:
    referral = found(referrals.get(session, referral_id), _GONE)
    issued = documents.issued(session, LETTER, referral_id, language)
    if issued is None or issued.revocation is not None:
        raise NotPossible(_NOT_ISSUED)
    ended = consent_ended(
        centre.codes, issued, referral, consents.of_client(session, referral.client_id), centre.today()
    )
    if ended is not None:
        raise NotPossible(ended)
    letter = thaw(issued.content)
    client = found(clients.get(session, referral.client_id), _GONE)
    if not isinstance(letter, Letter):
        raise NotPossible(_NOT_ISSUED)
    return _Sending(referral, issued, letter, (client.name, client.kana, *_named_in(letter)))


def _named_in(letter: Letter) -> Iterator[str]:
    """Yield the names that a letter gives with their reading, as they were when it was issued."""
    for item in letter.items:
        for paragraph in item.paragraphs:
            for span in paragraph:
                if isinstance(span, NameWithReading):
                    yield from (span.name, span.reading)


def _checked(draft: FaxDraft, sending: _Sending) -> tuple[FaxDraft, NumberCheck]:
    """Return a fax with its number in canonical form, and how that was checked; raises Rejected."""
    problems: list[Problem] = []
    if draft.number.strip():
        try:
            draft = replace(draft, number=phones.canonical(draft.number))
        except NotReadable as why:
            problems.append(Problem("number", why.message))
    else:
        draft = replace(draft, number="")
    rest = check_fax(draft, sending.names)
    problems += [each for each in rest if not problems or each.field not in ("number", "last_digits")]
    if problems or draft.checked is None:
        raise Rejected(problems)
    return draft, draft.checked
