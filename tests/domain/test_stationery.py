"""Envelopes and labels: where the post code and each label lie, and by how much a print may be moved."""

from __future__ import annotations

from itertools import pairwise

import pytest

from referral_desk.domain.stationery import EnvelopeForm, LabelForm, Offset, check_offset, check_start
from referral_desk.reports.stationery import envelope_forms, label_forms

ENVELOPES = {form.code: form for form in envelope_forms()}


@pytest.mark.parametrize("code", ["naga3", "kaku2"])
def test_the_seven_frames_of_the_post_code_stand_in_two_groups_at_the_right(code: str) -> None:
    form = ENVELOPES[code]
    frames = form.frames
    assert form.postal is not None
    assert len(frames) == 7
    assert frames[-1].left + frames[-1].width == pytest.approx(form.width - form.postal.right)
    gaps = [round(after.left - before.left - before.width, 1) for before, after in pairwise(frames)]
    assert gaps == [1.3, 1.3, 1.9, 1.1, 1.1, 1.1]


def test_behind_a_window_the_post_code_stands_with_the_address() -> None:
    assert ENVELOPES["naga3_window"].frames == ()
    assert ENVELOPES["naga3_window"].folds == (99, 198)


@pytest.mark.parametrize("form", envelope_forms(), ids=lambda form: form.code)
def test_everything_on_an_envelope_lies_on_it(form: EnvelopeForm) -> None:
    for area in (*form.frames, form.to, form.sender):
        assert 0 <= area.left <= area.left + area.width <= form.width
        assert 0 <= area.top <= area.top + area.height <= form.height


@pytest.mark.parametrize("form", label_forms(), ids=lambda form: form.code)
def test_labels_lie_side_by_side_on_a4_and_none_on_another(form: LabelForm) -> None:
    last = form.place(form.count - 1)
    assert last.left + last.width <= 210.01
    assert last.top + last.height <= 297.01
    assert form.across >= form.width
    assert form.down >= form.height


def test_a_label_is_counted_along_the_row() -> None:
    form = label_forms()[0]
    assert (form.columns, form.rows, form.width, form.height) == (2, 6, 86.4, 42.3)
    assert form.place(1).left == pytest.approx(18.6 + 86.4)
    assert form.place(2).top == pytest.approx(21.6 + 42.3)


@pytest.mark.parametrize(
    ("offset", "wrong"),
    [(Offset(30, -30), []), (Offset(30.1, 0), ["right"]), (Offset(float("inf"), -31), ["right", "down"])],
)
def test_a_print_is_moved_by_three_centimetres_at_most(offset: Offset, wrong: list[str]) -> None:
    assert [problem.field for problem in check_offset(offset)] == wrong


@pytest.mark.parametrize(("start", "fine"), [(0, False), (1, True), (12, True), (13, False)])
def test_a_sheet_begins_at_one_of_its_labels(start: int, fine: bool) -> None:
    assert (check_start(label_forms()[0], start) == ()) is fine
