"""Hostile files into the imports: all of it is taken or nothing, what is wrong is said, nothing else is touched."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed

from referral_desk.domain.errors import NotFound, NotPossible
from referral_desk.i18n import render
from referral_desk.services import imports
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export
from referral_desk.services.imports import ImportCancelled, ImportPlan, ImportRefused, LedgerKind, OnDuplicate
from tests.making import NewCentre, add_client, add_institution, new_centre
from tests.safety.contents import Contents, contents
from tests.safety.ground import Ground, chooser, in_a_word
from tests.safety.hostile_files import CLIENT, OFFICE, HostileFile, hostile_files
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

AT_ONCE = 100
"""How many files one seed tries; Hypothesis chooses them."""

PATIENCE = 10.0
"""Seconds that no file of these may take."""

_FORMULA = re.compile("^[=+\\-@\t\r＝＋－＠]")
_TABLES = {
    LedgerKind.CLIENTS: "client",
    LedgerKind.INSTITUTIONS: "institution",
    LedgerKind.ENGAGEMENTS: "engagement",
    LedgerKind.CONTACTS: "contact",
    LedgerKind.REFERRALS: "referral",
}


def known_people(place: Path) -> NewCentre:
    """Set up a centre with the clients and the institution that the files speak of."""
    made = new_centre(place / "centre")
    centre = made.open()
    add_institution(centre, name=OFFICE)
    add_client(centre, number=CLIENT)
    add_client(centre, number="00002", name="例田 一朗", kana="レイダ イチロウ")
    centre.close()
    return made


def trial(ground: Ground, seed: int) -> Verdict:
    """Try as many files as Hypothesis makes of the seed."""
    judge = Judge()
    choose = chooser("hostile", seed)
    tried = 0

    @with_seed(seed)
    @settings(
        max_examples=AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile_files())
    def each(hostile: HostileFile) -> None:
        nonlocal tried
        tried += 1
        began = monotonic()
        _import(centre, case.place, hostile, choose.random(), judge)
        if monotonic() - began > PATIENCE:
            judge.unclear(f"{hostile.name} takes {monotonic() - began:.0f} s")

    with ground.copy(ground.pattern(known_people)) as case:
        centre = case.centre.open()
        try:
            each()
        finally:
            centre.close()
        beside = {path.name for path in case.place.iterdir()} - {"centre", "table.csv", "table.xlsx"}
        if beside or any(Path(name).exists() for name in ("/tmp/referral-desk-escaped", "/etc/referral-desk-escaped")):
            judge.silently_wrong(f"files were written: {beside}")
    return judge.verdict(trials=tried)


def _import(centre: Centre, place: Path, hostile: HostileFile, dice: float, judge: Judge) -> None:
    path = place / hostile.name
    path.write_bytes(hostile.content)
    start = hostile.content[:60]
    try:
        planned = imports.plan(centre, hostile.kind, path, hostile.on_duplicate)
    except (NotFound, NotPossible) as told:
        if not render(told.message).strip():
            judge.unclear(f"nothing is said of {start!r}")
        return
    except Exception as error:
        judge.unclear(f"{in_a_word(error)}: {start!r}")
        return
    for problem in (*planned.errors, *planned.warnings):
        if not render(problem.message).strip() or problem.line < 1:
            judge.unclear(f"a problem without a place or words: {start!r}")
    if dice < 0.1 or (planned.possible and planned.rows and dice < 0.6):
        _carry_out(centre, planned, dice, judge)


def _carry_out(centre: Centre, planned: ImportPlan, dice: float, judge: Judge) -> None:
    before = _records(centre)
    stop_at = int(dice * 1000) % 3 == 0

    def progress(done: int, total: int) -> None:
        if stop_at:
            raise ImportCancelled

    try:
        counts = imports.execute(centre, planned, progress=progress).record
    except (ImportRefused, ImportCancelled):
        if _records(centre) != before:
            judge.half_done(f"refused or stopped, and something of {planned.kind} was written")
        return
    except Exception as error:
        judge.unclear(f"carrying out {planned.kind}: {in_a_word(error)}")
        return
    if planned.errors:
        judge.half_done(f"{planned.kind} with errors were taken")
    after = _records(centre)
    table = _TABLES[planned.kind]
    if len(after[table]) - len(before[table]) != counts.new:
        judge.half_done(
            f"{counts.new} new {planned.kind} were said, {len(after[table]) - len(before[table])} are there"
        )
    if int(dice * 10_000) % 10 == 0:
        _export_and_import(centre, planned.kind, judge)


def _export_and_import(centre: Centre, kind: LedgerKind, judge: Judge) -> None:
    """What was taken is exported, with formulas as text, and imported again to the same."""
    path = centre.folder.parent / "table.csv"
    path.write_bytes(export(centre, kind, ExportFormat.CSV).content)
    cells = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    if any(_FORMULA.match(cell) for row in cells for cell in row):
        judge.silently_wrong(f"{kind}: a formula was exported as one")
    rule = OnDuplicate.UPDATE if kind in (LedgerKind.CLIENTS, LedgerKind.INSTITUTIONS) else OnDuplicate.SKIP
    again = imports.plan(centre, kind, path, rule)
    if again.errors:
        problem = again.errors[0]
        judge.silently_wrong(f"{kind}: what was exported cannot be read: {problem.column} {render(problem.message)}")
    elif again.counts.new or again.counts.updated:
        judge.silently_wrong(f"{kind}: what was exported reads differently: {again.counts}")


def _records(centre: Centre) -> Contents:
    found = contents(centre)
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


ROW = Row("hostile", f"hostile files into the imports ({AT_ONCE} a seed)", trial, in_ci=10, in_soak=1_000)
