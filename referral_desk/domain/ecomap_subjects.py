"""Who and what stands on an eco-map, and what is said of each, made from a client's records.

Drawn are the engagements that are current, the institutions with an open referral, the members of the household and
the supporters of today; what ended or was declined only where somebody asks for it, faintly and without a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from referral_desk.domain.calendar import age_on
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook, EngagementState, Sex
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.ecomap import (
    FAMILY,
    SUPPORTERS,
    EcoMap,
    Opens,
    Point,
    Shape,
    Standing,
    Subject,
    TieFacts,
)
from referral_desk.domain.ecomap_layout import core_of, draw_ecomap
from referral_desk.domain.ecomap_legend import legend_of
from referral_desk.domain.engagement import Engagement, OpenReferral, is_current
from referral_desk.domain.household import Household, MemberDraft, is_hidden, place_of
from referral_desk.domain.kinship import relation_to, sex_of
from referral_desk.domain.messages import Gettext
from referral_desk.domain.supporter import Supporter

_SHAPES = {Sex.MALE: Shape.MAN, Sex.FEMALE: Shape.WOMAN}


@dataclass(frozen=True, kw_only=True)
class AroundClient:
    """The records of which a map is made; ``household`` as it may be shown to whoever looks."""

    client: Client
    engagements: tuple[Engagement, ...] = ()
    referrals: tuple[OpenReferral, ...] = ()
    household: Household | None = None
    supporters: tuple[Supporter, ...] = ()
    places: Mapping[str, Point] = field(default_factory=dict)


@dataclass(frozen=True)
class Speech:
    """In which words a map speaks: the code lists, the language ("ja" or "en"), its texts, and today's date."""

    codes: CodeBook
    language: str
    tr: Gettext
    today: date

    def tie(self, facts: TieFacts) -> str:
        """Return what is recorded of a tie, in words."""
        codes = self.codes
        parts = (
            codes.strengths.label(facts.strength or "", self.language),
            codes.qualities.label(facts.quality or "", self.language),
            codes.directions.label(facts.direction or "", self.language),
        )
        said = self.tr(", ").join(part for part in parts if part)
        return self.tr("tie: {words}").format(words=said or self.tr("nothing recorded"))

    def joined(self, *parts: str) -> str:
        """Return what a screen reader says, blanks left out."""
        return " / ".join(part for part in parts if part)

    def age(self, birth: date | None, *, exact: bool) -> str:
        """Return an age in words; "" where the birth date is not known."""
        if birth is None:
            return ""
        words = self.tr("aged {age}") if exact else self.tr("aged about {age}")
        return words.format(age=age_on(birth, self.today))


def make_ecomap(around: AroundClient, speech: Speech, *, with_past: bool = False) -> EcoMap:
    """Return a client's eco-map, laid out and ready to be drawn."""
    client = around.client
    institutions = institutions_of(around, speech, with_past=with_past)
    people = people_of(around, speech)
    age = speech.age(client.birth, exact=client.birth_exact)
    core = core_of(client.name, age, speech.joined(client.name, age))
    legend = legend_of((*institutions, *people), speech.tr)
    return draw_ecomap(core, institutions, people, around.places, legend)


# --- institutions -----------------------------------------------------------------------------------------------------


def institutions_of(around: AroundClient, speech: Speech, *, with_past: bool = False) -> tuple[Subject, ...]:
    """Return the institutions clockwise: by domain of life, kind and name."""
    found: dict[str, tuple[Subject, str]] = {}
    for engagement in sorted(around.engagements, key=lambda each: (each.since or date.min, each.id)):
        current = is_current(engagement, speech.today)
        if not (current or (with_past and _is_over(engagement))):
            continue
        key = _key(engagement.institution_id, engagement.kind)
        known = found.get(key)
        if current or known is None or known[0].standing is Standing.PAST:
            found[key] = (_engaged(engagement, key, speech, current=current), engagement.kind)
    for referral in around.referrals:
        key = _key(referral.institution_id, referral.kind)
        known = found.get(key)
        if known is None or known[0].standing is not Standing.CURRENT:
            found[key] = (_referred(referral, key, speech), referral.kind)
    domains = [each.code for each in speech.codes.life_domains.items]
    kinds = [each.code for each in speech.codes.institution_kinds.items]

    def order(entry: tuple[Subject, str]) -> tuple[int, int, str, str]:
        subject, kind = entry
        at = domains.index(subject.domain) if subject.domain in domains else len(domains)
        return (at, kinds.index(kind) if kind in kinds else len(kinds), subject.name, subject.key)

    return tuple(subject for subject, _kind in sorted(found.values(), key=order))


def _key(institution_id: int | None, kind: str) -> str:
    return f"institution-{institution_id}" if institution_id is not None else f"kind-{kind}"[:40]


def _is_over(engagement: Engagement) -> bool:
    return engagement.state in (EngagementState.ENDED, EngagementState.DECLINED)


def _domain(kind: str, codes: CodeBook) -> str:
    known = codes.institution_kinds.get(kind)
    return known.domain if known else "other"


def _engaged(engagement: Engagement, key: str, speech: Speech, *, current: bool) -> Subject:
    codes, language, tr = speech.codes, speech.language, speech.tr
    kind = codes.institution_kinds.label(engagement.kind, language)
    name = engagement.institution_name or tr("{kind} (name not known)").format(kind=kind)
    state = "" if current else codes.engagement_states.label(engagement.state, language)
    facts = TieFacts(engagement.strength, engagement.quality, engagement.direction)
    domain = _domain(engagement.kind, codes)
    return Subject(
        key=key,
        domain=domain,
        shape=Shape.INSTITUTION,
        name=name,
        small=tuple(part for part in (engagement.contact_person if current else "", state) if part.strip()),
        standing=Standing.CURRENT if current else Standing.PAST,
        tie=facts if current else None,
        opens=Opens.INSTITUTION if engagement.institution_id is not None else Opens.BOARD,
        record_id=engagement.institution_id,
        engagement_id=engagement.id,
        spoken=speech.joined(
            name,
            codes.life_domains.label(domain, language),
            engagement.contact_person if current else "",
            state or speech.tie(facts),
        ),
    )


def _referred(referral: OpenReferral, key: str, speech: Speech) -> Subject:
    tr, language = speech.tr, speech.language
    being = tr("Being referred")
    warm = tr("Warm") if referral.warm else ""
    domain = _domain(referral.kind, speech.codes)
    words = tr("{state} {day}").format(state=being, day=date_in_table(referral.on, language))
    return Subject(
        key=key,
        domain=domain,
        shape=Shape.INSTITUTION,
        name=referral.institution_name,
        small=(words,),
        standing=Standing.REFERRED,
        warm=warm,
        opens=Opens.REFERRAL,
        record_id=referral.referral_id,
        spoken=speech.joined(
            referral.institution_name,
            speech.codes.life_domains.label(domain, language),
            words,
            tr("Warm handoff") if warm else "",
        ),
    )


# --- people -----------------------------------------------------------------------------------------------------------


def people_of(around: AroundClient, speech: Speech) -> tuple[Subject, ...]:
    """Return the people clockwise: half of the supporters, the family in the middle, the other supporters."""
    family = _family(around, speech)
    supporters = tuple(
        _supporter(each, speech)
        for each in around.supporters
        if (each.since is None or each.since <= speech.today) and (each.until is None or each.until > speech.today)
    )
    half = len(supporters) // 2
    return (*supporters[:half], *family, *supporters[half:])


def _family(around: AroundClient, speech: Speech) -> tuple[Subject, ...]:
    if around.household is None:
        return ()
    members = around.household.members
    own = place_of(around.household, around.client.id)
    if own is None:
        return ()
    return tuple(
        _hidden(each, speech) if is_hidden(each) else _member(each, relation_to(members, own, place), speech)
        for place, each in enumerate(members)
        if place != own
    )


def _hidden(member: MemberDraft, speech: Speech) -> Subject:
    words = speech.tr("Restricted")
    return Subject(key=f"member-{member.id}", domain=FAMILY, shape=Shape.UNKNOWN, name=words, spoken=words)


def _member(member: MemberDraft, relation: str, speech: Speech) -> Subject:
    tr = speech.tr
    known_as = speech.codes.relations.label(relation, speech.language)
    apart = "" if member.lives_together or member.deceased else tr("lives elsewhere")
    age = "" if member.deceased else speech.age(member.birth, exact=member.birth_exact)
    gone = tr("deceased") if member.deceased else ""
    return Subject(
        key=f"member-{member.id}",
        domain=FAMILY,
        shape=_SHAPES.get(sex_of(member) or Sex.UNKNOWN, Shape.UNKNOWN),
        name=known_as or member.name,
        small=tuple(part for part in (member.name if known_as else "", apart) if part.strip()),
        inside=str(age_on(member.birth, speech.today)) if member.birth and not member.deceased else "",
        deceased=member.deceased,
        tie=None if member.deceased else TieFacts(),
        opens=Opens.CLIENT if member.client_id is not None else Opens.HOUSEHOLD,
        record_id=member.client_id,
        spoken=speech.joined(known_as, member.name, age, gone, apart),
    )


def _supporter(supporter: Supporter, speech: Speech) -> Subject:
    kind = speech.codes.supporter_kinds.label(supporter.kind, speech.language)
    facts = TieFacts(supporter.strength, supporter.quality, supporter.direction)
    relation = supporter.relation.strip() or kind
    name = supporter.name.strip()
    return Subject(
        key=f"supporter-{supporter.id}",
        domain=SUPPORTERS,
        shape=Shape.UNKNOWN,
        name=relation or name,
        small=(name,) if relation and name else (),
        tie=facts,
        opens=Opens.HOUSEHOLD,
        supporter_id=supporter.id,
        spoken=speech.joined(relation, name, kind if kind != relation else "", speech.tie(facts)),
    )
