"""The eco-map's rules: who stands on it, where, and how ties are drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from math import atan2, hypot, pi

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk import resources
from referral_desk.domain.client import Client
from referral_desk.domain.codes import Direction, EngagementState, Quality, ReferralStatus, Sex, Strength
from referral_desk.domain.ecomap import (
    CLIENT_RADIUS,
    EcoMap,
    EcoNode,
    Opens,
    Shape,
    Sign,
    Standing,
    Subject,
    TieFacts,
    check_place,
)
from referral_desk.domain.ecomap_layout import core_of, draw_ecomap
from referral_desk.domain.ecomap_subjects import AroundClient, Speech, make_ecomap
from referral_desk.domain.ecomap_text import ems, wrapped
from referral_desk.domain.ecomap_ties import DASHED, DOTTED, NORMAL, STRONG, box_of, entry, strokes
from referral_desk.domain.engagement import Engagement, OpenReferral
from referral_desk.domain.household import Household, Member
from referral_desk.domain.supporter import Supporter
from referral_desk.i18n import Language, translator

TODAY = date(2026, 11, 24)
CODES = resources.code_book()
ENGLISH = Speech(CODES, "en", translator(Language.EN), TODAY)
CORE = core_of("見本 花子", "41歳", "見本 花子")
CLIENT = Client(
    id=1, version=1, number="00001", name="見本 花子", kana="ミホン ハナコ", birth=date(1985, 4, 12),
    registered_on=None, closed_on=None,
)  # fmt: skip


def engaged(number: int, kind: str = "welfare_office", **changes: object) -> Engagement:
    made = Engagement(
        id=number, version=1, client_id=1, institution_id=number, institution_name=f"機関{number}", kind=kind
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def referred(number: int, *, warm: bool = False) -> OpenReferral:
    return OpenReferral(number, number, f"機関{number}", "self_help_group", ReferralStatus.REQUESTED, TODAY, warm)


def keys(ecomap: EcoMap) -> list[str]:
    return [node.key for node in ecomap.nodes]


# --- who stands on it -------------------------------------------------------------------------------------------------


def test_current_engagements_and_open_referrals_are_drawn_and_what_ended_or_was_declined_is_not() -> None:
    around = AroundClient(
        client=CLIENT,
        engagements=(
            engaged(1),
            engaged(2, state=EngagementState.ENDED, until=date(2026, 1, 1)),
            engaged(3, state=EngagementState.DECLINED),
            engaged(4, since=date(2027, 1, 1)),
        ),
        referrals=(referred(5),),
    )
    assert set(keys(make_ecomap(around, ENGLISH))) == {"institution-1", "institution-5"}


def test_the_past_is_drawn_faintly_and_without_a_line_where_it_is_asked_for() -> None:
    around = AroundClient(client=CLIENT, engagements=(engaged(2, state=EngagementState.DECLINED),))
    ecomap = make_ecomap(around, ENGLISH, with_past=True)
    (node,) = ecomap.nodes
    assert node.subject.standing is Standing.PAST
    assert any(line.text == "Declined by client" or "eclin" in line.text for line in node.lines)
    assert ecomap.ties == ()


def test_a_referral_is_dashed_and_says_that_it_was_warm_in_words_and_by_a_sign() -> None:
    ecomap = make_ecomap(AroundClient(client=CLIENT, referrals=(referred(5, warm=True),)), ENGLISH)
    (node,), (tie,) = ecomap.nodes, ecomap.ties
    assert node.subject.standing is Standing.REFERRED
    assert node.subject.opens is Opens.REFERRAL
    assert tie.stroke.dash == DASHED
    assert [line.text for line in node.lines if line.warm] == ["Warm"]
    assert "Warm handoff" in node.subject.spoken
    assert {Sign.REFERRED, Sign.WARM} <= {each.sign for each in ecomap.legend}


def test_an_engagement_outweighs_a_referral_to_the_same_institution() -> None:
    ecomap = make_ecomap(AroundClient(client=CLIENT, engagements=(engaged(5),), referrals=(referred(5),)), ENGLISH)
    (node,) = ecomap.nodes
    assert node.subject.standing is Standing.CURRENT


def test_a_kind_without_a_name_has_a_node_of_its_own() -> None:
    around = AroundClient(
        client=CLIENT,
        engagements=(engaged(1, kind="medical_institution", institution_id=None, institution_name=""),),
    )
    (node,) = make_ecomap(around, ENGLISH).nodes
    assert node.key == "kind-medical_institution"
    assert "name not known" in node.subject.name


def household(*members: Member) -> Household:
    return Household(id=1, version=1, members=(Member(id=1, client_id=1, relation="self"), *members))


def test_the_family_is_named_as_the_client_would_and_drawn_as_in_a_genogram() -> None:
    family = household(
        Member(id=2, relation="father", name="見本 一夫", sex=Sex.MALE, birth=date(1948, 1, 1)),
        Member(id=3, relation="daughter", birth=date(2014, 5, 1), client_id=7),
        Member(id=4, relation="not_related"),
    )
    ecomap = make_ecomap(AroundClient(client=CLIENT, household=family), ENGLISH)
    father, daughter, other = (ecomap.node(f"member-{number}").subject for number in (2, 3, 4))
    assert (father.shape, father.name, father.inside) == (Shape.MAN, "Father", "78")
    assert (daughter.shape, daughter.opens, daughter.record_id) == (Shape.WOMAN, Opens.CLIENT, 7)
    assert other.shape is Shape.UNKNOWN
    assert "member-1" not in keys(ecomap)


def test_a_hidden_member_tells_nothing_but_that_it_is_restricted() -> None:
    hidden = Member(id=2, relation="father", hidden=True)
    (node,) = make_ecomap(AroundClient(client=CLIENT, household=household(hidden)), ENGLISH).nodes
    assert [line.text for line in node.lines] == ["Restricted"]
    assert node.subject.spoken == "Restricted"
    assert node.subject.opens is Opens.NOTHING


def test_somebody_who_died_is_crossed_out_and_has_no_tie() -> None:
    gone = Member(id=2, relation="mother", deceased=True, birth=date(1950, 1, 1))
    ecomap = make_ecomap(AroundClient(client=CLIENT, household=household(gone)), ENGLISH)
    (node,) = ecomap.nodes
    assert node.subject.deceased
    assert not ecomap.ties
    assert Sign.DECEASED in {each.sign for each in ecomap.legend}


def test_supporters_of_today_stand_beside_the_family() -> None:
    def supporter(number: int, **changes: object) -> Supporter:
        made = Supporter(id=number, version=1, client_id=1, kind="friend", name=f"例田{number}")
        return replace(made, **changes)  # type: ignore[arg-type]

    around = AroundClient(
        client=CLIENT,
        household=household(Member(id=2, relation="father")),
        supporters=(
            supporter(1),
            supporter(2, until=date(2026, 1, 1)),
            supporter(3, strength=Strength.STRONG),
            supporter(4, since=date(2027, 1, 1)),
        ),
    )
    ecomap = make_ecomap(around, ENGLISH)
    assert keys(ecomap) == ["supporter-1", "member-2", "supporter-3"]
    assert ecomap.node("supporter-1").x > ecomap.node("member-2").x > ecomap.node("supporter-3").x
    assert all(node.y > CLIENT_RADIUS for node in ecomap.nodes)


def test_institutions_run_clockwise_by_domain_of_life() -> None:
    kinds = ("municipality", "self_help_group", "medical_institution", "employment_office", "day_service")
    around = AroundClient(client=CLIENT, engagements=tuple(engaged(n, kind) for n, kind in enumerate(kinds, 1)))
    ecomap = make_ecomap(around, ENGLISH)
    assert [node.subject.domain for node in ecomap.nodes] == [
        "medical", "disability", "work", "peers", "administration",
    ]  # fmt: skip
    assert _clockwise(ecomap.nodes)


# --- how ties are drawn -----------------------------------------------------------------------------------------------

LINE = ((0.0, 0.0), (120.0, 0.0))


def test_a_strong_tie_is_thick_a_weak_one_dotted_and_one_without_a_record_thin() -> None:
    assert strokes(LINE, TieFacts(strength=Strength.STRONG))[0].thickness == STRONG
    weak = strokes(LINE, TieFacts(strength=Strength.WEAK))[0]
    assert (weak.thickness, weak.dash) == (NORMAL, DOTTED)
    nothing = strokes(LINE, TieFacts())[0]
    assert (nothing.thickness, nothing.dash, nothing.points) == (NORMAL, (), LINE)


def test_a_stressful_tie_is_a_zigzag_from_end_to_end() -> None:
    points = strokes(LINE, TieFacts(quality=Quality.STRESSFUL))[0].points
    assert (points[0], points[-1]) == LINE
    inner = [y for _x, y in points[2:-2]]
    assert len(inner) > 10
    assert all(one * other < 0 for one, other in pairwise(inner))


@pytest.mark.parametrize(
    ("direction", "tips"),
    [(Direction.TO_CLIENT, [LINE[0]]), (Direction.FROM_CLIENT, [LINE[1]]), (Direction.BOTH, list(LINE)), (None, [])],
)
def test_arrows_point_at_whom_somebody_acts_upon(direction: Direction | None, tips: list[tuple[float, float]]) -> None:
    _stroke, arrows = strokes(LINE, TieFacts(direction=direction))
    assert [arrow[0] for arrow in arrows] == tips


# --- where they lie ---------------------------------------------------------------------------------------------------


def institution(number: int, name: str = "架空市見本相談支援センター", **changes: object) -> Subject:
    made = Subject(key=f"institution-{number}", domain="medical", shape=Shape.INSTITUTION, name=name)
    return replace(made, **changes)  # type: ignore[arg-type]


def person(number: int) -> Subject:
    shape = (Shape.MAN, Shape.WOMAN, Shape.UNKNOWN)[number % 3]
    return Subject(key=f"member-{number}", domain="family", shape=shape, name="父", small=("見本 一夫",), inside="78")


def drawn(institutions: int, people: int, places: dict[str, tuple[float, float]] | None = None) -> EcoMap:
    around = [institution(number) for number in range(institutions)]
    return draw_ecomap(CORE, around, [person(number) for number in range(people)], places or {})


def _clockwise(nodes: tuple[EcoNode, ...]) -> bool:
    """Whether the nodes follow each other clockwise, once around at most."""
    turns = [atan2(node.x, -node.y) for node in nodes]
    steps = [(after - before) % (2 * pi) for before, after in pairwise(turns)]
    return all(0 < step < 1.7 * pi for step in steps) and sum(steps) < 2 * pi


def _overlapping(ecomap: EcoMap) -> list[tuple[str, str]]:
    found = []
    for one, other in combinations(ecomap.nodes, 2):
        a, b = box_of(one), box_of(other)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            found.append((one.key, other.key))
    return found


def _on_the_client(ecomap: EcoMap) -> list[str]:
    core = (-CLIENT_RADIUS, -CLIENT_RADIUS, CLIENT_RADIUS, CLIENT_RADIUS)
    boxes = {node.key: box_of(node) for node in ecomap.nodes}
    return [key for key, b in boxes.items() if b[0] < core[2] and core[0] < b[2] and b[1] < core[3] and core[1] < b[3]]


def _crossings(ecomap: EcoMap) -> list[tuple[str, str]]:
    found = []
    for tie in ecomap.ties:
        for node in ecomap.nodes:
            if node.key != tie.key and any(
                entry(start, stop, box_of(node)) is not None
                for start, stop in zip(tie.stroke.points, tie.stroke.points[1:], strict=False)
            ):
                found.append((tie.key, node.key))
    return found


names = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40)
facts = st.builds(
    TieFacts,
    st.none() | st.sampled_from(Strength),
    st.none() | st.sampled_from(Quality),
    st.none() | st.sampled_from(Direction),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(names, names, facts), max_size=28), st.integers(0, 12))
def test_any_map_keeps_its_order_overlaps_nothing_and_lies_within_its_bounds(
    words: list[tuple[str, str, TieFacts]], people: int
) -> None:
    around = [institution(n, name, small=(small,), tie=tie) for n, (name, small, tie) in enumerate(words)]
    family = [person(number) for number in range(people)]
    ecomap = draw_ecomap(CORE, around, family, {})
    assert ecomap == draw_ecomap(CORE, around, family, {})
    assert keys(ecomap) == [each.key for each in (*around, *family)]
    assert _overlapping(ecomap) == []
    assert _on_the_client(ecomap) == []
    assert _clockwise(ecomap.nodes)
    bounds = ecomap.bounds
    for node in ecomap.nodes:
        left, top, right, bottom = box_of(node)
        assert bounds.left <= left <= right <= bounds.right
        assert bounds.top <= top <= bottom <= bounds.bottom
    for tie in ecomap.ties:
        assert all(bounds.left <= x <= bounds.right and bounds.top <= y <= bounds.bottom for x, y in tie.stroke.points)


@pytest.mark.parametrize(("institutions", "people"), [(1, 0), (0, 1), (3, 2), (12, 4), (25, 8), (32, 8)])
def test_no_tie_runs_through_another_node(institutions: int, people: int) -> None:
    ecomap = drawn(institutions, people)
    assert len(ecomap.ties) == institutions + people
    assert _crossings(ecomap) == []


spots = st.tuples(st.floats(-500, 500), st.floats(-320, 320))


@settings(max_examples=40)
@given(st.integers(0, 20), st.dictionaries(st.integers(0, 19), spots, max_size=4))
def test_dragged_nodes_stay_exactly_and_the_others_keep_clear_of_them(
    institutions: int, moved: dict[int, tuple[float, float]]
) -> None:
    places = {f"institution-{number}": spot for number, spot in moved.items()}
    ecomap = drawn(institutions, 3, places)
    here = {key: spot for key, spot in places.items() if key in keys(ecomap)}
    assert {node.key: (node.x, node.y) for node in ecomap.nodes if node.moved} == here
    assert [pair for pair in _overlapping(ecomap) if not set(pair) <= set(here)] == []


def test_dragging_one_node_moves_no_other_that_is_not_in_its_way() -> None:
    before = drawn(12, 3)
    after = drawn(12, 3, {"institution-0": (0.0, -330.0)})
    assert before.nodes[1:] == after.nodes[1:]


def test_a_tie_goes_round_a_node_that_was_dragged_into_its_way() -> None:
    far = drawn(6, 0).node("institution-3")
    half = {"institution-0": (far.x * 0.55, far.y * 0.55)}
    ecomap = drawn(6, 0, half)
    assert _crossings(ecomap) == []


def test_a_node_dragged_onto_the_client_has_no_line() -> None:
    assert drawn(1, 0, {"institution-0": (0.0, 0.0)}).ties == ()


def test_33_nodes_stay_legible_on_a_landscape_page() -> None:
    bounds = drawn(25, 8).bounds
    assert min(757 / bounds.width, 410 / bounds.height) > 0.7  # names of 9 units are over 6.3 points


def test_a_place_must_be_near_the_client_and_of_a_node_that_a_map_can_have() -> None:
    assert check_place("institution-3", 10.0, -300.0) == ()
    assert check_place("kind-medical_institution", 0.0, 0.0) == ()
    for node, x, y in (
        ("institution-3", 600.0, 0.0),
        ("institution-3", float("nan"), 0.0),
        ("institution-3", 0.0, float("-inf")),
        ("institution-<b>", 0.0, 0.0),
        ("client", 0.0, 0.0),
    ):
        assert check_place(node, x, y)


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("架空断酒会 中央支部", ("架空断酒会", "中央支部")),
        ("グループホーム みほん荘", ("グループホーム", "みほん荘")),
        ("架空市福祉事務所", ("架空市", "福祉事務所")),
        ("見本訪問看護ステーション", ("見本訪問看護", "ステーション")),
        ("", ()),
    ],
)
def test_names_are_broken_where_words_end(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 7.6, 3) == lines


@given(st.text(max_size=4000), st.floats(4, 14), st.integers(1, 4))
def test_lines_are_few_and_not_too_wide(text: str, width: float, most: int) -> None:
    lines = wrapped(text, width, most)
    assert len(lines) <= most
    assert all(ems(line) <= width + 0.01 for line in lines)
    assert all("\n" not in line for line in lines)


def test_arrows_and_ties_end_before_the_words_begin() -> None:
    for tie in drawn(12, 4).ties:
        x, y = tie.stroke.points[0]
        assert hypot(x, y) > CLIENT_RADIUS
