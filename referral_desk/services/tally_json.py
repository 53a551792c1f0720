"""The parts of the tally's JSON that came after the first contract; scripts find them under further keys."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY, InboundRow, PeopleRow
from referral_desk.i18n import Language, translator

Json = dict[str, object]

ATTENDED_WORDS: Mapping[str, str] = {
    "warm": N_("After a warm handoff"),
    "contact": N_("After contact between staff, or a letter"),
    "information": N_("After information only"),
}
NOT_LISTED = N_("Not in the directory")
NO_STAFF = N_("Not in the staff list")
NO_DISTRICT = N_("No district recorded")


def filter_json(narrowed: TallyFilter) -> Json:
    """Return what the tally is narrowed to and which sections that leaves whole; no key where it is not narrowed."""
    if not narrowed.narrows:
        return {}
    return {
        "filter": {
            "staff_id": narrowed.staff,
            "district": narrowed.district,
            "institution_id": narrowed.institution_id,
            "category": narrowed.category,
            "sex": narrowed.sex,
            "age_group": narrowed.age_group.code if narrowed.age_group else None,
            "not_narrowed": [section.value for section in narrowed.leaves_whole()],
        }
    }


def services_json(tally: Tally, codes: CodeBook, language: str) -> Json:
    """Return the cross table and the tables by staff, district, age and sex."""
    tr = translator(Language(language))

    def people(rows: tuple[PeopleRow, ...], labels: Mapping[str, str], blank: str) -> list[Json]:
        return [
            {
                "code": row.code,
                "label": row.name or labels.get(row.code, blank),
                "persons": row.persons,
                "contacts": row.contacts,
            }
            for row in rows
        ]

    def categories(service: str) -> list[Json]:
        return [
            {
                "code": cell.category,
                "label": codes.contact_categories.label(cell.category, language),
                "persons": cell.persons,
                "contacts": cell.contacts,
            }
            for cell in cells[service]
        ]

    cells = {service: tuple(row) for service, row in groupby(tally.cross, lambda cell: cell.service)}
    ages = {item.code: item.label(language) for item in codes.age_groups.items}
    sexes = {item.code: item.label(language) for item in codes.sexes.items}
    return {
        "by_service_and_category": [
            {
                "code": service,
                "label": codes.contact_services.label(service, language),
                "by_category": categories(service),
            }
            for service in cells
        ],
        "by_staff": people(tally.by_staff, {}, tr(NO_STAFF)),
        "by_district": people(tally.by_district, {}, tr(NO_DISTRICT)),
        "by_age_group": people(tally.by_age_group, ages, ""),
        "by_sex": people(tally.by_sex, sexes, ""),
    }


def outcomes_json(tally: Tally, language: str) -> Json:
    """Return what became of all that were handed over, and who got there after a warm handoff or after less."""
    tr = translator(Language(language))
    return {
        "outcomes": {
            "referrals": tally.outcomes.referrals,
            "attended": tally.outcomes.attended,
            "declined": tally.outcomes.declined,
            "unknown": tally.outcomes.unknown,
            "not_yet_checked": tally.outcomes.not_yet_checked,
            "unchecked_share": tally.outcomes.unchecked_share,
        },
        "attended_after": [
            {
                "code": row.code,
                "label": tr(ATTENDED_WORDS[row.code]),
                "referrals": row.referrals,
                "attended": row.attended,
                "attended_rate": row.rate,
                "low": row.interval.low if row.interval else None,
                "high": row.interval.high if row.interval else None,
                "unchecked": row.unchecked,
                "unchecked_share": row.unchecked_share,
                "too_few": row.too_few,
            }
            for row in tally.attended_after
        ],
    }


def inbound_json(tally: Tally, codes: CodeBook, language: str) -> Json:
    """Return the referrals to us, in total and by kind."""
    listed = translator(Language(language))(NOT_LISTED)

    def label(code: str) -> str:
        return listed if code == NOT_IN_DIRECTORY else codes.institution_kinds.label(code, language)

    def figures(row: InboundRow) -> Json:
        return {"referrals": row.referrals, "clients": row.clients, "warm": row.warm, "warm_rate": row.warm_rate}

    return {
        **figures(tally.inbound),
        "by_kind": [{"code": row.code, "label": label(row.code), **figures(row)} for row in tally.inbound_by_kind],
    }


def sbirts_json(tally: Tally, codes: CodeBook, language: str) -> Json:
    """Return how many came through each step of SBIRTS, where they were lost, and who came to a group."""
    funnel = tally.sbirts
    return {
        "paths": funnel.paths,
        "persons": funnel.persons,
        "by_step": [
            {
                "code": row.step.value,
                "label": codes.sbirts_steps.label(row.step, language),
                "done": row.done,
                "share": row.share,
                "not_needed": row.not_needed,
                "postponed": row.postponed,
                "declined": row.declined,
                "open": row.open,
                "lost": row.lost,
            }
            for row in funnel.rows
        ],
        "groups": {
            "warm": funnel.warm,
            "warm_attended": funnel.warm_attended,
            "warm_attended_rate": funnel.warm_rate,
            "other": funnel.other,
            "other_attended": funnel.other_attended,
            "other_attended_rate": funnel.other_rate,
        },
    }


_AGREED: Mapping[str, object] = {
    "period": ("from", "to", "closed"),
    "services": {
        "persons": None,
        "persons_reported": None,
        "contacts": None,
        "by_service": ("code", "label", "persons", "contacts"),
        "by_category": ("code", "label", "contacts", "share"),
        "by_factor": ("code", "label", "contacts", "share"),
    },
    "handoffs": {
        **dict.fromkeys(("referrals", "clients", "not_yet_handed_over", "warm", "warm_rate")),
        "by_kind": ("code", "label", "referrals", "clients", "not_yet_handed_over", "warm", "warm_rate", "by_mode"),
        "by_mode": (
            *("code", "label", "warm", "referrals", "attended", "attended_rate"),
            *("not_yet_checked", "median_days_to_attend"),
        ),
    },
    "engagements": {"by_kind": ("code", "label", "clients")},
    "benefits": {
        **dict.fromkeys(("clients", "public_assistance", "public_assistance_share")),
        "rows": ("code", "label", "clients", "public_assistance", "share"),
    },
}
"""The keys that other people's scripts rely on; ``filter`` comes before them where the tally is narrowed."""


def as_agreed(figures: Mapping[str, object]) -> Json:
    """Return only the keys that were agreed on (docs/interface.md, "The tally as JSON"), in their order."""
    agreed = {key: _agreed(figures[key], shape) for key, shape in _AGREED.items()}
    return {**({"filter": figures["filter"]} if "filter" in figures else {}), **agreed}


def _agreed(value: object, shape: object) -> object:
    if isinstance(value, list):
        return [_agreed(each, shape) for each in value]
    if isinstance(value, Mapping) and isinstance(shape, Mapping):
        return {key: _agreed(value[key], inner) for key, inner in shape.items()}
    if isinstance(value, Mapping) and isinstance(shape, tuple):
        return {key: value[key] for key in shape}
    return value
