"""Letters, cards, summaries: composed from the records, frozen when issued, drawn as PDF.

A letter leaves the office: it needs the client's consent or another legal basis, tells no more than that covers, is
numbered, kept as issued, and written into the disclosure log. Printing it again shows what was issued, also after
the client moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property

from referral_desk.db.queries import (
    benefits,
    clients,
    closed_months,
    consents,
    contacts,
    disclosures,
    documents,
    ecomap,
    engagements,
    follow_ups,
    institutions,
    receivers,
    referrals,
    sbirts,
)
from referral_desk.db.queries.batches import batches
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail, Handout
from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.codes import CodeBook, LegalBasis, ReferralStatus
from referral_desk.domain.consent import Consent
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.documents.card import CardLanguage, CardLayout, CardSheet, compose_card
from referral_desk.domain.documents.freezing import freeze, thaw
from referral_desk.domain.documents.letter import Letter, compose_letter, document_number
from referral_desk.domain.documents.letter_wording import LetterWording
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.documents.summary import compose_summary
from referral_desk.domain.documents.tally_page import compose_tally_page
from referral_desk.domain.ecomap_subjects import Speech, make_ecomap
from referral_desk.domain.engagement import engagement_board
from referral_desk.domain.errors import NoGround, NotPossible
from referral_desk.domain.followup import suggested_follow_up
from referral_desk.domain.institution import gets_card
from referral_desk.domain.issued import revoked_words
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.outgoing import Choice, Confirmation, narrowed, receiver
from referral_desk.domain.referral import UNCOUNTED, Referral
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_charts import tally_charts
from referral_desk.i18n import Language, translator
from referral_desk.reports.fonts import MissingGlyphs
from referral_desk.reports.render import render
from referral_desk.reports.wording import card_wording
from referral_desk.services import letter_wordings
from referral_desk.services.centre import Centre, about, another
from referral_desk.services.disclosures import letter_allowed
from referral_desk.services.figure_lists import narrowed_sentence
from referral_desk.services.letter_facts import LETTER, LetterFacts, read
from referral_desk.services.letter_wordings import SHIPPED
from referral_desk.services.lookup import found
from referral_desk.services.tally_charts import chart_facts

CARD = "card"
SUMMARY = "summary"
BY_LETTER = "letter"
"""The code of the list disclosure_methods."""

_GONE = message(N_("This referral is no longer there."))
_NO_SLIP = message(
    N_("This letter was issued without a reply slip. Print it as it is, or revoke it and issue a new one.")
)

_AT_ONCE = 40
"""Letters of a batch that are stored together: others wait for them to write, a few tenths of a second."""
_CONTACTS_ON_SUMMARY = 8
_REFERRALS_ON_SUMMARY = 12


@dataclass(frozen=True)
class Issued:
    """A document ready to look at, print or save. ``reprint``: it was issued before and is shown as it was.

    ``handout`` is what the audit trail says of it when it is printed or saved. ``caution``: why a letter that is shown
    again must not be sent again.
    """

    pdf: bytes
    title: str
    number: str
    reprint: bool
    changes: ChangeSet
    handout: Handout
    caution: Message | None = None


@dataclass(frozen=True)
class Skipped:
    """A referral of a batch whose letter may not be issued, and why."""

    referral_id: int
    referral_number: str
    reason: Message


@dataclass(frozen=True)
class BatchLetter:
    """One letter of a batch; ``file_name`` comes from the referral's number, never from a person's data."""

    referral_id: int
    referral_number: str
    file_name: str
    pdf: bytes
    handout: Handout


def _quietly(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def letter(
    centre: Centre,
    referral_id: int,
    *,
    basis: LegalBasis | None = None,
    language: Language = Language.JA,
    again: bool = False,
    slip: bool | None = None,
    choice: Choice | None = None,
) -> Issued:
    """Issue the letter of a referral, or print the issued one again; ``again`` issues a new one from today's records.

    Where the newest one was revoked, a new one is issued. It tells all that may be told, or of that what ``choice``
    names; that somebody looked at its receiver is then kept with the institution. ``slip``: whether a reply slip goes
    with a new one; None: as the centre does. A reply that is asked for and that nobody set a day for is waited for from
    then on.

    Raises NotPossible: groups get no letter, drafts and entries made in error have none, and what ``choice`` rests on
    has changed; NoGround: without consent a letter needs another legal ``basis``. Raises MissingGlyphs before anything
    is stored.
    """
    with centre.write(Action.ISSUE_DOCUMENT) as session:
        letters = _Letters(centre, session, (referral_id,), language)
        issued = letters.issue(referral_id, basis=basis, again=again, slip=slip, choice=choice)
        told = letters.store()
    return replace(issued, changes=issued.changes | ChangeSet.of(disclosure=frozenset(told))) if told else issued


@dataclass(frozen=True)
class _Made:
    """A letter that is made and not stored yet.

    ``awaited_by`` is the day by which its reply is awaited, None where nobody waits for one or a day is set already.
    """

    content: Letter
    referral: Referral
    running: int
    number: str
    allowed: Permission
    wording: str
    awaited_by: date | None

    def kept(self, document_id: int, language: str, on: date, staff_name: str) -> IssuedDocument:
        """Return it as it is kept under an id."""
        return IssuedDocument(
            id=document_id,
            running=self.running,
            number=self.number,
            kind=LETTER,
            client_id=self.referral.client_id,
            referral_id=self.referral.id,
            issued_on=on,
            language=language,
            wording=self.wording,
            basis=self.allowed.basis,
            staff_name=staff_name,
            content=freeze(self.content),
        )

    def told(self, document_id: int, on: date) -> DisclosureDraft:
        """Return what the disclosure log says of it."""
        return DisclosureDraft(
            client_id=self.referral.client_id,
            on=on,
            institution_id=self.referral.institution_id,
            receiver=self.referral.institution_name,
            method=BY_LETTER,
            items=self.content.told,
            basis=self.allowed.basis,
            consent_id=self.allowed.consent_id,
            referral_id=self.referral.id,
            document_id=document_id,
        )


class _Letters:
    """The letters of some referrals, issued in one unit of work: read together, made one by one, stored together."""

    def __init__(self, centre: Centre, session: Session, referral_ids: Sequence[int], language: Language) -> None:
        self._centre = centre
        self._session = session
        self._language = language
        self._today = centre.today()
        self._facts = read(session, referral_ids, centre.codes, language, self._today)
        self._wordings: dict[str, tuple[LetterWording, str]] = {}
        self._looks: dict[int, Confirmation] = {}
        self._made: list[_Made] = []

    def facts(self, referral_id: int) -> LetterFacts:
        """Return what was read of a referral; raises NotFound."""
        return found(self._facts.get(referral_id), _GONE)

    def issue(
        self,
        referral_id: int,
        *,
        basis: LegalBasis | None = None,
        again: bool = False,
        slip: bool | None = None,
        choice: Choice | None = None,
    ) -> Issued:
        """Make a letter under the next number, or show the one that was issued, as :func:`letter` says.

        What is refused takes no number and leaves nothing behind.
        """
        facts, codes, today = self.facts(referral_id), self._centre.codes, self._today
        referral, institution = facts.referral, facts.institution
        about(self._session, client=referral.client_id, record=f"r-{referral_id}", detail={"kind": LETTER})
        check_letter(referral, codes)
        before = facts.printed_again
        if before is not None and not again:
            detail: Detail = {"kind": LETTER, "again": True}
            about(self._session, client=referral.client_id, record=f"d-{before.id}", detail=detail)
            return _reprint(before, consent_ended(codes, before, referral, facts.given, today), slip)
        allowed = letter_allowed(codes, referral, facts.given, basis, today)
        if allowed.missing is not None:
            raise NoGround(allowed.missing)
        wording, wording_name = self._wording(institution.kind)
        if choice is not None:
            allowed = _chosen(allowed, choice, receiver(institution, wording))
        tr, settings, running = translator(self._language), self._centre.settings, self._running + len(self._made)
        reply_by = self._reply_by(facts) if (settings.reply_slip if slip is None else slip) else None
        content = compose_letter(
            referral=referral,
            client=facts.client,
            institution=institution,
            centre=settings,
            staff=self._centre.me,
            wording=wording,
            codes=codes,
            language=self._language,
            tr=tr,
            issued_on=today,
            allowed=allowed,
            number=running,
            follow_up_on=facts.next_follow_up,
            reply_by=reply_by,
        )
        pdf = render(content)  # before it is stored: a character that no font has must leave no trace of a letter
        number = document_number(settings.document_prefix, running, tr)
        waits = referral.status is ReferralStatus.REQUESTED and not facts.waiting
        made = _Made(content, referral, running, number, allowed, wording_name, reply_by if waits else None)
        self._made.append(made)
        if choice is not None:
            self._looks[institution.id] = Confirmation(choice.to, today, self._centre.staff_name)
        changes = ChangeSet.of(document=referral_id, client=referral.client_id, referral=referral_id)
        changes |= ChangeSet.of(follow_up=referral_id)
        handout = Handout(LETTER, referral.client_id, f"r-{referral_id}")
        return Issued(pdf, content.about.title, number, reprint=False, changes=changes, handout=handout)

    def store(self) -> tuple[int, ...]:
        """Store the letters that were made, write them into the disclosure log and return the ids of its entries."""
        session, today, staff_name = self._session, self._today, self._centre.staff_name
        for institution_id, look in self._looks.items():
            receivers.confirm(session, institution_id, look)
        if not self._made:
            return ()
        numbered = list(enumerate(self._made, documents.next_id(session)))
        documents.add(session, *(made.kept(each, self._language, today, staff_name) for each, made in numbered))
        awaited = {made.referral.id: made.awaited_by for made in self._made if made.awaited_by is not None}
        follow_ups.await_replies(session, awaited)
        return disclosures.add_all(session, [made.told(each, today) for each, made in numbered], staff_name)

    @cached_property
    def _running(self) -> int:
        """The running number of the first new letter."""
        return documents.next_running(self._session)

    def _wording(self, kind: str) -> tuple[LetterWording, str]:
        """Return the wording for a kind of institution, read once: nobody else changes it in this unit of work."""
        if kind not in self._wordings:
            of_kind = self._centre.codes.institution_kinds[kind]
            self._wordings[kind] = letter_wordings.current(self._session, of_kind, self._language)
        return self._wordings[kind]

    def _reply_by(self, facts: LetterFacts) -> date:
        """Return the day by which a reply slip is to be back: that on which we look whether it came, if one is set."""
        days = self._centre.settings.reply_days
        suggested = suggested_follow_up(self._today, days, None, self._centre.is_holiday)
        return facts.reply_due(self._today) or suggested


def card(
    centre: Centre,
    referral_id: int,
    *,
    language: CardLanguage = CardLanguage.JA,
    nickname: str = "",
    layout: CardLayout = CardLayout.ONE,
) -> Issued:
    """Make the card the client holds: it names the group, never the client. Kept, so that it can be looked up.

    ``layout`` is only how it is printed: one card is kept however many are cut from the sheet.
    """
    codes, settings, now = centre.codes, centre.settings, _now(centre)
    with centre.write(Action.ISSUE_DOCUMENT) as session:
        referral = found(referrals.get(session, referral_id), _GONE)
        about(session, client=referral.client_id, record=f"r-{referral_id}", detail={"kind": CARD})
        institution = found(institutions.get(session, referral.institution_id), _GONE)
        companion = next((each.accompanied_by for each in reversed(referral.handoffs) if each.accompanied_by), "")
        content = compose_card(
            institution=institution,
            centre=settings,
            wording=card_wording(language),
            codes=codes,
            language=language,
            tr=translator(Language(language.spoken)),
            now=now,
            is_holiday=centre.is_holiday,
            nickname=nickname,
            companion=companion,
            plan=sbirts.plan(session, referral_id),
        )
        pdf = render(CardSheet(content, layout))
        issued = documents.issued(session, CARD, referral_id, language)
        same = issued is not None and issued.revocation is None and issued.content == freeze(content)
        if not same:
            kept = IssuedDocument(
                id=documents.next_id(session),
                running=None,
                number="",
                kind=CARD,
                client_id=referral.client_id,
                referral_id=referral_id,
                issued_on=now.date(),
                language=language,
                wording=SHIPPED,
                basis=None,
                staff_name=centre.staff_name,
                content=freeze(content),
            )
            documents.add(session, kept)
    changes = ChangeSet.of(document=referral_id, client=referral.client_id)
    handout = Handout(CARD, referral.client_id, f"r-{referral_id}")
    return Issued(pdf, content.about.title, "", reprint=same, changes=changes, handout=handout)


def reprint(centre: Centre, document_id: int) -> Issued:
    """Return a document exactly as it was issued; NotFound where there is none.

    One that was revoked, and a letter whose consent has ended since, come with a caution.
    """
    codes, today = centre.codes, centre.today()
    with centre.read() as session:
        issued = found(documents.get(session, document_id), message(N_("This document is no longer there.")))
        if issued.client_id is not None:
            check_visible(session, issued.client_id)
        letter_of = issued.referral_id if issued.kind == LETTER else None
        referral = referrals.get(session, letter_of) if letter_of is not None else None
        given = consents.of_client(session, referral.client_id) if referral else ()
        ended = consent_ended(codes, issued, referral, given, today) if referral else None
    detail: Detail = {"kind": issued.kind, "again": True}
    centre.note(Action.ISSUE_DOCUMENT, client=issued.client_id, record=f"d-{document_id}", detail=detail)
    return _reprint(issued, ended)


def summary(centre: Centre, client_id: int, *, language: Language = Language.JA) -> Issued:
    """Make the summary of a client: one or two pages for colleagues, not kept."""
    codes, settings, today = centre.codes, centre.settings, centre.today()
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        client = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        engaged = engagements.of_client(session, client_id)
        rows = referrals.of_client(session, client_id, _REFERRALS_ON_SUMMARY)
        content = compose_summary(
            client=benefits.on_day(session, client, today, codes),
            board=engagement_board(engaged, referrals.open_of_client(session, client_id), codes, today),
            referrals=tuple(found(referrals.get(session, row.id), _GONE) for row in rows),
            follow_ups=follow_ups.open_of_client(session, client_id),
            contacts=contacts.of_client(session, client_id, _CONTACTS_ON_SUMMARY),
            centre=settings,
            codes=codes,
            language=language,
            tr=translator(language),
            today=today,
            ecomap=make_ecomap(ecomap.around(session, client), Speech(codes, language, translator(language), today)),
        )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, detail={"kind": SUMMARY})
    handout = Handout(SUMMARY, client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def tally_pdf(centre: Centre, tally: Tally, *, language: Language = Language.JA) -> bytes:
    """Return the tally as the page that is submitted; closed months say who closed them, and the trail's end then."""
    with centre.read() as session:
        months = Period(tally.first, tally.last).each_month()
        closings = [closed_months.of_month(session, *each) for each in months]
    tr = translator(language)
    charts = tally_charts(chart_facts(centre, tally), ChartWords(centre.codes, language, tr))
    content = compose_tally_page(
        charts=charts.all(),
        closings=[each for each in closings if each is not None],
        tally=tally,
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=tr,
        made_on=centre.today(),
        narrowed=narrowed_sentence(centre, tally.narrowed, language),
    )
    return render(content)


def letters_of_month(
    centre: Centre,
    year: int,
    month: int,
    deliver: Callable[[BatchLetter], None],
    *,
    progress: Callable[[int, int], None] = _quietly,
    language: Language = Language.JA,
    chosen: Mapping[int, Choice | None] | None = None,
) -> tuple[Skipped, ...]:
    """Issue the letters of a month's referrals and ``deliver`` each; return those that may not be issued.

    ``chosen`` names the only referrals wanted, each with what was decided about its letter, None where nothing was.
    ``progress`` is told (done, total) and may raise to stop; what was delivered until then stays issued.
    """
    period = Period.month(year, month)
    with centre.read() as session:
        of_month = referrals.of_month(session, period.first, period.last)
    wanted = [each for each in of_month if chosen is None or each in chosen]
    skipped: list[Skipped] = []
    done = 0
    for together in batches(wanted, _AT_ONCE):
        made: list[BatchLetter] = []
        stopped: Exception | None = None
        with centre.write(Action.ISSUE_DOCUMENT, several=True) as session:
            letters = _Letters(centre, session, together, language)
            for referral_id in together:
                try:
                    progress(done, len(wanted))
                    of_batch = _of_batch(session, letters, referral_id, (chosen or {}).get(referral_id))
                except Exception as stop:
                    stopped = stop  # what was made until then is stored and delivered
                    break
                done += 1
                if isinstance(of_batch, Skipped):
                    skipped.append(of_batch)
                else:
                    made.append(of_batch)
            letters.store()
        for each in made:
            deliver(each)
        if stopped is not None:
            raise stopped
    progress(len(wanted), len(wanted))
    return tuple(skipped)


def _of_batch(session: Session, letters: _Letters, referral_id: int, choice: Choice | None) -> BatchLetter | Skipped:
    """Make one letter of a batch, with its own entry in the audit trail, or say why it may not be issued."""
    number = letters.facts(referral_id).referral.number
    try:
        issued = letters.issue(referral_id, choice=choice)
    except (NotPossible, MissingGlyphs) as refusal:
        return Skipped(referral_id, number, refusal.message)
    another(session)
    if issued.caution is not None:  # issued while she agreed; it may not go out a second time
        return Skipped(referral_id, number, issued.caution)
    return BatchLetter(referral_id, number, f"letter-{number}.pdf", issued.pdf, issued.handout)


def check_letter(referral: Referral, codes: CodeBook) -> None:
    """Raise NotPossible where a referral has no letter, whoever agreed to what."""
    kind = codes.institution_kinds[referral.institution_kind]
    if gets_card(kind):
        raise NotPossible(
            message(N_("Groups get no letter: print the card that the client holds, and introduce her by phone."))
        )
    if referral.status in UNCOUNTED:
        raise NotPossible(message(N_("A draft, or a referral entered in error, has no letter.")))


def _chosen(allowed: Permission, choice: Choice, to: Address) -> Permission:
    """Return what is told by ``choice``; NotPossible where it was made of what is no longer so."""
    if not choice.items <= allowed.items:
        raise NotPossible(message(N_("What may be told has changed since you looked. Look at it again.")))
    if choice.to != to:
        raise NotPossible(message(N_("The receiver’s name or address was changed since you looked. Look at it again.")))
    return narrowed(allowed, choice.items)


def consent_ended(
    codes: CodeBook, issued: IssuedDocument, referral: Referral, given: Sequence[Consent], today: date
) -> Message | None:
    """Return what is missing by now for an issued letter that rested on consent, so that it must not be sent again.

    ``given`` are the client's consents, the newest first.
    """
    if issued.basis is not LegalBasis.CONSENT:
        return None
    return letter_allowed(codes, referral, given, None, today).missing


def _reprint(issued: IssuedDocument, ended: Message | None = None, slip: bool | None = None) -> Issued:
    """Show a paper as it was issued; ``slip`` False leaves out the reply slip of a letter."""
    content = thaw(issued.content)
    if isinstance(content, Letter) and slip is not None:
        if slip and content.slip is None:
            raise NotPossible(_NO_SLIP)
        content = replace(content, slip=content.slip if slip else None)
    handout = Handout(issued.kind, issued.client_id, f"d-{issued.id}")
    return Issued(
        render(content),
        content.about.title,
        issued.number,
        reprint=True,
        changes=ChangeSet(),
        handout=handout,
        caution=revoked_words(issued.revocation) if issued.revocation else ended,
    )


def _now(centre: Centre) -> datetime:
    """Return the present minute of a centre whose day may be set, as in the demo and in tests."""
    clock = datetime.now().astimezone().time().replace(tzinfo=None)
    return datetime.combine(centre.today(), clock if clock else time.min)
