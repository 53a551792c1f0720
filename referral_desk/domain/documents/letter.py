"""The referral letter: who writes to whom, what is asked, and what the receiver must know.

Order and forms are those of public offices' letters: the number and the date in era years at the top right, the
addressee with exactly one honorific, the sender, the subject, the body, 記, numbered items, 以上. Letters between
public offices open without 拝啓. Wording comes per kind of receiver from ``resources/letters``.

It says nothing about the client but what its :class:`Permission` covers, and does not mention what was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client
from referral_desk.domain.codes import (
    Channel,
    CodeBook,
    ConsentKind,
    DisabilityCertificate,
    HandoffMode,
    OutpatientSupport,
    PublicAssistance,
)
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.documents.letter_fields import LetterField, fill
from referral_desk.domain.documents.letter_wording import LetterWording
from referral_desk.domain.documents.reply_slip import ReplySlip, compose_reply_slip
from referral_desk.domain.documents.text import (
    About,
    HandoffBadge,
    Paragraph,
    Plain,
    address_line,
    birth_and_age,
    clock,
    contact_flags,
    date_for,
    date_with_weekday,
    named,
)
from referral_desk.domain.handoff import Handoff, mode_of
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import Referral

_HONORIFICS = ("様", "御中", "先生", "殿", "さま", "さん", "各位")
_UNITS = ("係", "課", "室", "部", "局", "班", "科", "会", "団", "クラブ", "センター", "窓口", "事務所", "事業所", "所")
_DOCTORS = ("医師", "院長", "医長", "ドクター", "Dr.")
_SECTIONS = {"household": "household", "history": "background", "benefits": "living", "health_and_treatment": "medical"}
"""The sections of a letter in which items stand; not every wording has them. All others stand in every letter."""
_PERSONS = ("welfare_commissioner", "health_promotion_volunteer")


@dataclass(frozen=True)
class LetterItem:
    """One numbered item of the record: its label and its paragraphs, never empty.

    ``continued`` is the label where the item goes on on another page.
    """

    label: str
    continued: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Letter:
    """A letter as it was issued. ``number`` is "" where it was not registered, ``seal_omitted`` where a seal goes.

    ``told``: codes of disclosure_items that it tells, in their order, for the disclosure log. ``slip`` is the page on
    which the receiver replies, None where none goes with it.
    """

    about: About
    number: str
    date: str
    addressee: tuple[str, ...]
    sender: tuple[str, ...]
    seal_omitted: str
    subject: str
    salutation: str
    body: tuple[str, ...]
    valediction: str
    record_heading: str
    items: tuple[LetterItem, ...]
    end: str
    contact: tuple[tuple[str, str], ...]
    told: tuple[str, ...] = ()
    slip: ReplySlip | None = None


def document_number(prefix: str, number: int, tr: Gettext) -> str:
    """Return a registered document's number as printed: 架健精第104号."""
    return tr("{prefix} No. {number}").format(prefix=prefix, number=number).strip()


def with_honorific(name: str, wording: LetterWording, *, person: bool) -> str:
    """Return a name with exactly one honorific: none is added to one that was typed with it.

    Organisations and their units take 御中, doctors 先生, everyone else 様.
    """
    name = name.strip()
    if not name or name.endswith(_HONORIFICS):
        return name
    if not person or name.endswith(_UNITS):
        return _joined(name, wording.honorific_organisation)
    if any(sign in name for sign in _DOCTORS):
        return _joined(name, wording.honorific_doctor)
    return _joined(name, wording.honorific_person)


def addressee_lines(institution: Institution, wording: LetterWording) -> tuple[str, ...]:
    """Return whom a letter to an institution is addressed to: its contact person there, or itself."""
    contact = institution.contact_name.strip()
    if contact:
        return (institution.name, with_honorific(contact, wording, person=True))
    return (with_honorific(institution.name, wording, person=institution.kind in _PERSONS),)


def _joined(name: str, honorific: str) -> str:
    return f"{name}\u3000{honorific}" if honorific else name


def compose_letter(
    *,
    referral: Referral,
    client: Client,
    institution: Institution,
    centre: CentreSettings,
    staff: StaffMember | None,
    wording: LetterWording,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    issued_on: date,
    allowed: Permission,
    number: int | None = None,
    follow_up_on: date | None = None,
    reply_by: date | None = None,
) -> Letter:
    """Freeze what a referral's letter says.

    ``allowed`` is what it may tell, ``number`` the running number of a registered letter, ``follow_up_on`` the day on
    which the centre will ask how it went, ``reply_by`` that by which a reply slip is to come back (None: no slip).
    Items without content are left out. Whether the letter may be issued at all is not decided here.
    """
    return _Writer(
        referral, client, institution, centre, staff, wording, codes, language, tr, allowed, issued_on
    ).letter(number, follow_up_on, reply_by)


def letter_contents(
    *,
    referral: Referral,
    client: Client,
    institution: Institution,
    centre: CentreSettings,
    wording: LetterWording,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    issued_on: date,
) -> dict[str, str]:
    """Return what a referral's letter would tell of each item that has a place in it, in the order of the list.

    "" where nothing is known. It asks for no permission: it is for the eyes of who decides what goes out.
    """
    return _Writer(
        referral, client, institution, centre, None, wording, codes, language, tr, Permission(None), issued_on
    ).contents()


@dataclass(frozen=True)
class _Writer:
    """The records a letter is written from."""

    referral: Referral
    client: Client
    institution: Institution
    centre: CentreSettings
    staff: StaffMember | None
    wording: LetterWording
    codes: CodeBook
    language: str
    tr: Gettext
    allowed: Permission
    issued_on: date

    def letter(self, number: int | None, follow_up_on: date | None, reply_by: date | None) -> Letter:
        wording, centre, tr = self.wording, self.centre, self.tr
        subject = self._filled(wording.subject)
        registered = "" if number is None else document_number(centre.document_prefix, number, tr)
        return Letter(
            about=About(self.language, subject, centre.name),
            number=registered,
            date=date_for(self.issued_on, self.language),
            addressee=addressee_lines(self.institution, self.wording),
            sender=self._sender(),
            seal_omitted=tr("(Official seal omitted)") if centre.seal_omitted else "",
            subject=subject,
            salutation=wording.salutation,
            body=self._body(),
            valediction=wording.valediction,
            record_heading=wording.record_heading,
            items=tuple(self._items(follow_up_on)),
            end=wording.end,
            contact=self._contact(),
            told=self._told(),
            slip=self._slip(registered, reply_by) if reply_by else None,
        )

    def _slip(self, number: str, reply_by: date) -> ReplySlip:
        honorific = "" if self.client.anonymous else self.wording.honorific_person
        return compose_reply_slip(
            number=number,
            issued_on=self.issued_on,
            return_by=reply_by,
            client_name=f"{self.client.name}\u3000{honorific}".strip(),
            institution_name=self.institution.name,
            honorific=self.wording.honorific_organisation,
            centre=self.centre,
            staff=self.staff,
            codes=self.codes,
            language=self.language,
            tr=self.tr,
        )

    def _sender(self) -> tuple[str, ...]:
        centre = self.centre
        office = _spaced(centre.name, centre.department)
        return tuple(line for line in (office, _spaced(centre.sender_title, centre.sender_name)) if line)

    def _contact(self) -> tuple[tuple[str, str], ...]:
        centre, staff, tr = self.centre, self.staff, self.tr
        title = tr("({title})").format(title=staff.job_title) if staff and staff.job_title else ""
        extension = tr("(ext. {extension})").format(extension=centre.extension) if centre.extension else ""
        fax = tr("Fax {number}").format(number=centre.fax) if centre.fax else ""
        rows = (
            (tr("Officer"), _spaced(centre.department, f"{staff.name}{title}" if staff else "")),
            (tr("Phone"), _spaced(f"{centre.phone}{extension}" if centre.phone else "", fax)),
            (tr("Address"), address_line(centre.postal_code, centre.address)),
        )
        return tuple((label, value) for label, value in rows if value)

    def _filled(self, text: str, handoff: Handoff | None = None) -> str:
        """Return a text of the wording with its fields filled in; those of a handoff only where one is given."""
        client, centre = self.client, self.centre
        honorific = "" if client.anonymous else self.wording.honorific_person
        values = {
            LetterField.YOU: self.wording.you,
            LetterField.INSTITUTION: self.institution.name,
            LetterField.CLIENT: f"{client.name}{honorific}",
            LetterField.CENTRE: centre.name,
            LetterField.DEPARTMENT: centre.department,
            LetterField.OFFICER: self.staff.name if self.staff else "",
            LetterField.TODAY: date_for(self.issued_on, self.language),
        }
        if handoff is not None:
            values |= {LetterField.WHEN: self._when(handoff), LetterField.RECEIVER: self._receiver(handoff)}
        return fill(text, values)

    def _body(self) -> tuple[str, ...]:
        wording = self.wording
        agreed = self.allowed.agreed
        consent = wording.consent.get(agreed.kind, "") if agreed and not agreed.represented else ""
        met = [handoff for handoff in self.referral.handoffs if handoff.receiver_live]
        spoken = self._sentence(max(met, key=lambda handoff: handoff.on), wording.handoff) if met else ""
        space = " " if self.language == "en" else ""
        main = space.join(part for part in (self._filled(wording.main), self._filled(consent), spoken) if part)
        return tuple(part for part in (self._filled(wording.opening), main, self._filled(wording.closing)) if part)

    def _sentence(self, handoff: Handoff, sentences: Mapping[str, str]) -> str:
        mode = mode_of(handoff)
        key = mode.value if mode else Channel.NOT_YET.value
        if mode is HandoffMode.THREE_WAY_CALL and handoff.channel is Channel.ONLINE:
            key = "three_way_online"
        return self._filled(sentences.get(key, ""), handoff)

    def _when(self, handoff: Handoff) -> str:
        when = date_with_weekday(handoff.on, self.language)
        if handoff.at:
            return self.tr("{date}, {time}").format(date=when, time=clock(handoff.at, self.language))
        return when

    def _receiver(self, handoff: Handoff) -> str:
        name = handoff.receiver_name.strip()
        if not name:
            return self.tr("a member of staff of {you}").format(you=self.wording.you)
        honoured = with_honorific(name, self.wording, person=True).replace("\u3000", "")
        return self.tr("{name} of {you}").format(name=honoured, you=self.wording.you)

    def _may(self, *items: str) -> bool:
        """Whether one of ``items`` may be told."""
        return any(item in self.allowed.items for item in items)

    def _items(self, follow_up_on: date | None) -> Iterator[LetterItem]:
        written = {
            "client": self._client(),
            "household": _typed(self.client.household) if self._may("household") else (),
            "background": _typed(self.referral.background) if self._may("history") else (),
            "living": self._living(),
            "medical": self._medical(),
            "request": _numbered(self.referral.request) if self._may("request") else (),
            "urgency": self._urgency(),
            "handoff": self._handoffs(),
            "consent": self._consent(),
            "next": self._next(follow_up_on),
        }
        for code in self.wording.items:
            if paragraphs := written[code]:
                label = self.wording.labels[code]
                yield LetterItem(label, self.tr("{label}\n(continued)").format(label=label), paragraphs)

    def _told(self) -> tuple[str, ...]:
        """Return the items that the letter really tells: permitted ones that have a place in it, and a content."""
        return tuple(item for item, words in self.contents().items() if words and self._may(item))

    def contents(self) -> dict[str, str]:
        """Return what each item that has a place in this letter would tell if it may be told; "" for nothing."""
        every = tuple(item.code for item in self.codes.disclosure_items.items)
        content = replace(self, allowed=Permission(None, frozenset(every)))._contents()
        missing = {item for item, section in _SECTIONS.items() if section not in self.wording.items}
        return {item: content[item] for item in every if item in content and item not in missing}

    def _contents(self) -> dict[str, str]:
        client, referral = self.client, self.referral
        urgency = self.codes.urgencies.label(referral.urgency, self.language)
        return {
            "name": _spaced(client.name, client.kana),
            "birth_and_sex": _spaced(self._sex(), birth_and_age(client, self.issued_on, self.tr, self.language)),
            "address_and_phone": self._reach(),
            "contact_time": _between(self.language).join(self._flags()),
            "household": client.household.strip(),
            "history": referral.background.strip(),
            "benefits": _plain(self._living()),
            "health_and_treatment": _plain(self._medical()),
            "request": "\n".join(part for part in (referral.request.strip(), urgency) if part),
        }

    def _client(self) -> tuple[Paragraph, ...]:
        client, tr = self.client, self.tr
        about = ["" if client.anonymous else self.wording.honorific_person]
        if self._may("birth_and_sex"):
            about += [self._sex(), birth_and_age(client, self.issued_on, tr, self.language)]
        first: Paragraph = (*named(client), Plain("".join(f"\u3000{part}" for part in about if part)))
        reach = [self._reach()] if self._may("address_and_phone") and self._reach() else []
        if flags := self._flags():
            reach.append(tr("When contacting: {flags}").format(flags=_between(self.language).join(flags)))
        return (first, *((Plain(line),) for line in reach))

    def _reach(self) -> str:
        client = self.client
        phone = self.tr("Phone {number}").format(number=client.phone) if client.phone else ""
        return "\u3000\u3000".join(part for part in (address_line(client.postal_code, client.address), phone) if part)

    def _sex(self) -> str:
        sex = self.client.sex
        return self.codes.sexes.label(sex, self.language) if sex and sex != "unknown" else ""

    def _flags(self) -> tuple[str, ...]:
        # Whoever gets the number has to know how it may be called.
        return contact_flags(self.client, self.tr) if self._may("contact_time", "address_and_phone") else ()

    def _urgency(self) -> tuple[Paragraph, ...]:
        label = self.codes.urgencies.label(self.referral.urgency, self.language)
        return _typed(label) if self._may("request") else ()

    def _living(self) -> tuple[Paragraph, ...]:
        status = self.client.public_assistance
        if not self._may("benefits") or status is None or status is PublicAssistance.UNKNOWN:
            return ()
        label = self.codes.public_assistance.label(status, self.language)
        return _typed(self.tr("Public assistance: {value}").format(value=label))

    def _medical(self) -> tuple[Paragraph, ...]:
        client, codes, tr = self.client, self.codes, self.tr
        if not self._may("health_and_treatment"):  # both say that she is ill, whatever else they are
            return ()
        lines = []
        if client.outpatient_support is OutpatientSupport.USING:
            label = codes.outpatient_support.label(client.outpatient_support, self.language)
            lines.append(tr("Outpatient support (psychiatric): {value}").format(value=label))
        certificate = client.disability_certificate
        if certificate and certificate not in (DisabilityCertificate.NONE, DisabilityCertificate.UNKNOWN):
            label = codes.disability_certificates.label(certificate, self.language)
            lines.append(tr("Mental disability certificate: {value}").format(value=label))
        return _typed("\u3000\u3000".join(lines))

    def _handoffs(self) -> tuple[Paragraph, ...]:
        return tuple(self._handoff(handoff) for handoff in sorted(self.referral.handoffs, key=lambda each: each.on))

    def _handoff(self, handoff: Handoff) -> Paragraph:
        mode = mode_of(handoff)
        sentence = self._sentence(handoff, self.wording.happened)
        if handoff.accompanied_by.strip():
            sentence += self.tr(" Accompanied by {name}.").format(name=handoff.accompanied_by.strip())
        if mode is None:
            return (Plain(sentence),)
        badge = HandoffBadge(self.codes.handoff_modes.label(mode, self.language), mode.warm)
        return (badge, Plain(f"\u3000{sentence}"))

    def _consent(self) -> tuple[Paragraph, ...]:
        agreed, tr = self.allowed.agreed, self.tr
        if agreed is None:
            return ()
        day = date_for(agreed.on, self.language)
        if agreed.represented:
            if agreed.kind is ConsentKind.WRITTEN:
                return _typed(tr("In writing: the person’s representative agrees that the above is passed on."))
            return _typed(tr("Oral ({heard}): the person’s representative agrees.").format(heard=self._heard(day)))
        if agreed.kind is ConsentKind.WRITTEN:
            return _typed(tr("In writing: the person agrees that the above is passed on."))
        return _typed(
            tr("Oral ({heard}): the person agrees that the above is passed on.").format(heard=self._heard(day))
        )

    def _heard(self, day: str) -> str:
        by = self.allowed.agreed.heard_by if self.allowed.agreed else ""
        return self.tr("{date}, heard by {name}").format(date=day, name=by) if by else day

    def _next(self, follow_up_on: date | None) -> tuple[Paragraph, ...]:
        if follow_up_on is None:
            return ()
        day = date_with_weekday(follow_up_on, self.language)
        return _typed(self.tr("About {date} we shall ask you how it went.").format(date=day))


def _between(language: str) -> str:
    return "; " if language == "en" else "。"


def _plain(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join("".join(span.text for span in each if isinstance(span, Plain)) for each in paragraphs)


def _spaced(*parts: str) -> str:
    return "\u3000".join(part.strip() for part in parts if part.strip())


def _typed(text: str) -> tuple[Paragraph, ...]:
    """Return a typed text's lines as paragraphs; none for a blank text."""
    return tuple((Plain(line),) for line in text.strip().splitlines()) if text.strip() else ()


def _numbered(text: str) -> tuple[Paragraph, ...]:
    """Return what is asked: several lines get numbers unless somebody numbered them by hand."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    by_hand = any(line[0].isdigit() or line[0] in "(（・-•○●①" for line in lines)
    if len(lines) < 2 or by_hand:
        return tuple((Plain(line),) for line in lines)
    return tuple((Plain(f"({number}) {line}"),) for number, line in enumerate(lines, start=1))
