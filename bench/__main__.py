"""``python -m bench [NAME …]``: a table of ratios; ends with 1 if one is over its limit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bench.audit import audited_list, audited_record, audited_save, synced_entry
from bench.course import opening, opening_very_many, scrolling, scrolling_very_many
from bench.elsewhere import SideBySide, letter_elsewhere
from bench.layouts import chart_of_thirteen_months, ecomap_of_33_nodes
from bench.letter import one_letter
from bench.letters import letters_in_one_batch
from bench.likeness import Rightness, found_among_many, lookup, pairs
from bench.measure import Comparison
from bench.opening import login_to_page
from bench.records import keystroke, save
from bench.start import first_page, first_rows
from bench.tally import large_month, large_year, month

BENCHES: dict[str, Callable[[], Comparison | Rightness | SideBySide]] = {
    "start": first_page,
    "rows": first_rows,
    "login": login_to_page,
    "letter": one_letter,
    "letter_elsewhere": letter_elsewhere,
    "ecomap": ecomap_of_33_nodes,
    "chart": chart_of_thirteen_months,
    "keystroke": keystroke,
    "month": month,
    "large_month": large_month,
    "save": save,
    "audited_list": audited_list,
    "audited_record": audited_record,
    "audited_save": audited_save,
    "synced_entry": synced_entry,
    "likeness": pairs,
    "likely_same": lookup,
    "found_again": found_among_many,
    "course": opening,
    "scroll": scrolling,
}
ON_DEMAND: dict[str, Callable[[], Comparison]] = {
    "course_20000": opening_very_many,
    "scroll_20000": scrolling_very_many,
    "large_year": large_year,
    "letters_1000": letters_in_one_batch,
}
"""Only where they are named: they take minutes."""


def main() -> int:
    """Run the benches named on the command line, or all."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wanted = sys.argv[1:] or list(BENCHES)
    known = {**BENCHES, **ON_DEMAND}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"{'':44}{'reference':>12}{'ours':>12}{'ratio':>8}{'limit':>8}")
    over = False
    for name in wanted:
        row = known[name]()
        verdict = "" if row.within else "  beyond the limit"
        print(f"{row.line()}{verdict}", flush=True)
        over |= not row.within
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
