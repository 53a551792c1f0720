"""``make soak``: the whole programme at its long numbers, row by row; run as ``python -m tests.safety.soak``.

A row that ended well is not run again: its result is in build/soak/results.json, until ``--fresh``. The table marks
rows that ran on other code than is there now.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from time import monotonic

from tests.safety.programme import ROOT, Programme, Result, code_now, programme
from tests.safety.rows import BY_NAME, CONTROLS, PROGRAMME
from tests.safety.rows.row import Row
from tests.safety.shim.disk import compiler
from tests.safety.verdict import Verdict

RESULTS = ROOT / "build" / "soak" / "results.json"
_EVERY_SECONDS = 10.0


def main() -> int:
    """Run what was asked for, print the table, and return 1 if any row found harm."""
    asked = _arguments()
    if sys.platform != "linux" or compiler() is None:
        sys.stderr.write("The programme needs Linux and a C compiler: tools/system-packages.sh --tests installs one.\n")
        return 2
    known = {} if asked.fresh or asked.share > 1 else _stored()
    rows = [BY_NAME[asked.row]] if asked.row else [*PROGRAMME, *CONTROLS]
    with programme() as running:
        for row in rows:
            if asked.seed is not None:
                known[row.name] = running.run(row.name, [asked.seed])
                continue
            if row.name in known and held(row, known[row.name]) and not asked.row:
                continue
            known[row.name] = _run(running, row, share=asked.share)
            if asked.share == 1:
                _store(known)
    shown = [row for row in rows if row.name in known]
    text = table(shown, known)
    sys.stdout.write(text)
    if asked.seed is None and asked.share == 1:
        everything = [row for row in (*PROGRAMME, *CONTROLS) if row.name in known]
        RESULTS.with_name("table.txt").write_text(table(everything, known), encoding="utf-8")
    return 0 if all(held(row, known[row.name]) for row in shown) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--row", choices=sorted(BY_NAME), help="run this row only")
    parser.add_argument("--seed", type=int, help="hold this one trial of the row")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--share", type=int, default=1, help="hold every nth trial only, to see how long all take")
    asked = parser.parse_args()
    if asked.seed is not None and not asked.row:
        parser.error("a seed needs its row")
    return asked


def _run(running: Programme, row: Row, *, share: int) -> Result:
    seeds = running.seeds(row.name, soak=True)[::share]
    last = monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last > _EVERY_SECONDS:
            last = monotonic()
            sys.stderr.write(f"{row.name}: {done} trials, {total} seeds\n")

    sys.stderr.write(f"{row.name}: {len(seeds)} seeds\n")
    result = running.run(row.name, seeds, progress)
    sys.stderr.write(f"{row.name}: {result.seconds:.0f} s, {_ms(result)} ms a trial on each worker\n")
    return result


def _ms(result: Result) -> str:
    return f"{2000 * result.seconds / max(1, result.verdict.trials):.1f}"


def held(row: Row, result: Result) -> bool:
    """Whether a row found what it must: no harm, or, for a control, some."""
    return result.verdict.good is (row not in CONTROLS)


def table(rows: list[Row], results: dict[str, Result]) -> str:
    """Return the table, and under it how to see again what found harm."""
    head = ("fault", "trials", "lost", "half-done", "silently wrong", "unclear", "seconds", "row")
    code = code_now()
    lines = [head, *(_cells(row, results[row.name], code) for row in rows if row not in CONTROLS)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    text = "".join(
        "  ".join(
            cell.ljust(width) if place in (0, len(head) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )
    if any("*" in line[-1] for line in lines[1:]):
        text += "* ran on other code than is there now; FRESH=1 runs all again.\n"
    text += f"{sum(results[row.name].seconds for row in rows) / 60:.0f} minutes in all\n"
    for row in rows:
        result = results[row.name]
        if row in CONTROLS:
            found = result.verdict
            text += f"control: {row.fault}: lost in {found.lost:,} of {found.trials:,} trials ({row.name})\n"
        if held(row, result):
            continue
        text += f"\n{row.name}: {row.fault}\n"
        if row in CONTROLS:
            text += "  found nothing, though it must: the trials prove nothing.\n"
        text += "".join(f"  {why}\n" for why in result.verdict.why)
        text += "".join(f"  again: make soak ROW={row.name} SEED={seed}\n" for seed in result.seeds[:5])
    return text


def _cells(row: Row, result: Result, code: str) -> tuple[str, ...]:
    found = result.verdict
    counts = (found.trials, found.lost, found.half_done, found.silently_wrong, found.unclear)
    return (
        row.fault,
        *(f"{count:,}" for count in counts),
        f"{result.seconds:.0f}",
        row.name + ("" if result.code == code else " *"),
    )


def _stored() -> dict[str, Result]:
    if not RESULTS.exists():
        return {}
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {
        name: Result(name, Verdict(**{**each["verdict"], "why": tuple(each["verdict"]["why"])}), *each["rest"])
        for name, each in stored.items()
        if name in BY_NAME
    }


def _store(results: dict[str, Result]) -> None:
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        name: {"verdict": asdict(each.verdict), "rest": [each.seeds, each.seconds, each.code]}
        for name, each in results.items()
    }
    RESULTS.write_text(json.dumps(stored, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
