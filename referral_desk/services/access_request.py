"""Giving a person everything that is held about her (開示), with what is of third parties apart.

It goes in two steps. First it is put together, to be looked through; that is noted as reading. When it is handed out,
the disclosure log gets an entry, in the same transaction as the audit trail.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from referral_desk.db.queries import clients
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft
from referral_desk.domain.documents.held_record import compose_held_record
from referral_desk.domain.held_record import HeldRecord, Json, separate
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services import disclosures
from referral_desk.services.centre import Centre, about
from referral_desk.services.exports.whole_record import sections
from referral_desk.services.lookup import found

PAPER = "disclosure"
"""What the audit trail calls it."""

METHOD = "access_request"
"""The code of the list disclosure_methods."""

_NO_CLIENT = message(N_("This client is no longer there."))


class HeldFormat(StrEnum):
    """The form of the file."""

    JSON = "json"
    PDF = "pdf"


@dataclass(frozen=True)
class HeldFile:
    """Everything held about a client as the bytes of a file. ``third_party``: what is of third parties is in it.

    ``apart`` is how many statements of third parties there are, whether they are in it or not.
    """

    client_id: int
    format: HeldFormat
    content: bytes
    third_party: bool
    apart: int

    @property
    def file_name(self) -> str:
        """A name for the file that holds nothing of a person."""
        return f"client-{self.client_id}-everything.{self.format}"


def held(centre: Centre, client_id: int, *, language: Language = Language.JA) -> HeldRecord:
    """Return everything held about a client, what is of third parties apart.

    Raises NotFound; NotAllowed for who may not give it out, or not see this client.
    """
    centre.require(Action.GIVE_ACCESS)
    with centre.read() as session:
        record = separate(sections(session, client_id, centre.codes, language.value))
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": PAPER})
    return record


def prepare(
    centre: Centre,
    client_id: int,
    file_format: HeldFormat,
    *,
    third_party: bool = True,
    language: Language = Language.JA,
) -> HeldFile:
    """Put the file together, to be looked through; :func:`hand_out` comes before it leaves.

    Raises what :func:`held` raises, and MissingGlyphs for a PDF.
    """
    record = held(centre, client_id, language=language)
    if file_format is HeldFormat.JSON:
        document = _document(centre, record, third_party=third_party)
        content = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
    else:
        paper = compose_held_record(
            held=record,
            third_party=third_party,
            centre=centre.settings,
            language=language.value,
            tr=translator(language),
            made_on=centre.today(),
            made_by=centre.staff_name,
        )
        content = render(paper)
    return HeldFile(client_id, file_format, content, third_party, len(record.third_party))


def hand_out(centre: Centre, file: HeldFile, *, language: Language = Language.JA) -> Saved[Disclosure]:
    """Write into the disclosure log that the client is given the file, just before she is. Raises NotFound, NotAllowed.

    Where it cannot be written, the file must not leave.
    """
    tr = translator(language)
    with centre.write(Action.GIVE_ACCESS) as session:
        client = found(clients.get(session, file.client_id), _NO_CLIENT)
        left_out = file.apart and not file.third_party
        draft = DisclosureDraft(
            client_id=file.client_id,
            on=centre.today(),
            receiver=tr("{name} (the client)").format(name=client.name),
            method=METHOD,
            items=tuple(item.code for item in centre.codes.disclosure_items.items),
            basis=LegalBasis.BY_LAW,
            note=tr("Without the statements of third parties") if left_out else "",
        )
        stored = disclosures.record_in(session, centre, draft)
        detail = {"kind": PAPER, "format": file.format.value, "third_party": file.third_party}
        about(session, client=file.client_id, detail=detail)
    return Saved(stored, ChangeSet.of(disclosure=stored.id, client=stored.client_id))


def _document(centre: Centre, record: HeldRecord, *, third_party: bool) -> dict[str, Json]:
    """Return the JSON document; without ``third_party`` its list is left out, and the places still say "separate"."""
    head: dict[str, Json] = {
        "made_on": centre.today().isoformat(),
        "made_by": centre.staff_name,
        "centre": centre.settings.name,
        **record.own,
    }
    return {**head, "third_party": list(record.third_party)} if third_party else head
