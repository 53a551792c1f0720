"""The identifiers of the directory as it goes out, and the words that Open Referral HSDS 3.0 has no field for.

Every identifier is derived and none is drawn: the same record of the same centre has the same one in every file, so
that whoever reads a file again finds what changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import NAMESPACE_URL, UUID, uuid5

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.institution import Institution

OWN = "urn:x-referral-desk:"
"""What identifiers of this program begin with: local names, registered nowhere."""

CODES = f"{OWN}codes:"
FIELDS = f"{OWN}fields"
MUNICIPALITY = f"{OWN}municipality:"
"""Before a 全国地方公共団体コード, in the ``uri`` of a service area."""

EXTERNAL = f"{OWN}external-id"
"""The scheme of an identifier from a directory whose identifiers are no UUIDs."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TOKYO = "+09:00"
PHONE_TYPES: Mapping[str, str] = MappingProxyType({"voice": "voice", "fax": "fax", "mobile": "cell"})
"""HSDS's word for each kind of number; other kinds have none."""

_NAMESPACE = uuid5(NAMESPACE_URL, f"{OWN}hsds")


@dataclass(frozen=True)
class OwnField:
    """A field of ours without a place in HSDS: the list its code is from ("" for text), its Japanese and English name.

    ``inward``: it is for the centre alone, and stays out of a file for others.
    """

    name: str
    ja: str
    en: str
    codes: str = ""
    inward: bool = False


ORGANIZATION_FIELDS = (
    OwnField("kind", "種別", "Kind", "institution_kinds"),
    OwnField("life_domain", "生活の領域", "Domain of life", "life_domains"),
    OwnField("target", "対象", "Target", "targets"),
    OwnField("attendees", "参加", "For whom", "attendees"),
    OwnField("anonymity", "匿名", "Names", "anonymity"),
    OwnField("openness", "公開", "Open or closed", "openness"),
    OwnField("operator", "運営", "Run by", "operators"),
    OwnField("operated_by", "受託先", "Run under contract by"),
    OwnField("capacity", "受入状況", "Capacity", "capacities"),
    OwnField("capacity_on", "受入状況の確認日", "Capacity told on"),
    OwnField("capacity_note", "受入状況のメモ", "Note on capacity", inward=True),
    OwnField("email", "メール", "E-mail"),
    OwnField("website", "ウェブサイト", "Website"),
    OwnField("handoff_note", "つなぎ方", "How to hand over", inward=True),
    OwnField("first_words", "最初に伝えること", "First words", inward=True),
    OwnField("meet_at", "待合せ", "Where to meet", inward=True),
    OwnField("unlisted_reason", "掲載しない理由", "Why not listed", inward=True),
    OwnField("verified_by", "確認した職員", "Verified by", inward=True),
    OwnField("verified_with", "確認の相手", "Verified with", inward=True),
    OwnField("note", "備考", "Note", inward=True),
    OwnField("defunct_on", "廃止日", "No longer there since"),
    OwnField("defunct_reason", "廃止の理由", "Why it is no longer there", inward=True),
    OwnField("successor", "後継機関", "Succeeded by"),
)
CONTACT_FIELDS = (
    OwnField("kana", "フリガナ", "Reading"),
    OwnField("role", "役割", "Role", "staff_roles"),
    OwnField("hours", "連絡できる時間", "When to call"),
    OwnField("agreed_on", "連絡の承諾日", "Agreed to be called on"),
    OwnField("note", "備考", "Note"),
)
SERVICE_FIELDS = (OwnField("programme", "事業", "Programme", "programmes"),)
SCHEDULE_FIELDS = (
    OwnField("attendees", "参加", "For whom", "attendees"),
    OwnField("openness", "公開", "Open or closed", "openness"),
    OwnField("not_on_holidays", "祝日休み", "Not on public holidays"),
    OwnField("pauses", "休会期間", "Pauses"),
)


def namespace(centre: str) -> UUID:
    """Return the namespace of a centre's own identifiers; ``centre`` is anything that is its alone and stays."""
    return uuid5(_NAMESPACE, f"centre/{centre}")


def organization_id(own: UUID, institution: Institution) -> UUID:
    """Return an institution's identifier: the foreign directory's, where it was read from one, else the centre's own.

    ``own`` is the centre's :func:`namespace`. A foreign one that is no UUID leads to the same UUID at every centre.
    """
    if not institution.external_id.strip():
        return uuid5(own, f"institution/{institution.id}")
    return as_uuid(institution.external_id) or of_external(institution.external_id)


def of_external(external_id: str) -> UUID:
    """Return the UUID that stands for a foreign identifier that is none."""
    return uuid5(_NAMESPACE, f"external/{external_id}")


def as_uuid(text: str) -> UUID | None:
    """Return ``text`` as a UUID, None where it is none."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """Return the day that ``text`` begins with, as 2026-10-01; None where it begins with none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def part_id(owner: UUID | str, *path: object) -> str:
    """Return the identifier of something that belongs to ``owner``."""
    return str(uuid5(UUID(str(owner)), "/".join(map(str, path))))


def taxonomy_id(taxonomy: str) -> str:
    """Return the identifier of one of our taxonomies, named by its local URI."""
    return str(uuid5(_NAMESPACE, taxonomy))


def term_id(taxonomy: str, code: str) -> str:
    """Return the identifier of a term of one of our taxonomies."""
    return str(uuid5(_NAMESPACE, f"{taxonomy}/{code}"))


def is_private(kind: str, codes: CodeBook) -> bool:
    """Whether institutions of ``kind`` are people among themselves, whose numbers are somebody's own.

    Groups whose clients hold a card, and residents' organisations with their commissioners and volunteers.
    """
    found = codes.institution_kinds.get(kind)
    return found is None or found.paper.value == "card" or bool(found.residents)
