"""The eco-map as a page of its own: whose it is, of which day, and the map as it is laid out."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.text import About, birth_and_age, date_for
from referral_desk.domain.ecomap import EcoMap
from referral_desk.domain.ecomap_subjects import AroundClient, Speech, make_ecomap


@dataclass(frozen=True)
class EcoMapPage:
    """What stands on the page; ``empty`` says so where nothing is recorded around the client, "" otherwise."""

    about: About
    confidential: str
    number: str
    name: str
    kana: str
    birth: str
    ecomap: EcoMap
    legend: str
    empty: str
    made_on: str
    centre: str


def compose_ecomap_page(around: AroundClient, *, centre: CentreSettings, speech: Speech) -> EcoMapPage:
    """Freeze a client's eco-map as it is today."""
    tr, client = speech.tr, around.client
    ecomap = make_ecomap(around, speech)
    return EcoMapPage(
        about=About(speech.language, tr("Eco-map"), centre.name),
        confidential=tr("Handle with care"),
        number=client.number,
        name=client.name,
        kana="" if client.anonymous else client.kana,
        birth=birth_and_age(client, speech.today, tr, speech.language),
        ecomap=ecomap,
        legend=tr("Legend"),
        empty="" if ecomap.nodes else tr("Nothing is recorded around the client yet."),
        made_on=tr("as of {date}").format(date=date_for(speech.today, speech.language)),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
    )
