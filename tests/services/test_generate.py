"""Generated data: as much as was asked for, the same for the same arguments, never over somebody's records."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_desk.domain.client import ClientDraft
from referral_desk.domain.errors import NotPossible
from referral_desk.services import clients, followups, institutions, referrals
from referral_desk.services.centre import Centre
from referral_desk.services.demo import demo_centre
from referral_desk.services.generate import Amounts, generate
from tests.making import TODAY

SOME = Amounts(clients=50, referrals=200, contacts=300)


def everything(centre: Centre) -> tuple[object, ...]:
    return (
        clients.rows(centre, limit=10_000),
        institutions.rows(centre, limit=10_000),
        referrals.rows(centre, limit=10_000),
        tuple(referrals.get(centre, row.id) for row in referrals.rows(centre, limit=20)),
        tuple(clients.page(centre, row.id).contacts for row in clients.rows(centre, limit=20)),
    )


def test_as_much_is_made_as_was_asked_for(centre: Centre) -> None:
    generate(centre, SOME, seed="1", today=TODAY)
    assert clients.count(centre) == 50
    assert referrals.count(centre) == 200
    assert institutions.count(centre) >= 40
    assert sum(len(clients.page(centre, row.id).contacts) for row in clients.rows(centre)) == 300
    assert all(row.on <= TODAY for row in referrals.rows(centre, limit=1000))


def test_the_same_arguments_give_the_same_data_and_another_seed_other_data(centre: Centre) -> None:
    generate(centre, SOME, seed="1", today=TODAY)
    first = everything(centre)
    generate(centre, SOME, seed="2", today=TODAY)
    assert everything(centre) != first
    generate(centre, SOME, seed="1", today=TODAY)
    assert everything(centre) == first


def test_referrals_are_numbered_through_each_fiscal_year_and_work_goes_on_from_there(centre: Centre) -> None:
    generate(centre, SOME, seed="1", today=TODAY)
    rows = sorted(referrals.rows(centre, limit=1000), key=lambda row: row.id)
    numbers = [row.number for row in rows]
    assert len(set(numbers)) == 200
    assert numbers == sorted(numbers)
    assert numbers[0].endswith("-00001")
    saved = clients.save(centre, ClientDraft(name="例田　一朗", kana="レイタ　イチロウ"))
    assert saved.record.number == "00051"


def test_nothing_old_is_left_unsettled(centre: Centre) -> None:
    generate(centre, SOME, seed="1", today=TODAY)
    assert followups.desk(centre).waiting == ()
    assert all(row.due_on for row in followups.rows(centre))


def test_a_centre_with_records_of_its_own_is_refused_and_left_alone(centre: Centre) -> None:
    clients.save(centre, ClientDraft(name="例田　一朗", kana="レイタ　イチロウ"))
    with pytest.raises(NotPossible):
        generate(centre, SOME, seed="1", today=TODAY)
    assert clients.count(centre) == 1


def test_the_demo_may_be_replaced_by_generated_data(tmp_path: Path) -> None:
    demo = demo_centre(TODAY, parent=tmp_path)
    try:
        generate(demo, SOME, seed="1", today=TODAY)
        assert clients.count(demo) == 50
    finally:
        demo.close()


@pytest.mark.parametrize("amounts", [Amounts(0, 1, 0), Amounts(0, 0, 1), Amounts(-1, 0, 0)])
def test_amounts_that_do_not_go_together_are_refused(centre: Centre, amounts: Amounts) -> None:
    with pytest.raises(NotPossible):
        generate(centre, amounts, seed="1", today=TODAY)


def test_nothing_at_all_and_a_single_client_can_be_generated(centre: Centre) -> None:
    for amounts in (Amounts(1, 1, 1), Amounts(0, 0, 0)):
        generate(centre, amounts, seed="1", today=TODAY)
        assert clients.count(centre) == amounts.clients


def test_stopping_halfway_leaves_the_centre_as_it_was(centre: Centre) -> None:
    generate(centre, SOME, seed="1", today=TODAY)
    before = everything(centre)

    def stop(done: int, total: int) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(centre, SOME, seed="2", today=TODAY, progress=stop)
    assert everything(centre) == before
