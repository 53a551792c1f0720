"""The recovery sheet: the recovery code on paper, how it is used, where it is kept, and who put it there.

It is the one document that is never stored, for whoever has it opens the centre. Its rules are those for a key to the
records room: one copy, sealed, locked away, its whereabouts signed for, void as soon as there is a newer one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.messages import N_, Gettext

WAY_IN = N_("The administrator forgot it, too: use the recovery code")
"""What the way in is called under the password; the sheet says it in the same words."""


@dataclass(frozen=True)
class RecoverySheet:
    """What the sheet says. ``groups`` are the code's groups in order, never shown by repr.

    ``facts`` are labelled; ``signatures`` are what is written in by hand.
    """

    about: About
    mark: str
    centre: str
    department: str
    lead: str
    code_label: str
    groups: tuple[str, ...] = field(repr=False)
    spelling: str
    facts: tuple[tuple[str, str], ...]
    void: str
    steps_heading: str
    steps: tuple[str, ...]
    keep_heading: str
    keep: tuple[str, ...]
    signatures: tuple[str, ...]
    foot: str


def compose_recovery_sheet(
    *, code: str, centre: CentreSettings, login: str, made_at: datetime, language: str, tr: Gettext
) -> RecoverySheet:
    """Freeze what the sheet says of ``code``, its groups with dashes between.

    ``login`` had it made at ``made_at``, local time; by that moment people tell the newest sheet.
    """
    made = f"{date_with_weekday(made_at.date(), language)} {made_at.hour}:{made_at.minute:02}"
    return RecoverySheet(
        about=About(language, tr("Recovery sheet"), centre.name),
        mark=tr("Keep locked away"),
        centre=centre.name,
        department=centre.department,
        lead=tr(
            "With the code below the records of this centre are opened when a password is forgotten. Whoever has this "
            "sheet can read everything. Treat it like the key to the records room."
        ),
        code_label=tr("Recovery code"),
        groups=tuple(code.split("-")),
        spelling=tr(
            "The letters I, L, O and U do not occur: 0 is the digit zero, 1 the digit one. Capital and small letters "
            "are the same."
        ),
        facts=(
            (tr("Made on"), made),
            (tr("Made by (login)"), login),
        ),
        void=tr(
            "This code is valid from the moment it was confirmed on the screen that the sheet is kept; earlier sheets "
            "are void from then on. Shred what is void."
        ),
        steps_heading=tr("When a password is forgotten"),
        steps=(
            tr("Start Referral Desk. Under the password, choose “{way_in}”.").format(way_in=tr(WAY_IN)),
            tr("Type the eight groups. A mistyped group is marked at once."),
            tr("Choose whose password is to be replaced, and type the new one twice: 13 characters or more."),
            tr(
                "A new recovery code appears. Print its sheet, and confirm: from then on the code on this sheet is "
                "void."
            ),
        ),
        keep_heading=tr("Where this sheet is kept"),
        keep=(
            tr("In an envelope, sealed and signed across the flap, in a locked cabinet or a safe."),
            tr("Away from the PC. No copy, no photograph, no scan."),
            tr(
                "If the envelope was opened, or the sheet is gone: have a new code made under Administration on the "
                "same day."
            ),
        ),
        signatures=(tr("Made by"), tr("Locked away by"), tr("Date"), tr("Place")),
        foot=made,
    )
