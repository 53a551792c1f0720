"""What stands on an envelope and on labels: whom it goes to, with exactly one honorific, and who sends it.

Nothing on the outside of a letter says whom it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.text import About
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.stationery import EnvelopeForm, LabelForm, Offset


@dataclass(frozen=True)
class Address:
    """A place to send to: ``lines`` as typed, ``names`` the addressee's lines, the last one with its honorific."""

    postal_code: str
    lines: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Envelope:
    """An envelope's address side. ``sender`` is empty where it is printed on it already.

    ``frames``: the frames of the post code are drawn too, for envelopes without them. ``mark`` such as 親展, or "".
    """

    about: About
    form: EnvelopeForm
    to: Address
    sender: tuple[str, ...]
    mark: str
    frames: bool
    offset: Offset


@dataclass(frozen=True)
class LabelSheets:
    """Labels, the first one at place ``start`` of the first sheet, counted from 0."""

    about: About
    form: LabelForm
    labels: tuple[Address, ...]
    start: int
    offset: Offset


@dataclass(frozen=True)
class PlacementTest:
    """A page that shows where things fall: the areas of a form as frames, and a cross at its middle.

    ``words`` say what to measure.
    """

    about: About
    form: EnvelopeForm | LabelForm
    words: tuple[str, ...]
    offset: Offset


def address_of(institution: Institution, names: Sequence[str]) -> Address:
    """Return where an institution gets its post, addressed to ``names``."""
    lines = tuple(line.strip() for line in institution.address.splitlines() if line.strip())
    return Address(institution.postal_code.strip(), lines, tuple(names))


def compose_envelope(
    *,
    to: Address,
    centre: CentreSettings,
    form: EnvelopeForm,
    language: str,
    tr: Gettext,
    offset: Offset,
    frames: bool = False,
    with_sender: bool = True,
    confidential: bool = True,
) -> Envelope:
    """Freeze an envelope."""
    sender = (
        f"〒{centre.postal_code}" if centre.postal_code.strip() else "",
        *centre.address.splitlines(),
        "\u3000".join(part for part in (centre.name, centre.department) if part.strip()),
        tr("Phone {number}").format(number=centre.phone) if centre.phone.strip() else "",
    )
    return Envelope(
        about=About(language, tr("Envelope"), centre.name),
        form=form,
        to=to,
        sender=tuple(line for line in sender if line.strip()) if with_sender else (),
        mark=tr("Personal and confidential") if confidential else "",
        frames=frames,
        offset=offset,
    )


def compose_labels(
    *,
    labels: Sequence[Address],
    centre: CentreSettings,
    form: LabelForm,
    language: str,
    tr: Gettext,
    start: int,
    offset: Offset,
) -> LabelSheets:
    """Freeze sheets of labels that begin at label ``start``, counted from 1."""
    return LabelSheets(About(language, tr("Address labels"), centre.name), form, tuple(labels), start - 1, offset)


def compose_placement_test(
    *, form: EnvelopeForm | LabelForm, centre: CentreSettings, language: str, tr: Gettext, offset: Offset
) -> PlacementTest:
    """Freeze the page that is printed on plain paper to see how far off a printer is."""
    words = (
        tr("Test page: {form}").format(form=form.label(language)),
        tr("Hold it against the envelope or the sheet of labels, and measure how far the frames are off."),
        tr("Moved by now: {right} mm to the right, {down} mm down.").format(
            right=f"{offset.right:g}", down=f"{offset.down:g}"
        ),
    )
    return PlacementTest(About(language, tr("Test page"), centre.name), form, words, offset)
