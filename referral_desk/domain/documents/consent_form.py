"""The consent form: to whom what may be told, for what, how and until when; signed by the client, or heard by staff.

Nobody can agree to what she does not see: receivers stand one by one and items have a box each. The form says that
consent can be taken back and that refusing has no consequence, for without that it is not freely given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook, ConsentKind
from referral_desk.domain.consent import Consent, ConsentDraft, Receiver
from referral_desk.domain.documents.text import About, date_for
from referral_desk.domain.messages import Gettext

_LEAST_RECEIVERS = 4
"""So many lines there are for receivers, those to be written by hand included."""
_BY_HAND = 2


@dataclass(frozen=True)
class Box:
    """A box to tick with its words; "" leaves a line to write on."""

    label: str
    ticked: bool = False


@dataclass(frozen=True)
class Part:
    """A numbered part: its heading, its text, its boxes (``across`` beside each other), lines to write on."""

    heading: str
    text: str = ""
    boxes: tuple[Box, ...] = ()
    across: int = 1
    lines: int = 0


@dataclass(frozen=True)
class Line:
    """What is signed or filled in: a label, and what stands there already ("": a line)."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class ConsentForm:
    """The form as it is printed. ``oral`` is filled in by staff where the client agrees by word of mouth.

    ``void`` says in a frame that a recorded consent was withdrawn.
    """

    about: About
    addressed_to: str
    lead: str
    parts: tuple[Part, ...]
    rights_heading: str
    rights: tuple[str, ...]
    signed_heading: str
    signed: tuple[Line, ...]
    stands_in_heading: str
    stands_in: tuple[Line, ...]
    oral_heading: str
    oral: tuple[Line, ...]
    copies: str
    contact: tuple[tuple[str, str], ...]
    foot: str
    remarks: tuple[str, ...] = ()
    void: str = ""


def compose_consent_form(
    *,
    client: Client,
    consent: ConsentDraft | None,
    receivers: Sequence[Receiver],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    printed_on: date,
) -> ConsentForm:
    """Freeze a form: blank for the ``receivers`` in question, or filled with a ``consent``.

    A stored :class:`Consent` is printed as it is kept, with who recorded it and whether it was withdrawn; a draft that
    is not stored yet is printed to be signed.
    """
    return _Writer(client, consent, tuple(receivers), centre, codes, language, tr).form(printed_on)


@dataclass(frozen=True)
class _Writer:
    client: Client
    consent: ConsentDraft | None
    receivers: tuple[Receiver, ...]
    centre: CentreSettings
    codes: CodeBook
    language: str
    tr: Gettext

    @property
    def _kept(self) -> Consent | None:
        return self.consent if isinstance(self.consent, Consent) else None

    def form(self, printed_on: date) -> ConsentForm:
        tr, centre = self.tr, self.centre
        title = tr("Consent to passing on personal information")
        return ConsentForm(
            about=About(self.language, title, centre.name),
            addressed_to=tr("To the head of {centre}").format(centre=centre.name),
            lead=tr(
                "I agree that {centre} passes on information about me as stated below, so that I am supported."
            ).format(centre=centre.name),
            parts=(self._purpose(), self._receivers(), self._items(), self._method(), self._period()),
            rights_heading=tr("Please read this before you sign"),
            rights=(
                tr(
                    "You can withdraw this consent at any time, wholly or in part. Tell the office below, also by "
                    "phone."
                ),
                tr("If you do not agree, or withdraw, you lose nothing: the centre goes on counselling you."),
                tr(
                    "Only what is ticked is passed on, and only to those who are named. Ask us whenever you want to "
                    "see what was passed on."
                ),
            ),
            signed_heading=tr("Signature"),
            signed=self._signed(),
            stands_in_heading=tr("Where a representative signs"),
            stands_in=(
                Line(tr("Name"), self.consent.representative if self._kept and self.consent else ""),
                Line(tr("Relation"), self.consent.representative_relation if self._kept and self.consent else ""),
            ),
            oral_heading=tr("Where the person agrees orally (filled in by staff)"),
            oral=self._oral(),
            copies=tr("Two copies are made: one for the person, one for the centre."),
            contact=self._contact(),
            foot=tr("Client No. {number}").format(number=self.client.number)
            + "\u3000"
            + tr("Printed on {date}").format(date=date_for(printed_on, self.language)),
            remarks=self._remarks(),
            void=self._void(),
        )

    def _purpose(self) -> Part:
        text = self.consent.purpose.strip() if self.consent else ""
        usual = self.tr("To introduce me to the institutions below, and to support me together with them.")
        return Part(self.tr("Purpose"), text or usual)

    def _receivers(self) -> Part:
        named = self.consent.receivers if self.consent else self.receivers
        boxes = [Box(each.name, self.consent is not None) for each in named]
        if self._kept is None:
            blank = _BY_HAND if self.consent is None else 0
            boxes += [Box("")] * max(blank, _LEAST_RECEIVERS - len(boxes) if self.consent is None else 0)
        return Part(self.tr("Who may be told"), boxes=tuple(boxes))

    def _items(self) -> Part:
        chosen = self.consent.items if self.consent else ()
        known = [item.code for item in self.codes.disclosure_items.items]
        codes = [*known, *(item for item in chosen if item not in known)]
        boxes = [Box(self.codes.disclosure_items.label(code, self.language), code in chosen) for code in codes]
        return Part(self.tr("What may be told"), boxes=tuple(boxes), across=2)

    def _method(self) -> Part:
        text = self.consent.method.strip() if self.consent else ""
        return Part(
            self.tr("How it is passed on"), text or self.tr("In writing, by telephone, in person or in a meeting.")
        )

    def _period(self) -> Part:
        tr = self.tr
        if self.consent is None:
            choices = (Box(tr("Until the support by the centre ends")), Box(tr("Until ______________ (date)")))
            return Part(tr("Period"), boxes=choices, across=2)
        if self.consent.until is None:
            return Part(tr("Period"), tr("Until the support by the centre ends"))
        return Part(
            tr("Period"),
            tr("From {first} until {last}").format(
                first=date_for(self.consent.on, self.language), last=date_for(self.consent.until, self.language)
            ),
        )

    def _signed(self) -> tuple[Line, ...]:
        tr, kept = self.tr, self._kept
        written = kept is not None and kept.kind is ConsentKind.WRITTEN
        day = date_for(kept.on, self.language) if kept and written else ""
        name = "" if self.client.anonymous else self.client.name
        stood_in = bool(kept and kept.representative.strip())
        return (Line(tr("Date"), day), Line(tr("Name"), name if written and not stood_in else ""))

    def _oral(self) -> tuple[Line, ...]:
        tr, kept = self.tr, self._kept
        oral = kept if kept is not None and kept.kind is ConsentKind.ORAL else None
        return (
            Line(tr("When"), date_for(oral.on, self.language) if oral else ""),
            Line(tr("Heard by"), oral.heard_by if oral else ""),
        )

    def _contact(self) -> tuple[tuple[str, str], ...]:
        centre, tr = self.centre, self.tr
        office = "\u3000".join(part for part in (centre.name, centre.department) if part)
        rows = ((tr("Office"), office), (tr("Phone"), centre.phone))
        return tuple((label, value) for label, value in rows if value)

    def _remarks(self) -> tuple[str, ...]:
        kept, tr = self._kept, self.tr
        if kept is None:
            return ()
        remarks = [tr("As recorded by {name}.").format(name=kept.staff_name)] if kept.staff_name else []
        return (*remarks, *([kept.note.strip()] if kept.note.strip() else []))

    def _void(self) -> str:
        kept, tr = self._kept, self.tr
        if kept is None or kept.withdrawn_on is None:
            return ""
        day, reason = date_for(kept.withdrawn_on, self.language), kept.withdrawal.strip()
        if not reason:
            return tr("Withdrawn on {date}").format(date=day)
        return tr("Withdrawn on {date}: {reason}").format(date=day, reason=reason)
