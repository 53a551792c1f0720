"""The eco-map's service: places stay, can be taken back, and what is read is what the page has read."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_desk.domain.access import Role
from referral_desk.domain.codes import Sex, Strength
from referral_desk.domain.ecomap import FARTHEST, EcoMap, Standing
from referral_desk.domain.ecomap_subjects import make_ecomap
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language
from referral_desk.services import clients, documents, ecomap, engagements, households, restrictions, supporters, users
from referral_desk.services.centre import Centre, open_centre
from tests.making import CALL, CHEAP, add_client, add_institution, add_referral
from tests.reports.test_documents_on_paper import text_of


def drawn(centre: Centre, client_id: int) -> EcoMap:
    around = ecomap.around_of(clients.page(centre, client_id))
    return make_ecomap(around, ecomap.speech(centre, Language.JA))


def furnished(centre: Centre) -> tuple[int, int]:
    """A client with an engagement, a referral, a household and a supporter; her id and her mother's."""
    client = add_client(centre)
    mother = add_client(centre, name="見本 文子", kana="ミホン フミコ", sex=Sex.FEMALE)
    office, group = add_institution(centre), add_institution(centre, name="架空断酒会", kind="self_help_group")
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id, strength=Strength.STRONG))
    add_referral(centre, client.id, group.id, CALL)
    members = (
        MemberDraft(client_id=client.id, relation="self"),
        MemberDraft(client_id=mother.id, relation="mother"),
    )
    households.save(centre, client.id, HouseholdDraft(members=members))
    supporters.save(centre, SupporterDraft(client_id=client.id, kind="friend", name="例田 さくら"))
    return client.id, mother.id


def test_the_map_is_made_of_what_the_page_has_read(centre: Centre) -> None:
    client_id, _mother = furnished(centre)
    ecomap_ = drawn(centre, client_id)
    standing = {node.subject.name: node.subject.standing for node in ecomap_.nodes}
    assert standing["架空断酒会"] is Standing.REFERRED
    assert standing["架空市福祉事務所"] is Standing.CURRENT
    assert {"母", "友人・知人"} <= set(standing)
    assert [node.subject.warm for node in ecomap_.nodes if node.subject.name == "架空断酒会"] == ["ウォーム"]


def test_a_place_stays_and_is_taken_back(centre: Centre) -> None:
    client_id, _mother = furnished(centre)
    first = ecomap.arrange(centre, client_id, "institution-1", (40.0, -120.0)).record
    assert first.before is None
    second = ecomap.arrange(centre, client_id, "institution-1", (50.0, -130.0)).record
    assert second.before == (40.0, -120.0)
    node = drawn(centre, client_id).node("institution-1")
    assert (node.x, node.y, node.moved) == (50.0, -130.0, True)
    ecomap.arrange(centre, client_id, "institution-1", second.before)
    assert drawn(centre, client_id).node("institution-1").x == 40.0
    ecomap.arrange(centre, client_id, "institution-1", None)
    assert not drawn(centre, client_id).node("institution-1").moved


def test_everything_goes_back_and_that_is_taken_back(centre: Centre) -> None:
    client_id, _mother = furnished(centre)
    plain = drawn(centre, client_id)
    ecomap.arrange(centre, client_id, "institution-1", (40.0, -120.0))
    ecomap.arrange(centre, client_id, "supporter-1", (-40.0, 220.0))
    arranged = drawn(centre, client_id)
    before = ecomap.reset(centre, client_id).record
    assert drawn(centre, client_id) == plain
    ecomap.arrange_all(centre, client_id, before)
    assert drawn(centre, client_id) == arranged


def test_places_of_one_client_are_not_those_of_another(centre: Centre) -> None:
    client_id, mother_id = furnished(centre)
    engagements.mark(centre, EngagementDraft(client_id=mother_id, institution_id=1))
    ecomap.arrange(centre, client_id, "institution-1", (40.0, -120.0))
    assert not drawn(centre, mother_id).node("institution-1").moved


@pytest.mark.parametrize("place", [(FARTHEST[0] + 1, 0.0), (0.0, float("nan")), (float("inf"), 0.0)])
def test_a_place_that_is_none_is_not_kept(centre: Centre, place: tuple[float, float]) -> None:
    client_id, _mother = furnished(centre)
    with pytest.raises(Rejected):
        ecomap.arrange(centre, client_id, "institution-1", place)
    with pytest.raises(Rejected):
        ecomap.arrange_all(centre, client_id, {"institution-1": place})
    with pytest.raises(Rejected):
        ecomap.arrange(centre, client_id, "client", (0.0, 0.0))


def test_there_is_no_map_of_somebody_who_is_not_there(centre: Centre) -> None:
    for call in (
        lambda: ecomap.arrange(centre, 99, "institution-1", (0.0, 0.0)),
        lambda: ecomap.reset(centre, 99),
        lambda: ecomap.ecomap_paper(centre, 99),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
def test_the_page_names_everybody_on_it_and_what_the_lines_mean(
    centre: Centre, language: Language, tmp_path: Path
) -> None:
    client_id, _mother = furnished(centre)
    issued = ecomap.ecomap_paper(centre, client_id, language=language)
    said = text_of(issued.pdf, tmp_path)
    assert issued.handout.kind == "ecomap"
    assert said.count("\f") == 1
    for words in ("見本 花子", "00001", "断酒会", "さくら"):
        assert words in said
    assert ("強い" if language is Language.JA else "Strong") in said


def test_a_restricted_member_is_on_nobodys_paper_who_is_not_named(centre: Centre, tmp_path: Path) -> None:
    client_id, mother_id = furnished(centre)
    users.add_user(centre, UserDraft(login="outside", role=Role.MANAGER, name="例田 一朗"), PASSWORD, cost=CHEAP)
    restrictions.restrict(centre, mother_id, [centre.login])
    assert "文子" in text_of(ecomap.ecomap_paper(centre, client_id).pdf, tmp_path)
    outside = open_centre(centre.folder, "outside", PASSWORD, minimum=CHEAP, today=centre.today)
    for made in (ecomap.ecomap_paper(outside, client_id), documents.summary(outside, client_id)):
        said = text_of(made.pdf, tmp_path)
        assert "閲覧制限" in said
        assert "文子" not in said
    outside.close()


PASSWORD = "べつのみほんの長い合言葉。"
