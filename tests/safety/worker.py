"""One of the processes that hold the trials: it imports everything once and then does what each line asks for.

Run as ``python -m tests.safety.worker SCRATCH`` with the shim in LD_PRELOAD; orders and answers are lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.safety.ground import Ground
from tests.safety.rows import BY_NAME
from tests.safety.shim.disk import Disk
from tests.safety.verdict import Verdict
from tests.safety.warm import warm_up


def main() -> None:
    """Answer orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever is printed in here is no answer
    warm_up()
    ground = Ground(Path(sys.argv[1]), Disk())
    for line in sys.stdin:
        order = json.loads(line)
        answers.write(json.dumps(answer(ground, order)) + "\n")
        answers.flush()


def answer(ground: Ground, order: dict[str, object]) -> object:
    """Do one order: the seeds of a row, or one trial of it."""
    row = BY_NAME[str(order["row"])]
    if "seed" not in order:
        return list(row.seeds(ground, soak=bool(order["soak"])))
    seed = order["seed"]
    assert isinstance(seed, int)
    try:
        return asdict(row.trial(ground, seed))
    except Exception:
        return asdict(Verdict(unclear=1, why=(f"the trial failed: {traceback.format_exc()}",)))


if __name__ == "__main__":
    main()
