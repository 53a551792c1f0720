"""Real processes to be killed: a warm parent that forks one child for each line on its standard input.

A child acknowledges on a named pipe what a service call has returned for; whatever it wrote there must be in the
centre ever after. Run as ``python -m tests.safety.children``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from referral_desk.db.slots import DataKey
from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import OutcomeReport
from referral_desk.services import clients, followups, imports, referrals
from referral_desk.services.centre import Centre, open_with_key
from tests.making import CALL, LOGIN, TODAY, add_contact, client_draft, referral_draft, today

Acknowledge = Callable[[str], None]


def save(centre: Centre, name: str, turns: int, acknowledge: Acknowledge) -> None:
    """Save clients, referrals, contacts and outcomes, one after the other."""
    for turn in range(turns):
        client = clients.save(centre, client_draft(number=f"{name}-{turn}", note="記録" * 200)).record
        acknowledge(f"client {client.number}")
        referral = referrals.refer(centre, referral_draft(client.id, 1), CALL, follow_up_on=TODAY).record
        acknowledge(f"referral {referral.number}")
        contact = add_contact(centre, client.id, factors=("disaster", "developmental"))
        acknowledge(f"contact {contact.client_id}")
        followups.report_outcome(centre, referral.id, OutcomeReport(Outcome.WAITLISTED, TODAY, Reporter.STAFF))
        acknowledge(f"outcome {referral.number}")


def import_clients(centre: Centre, name: str, turns: int, acknowledge: Acknowledge) -> None:
    """Import the ledger at path ``name``."""
    plan = imports.plan(centre, imports.LedgerKind.CLIENTS, Path(name), imports.OnDuplicate.REFUSE)
    acknowledge("planned")
    imports.execute(centre, plan)
    acknowledge("imported")


JOBS = {"save": save, "import": import_clients}


def work(order: dict[str, str]) -> None:
    """Do one order in this process and end it."""
    status = 1
    pipe = os.open(order["pipe"], os.O_WRONLY)
    try:
        key = DataKey(bytes.fromhex(order["key"]))
        centre = open_with_key(Path(order["folder"]), LOGIN, key, today=today)

        def acknowledge(word: str) -> None:
            os.write(pipe, f"{word}\n".encode())

        JOBS[order["job"]](centre, order["name"], int(order["turns"]), acknowledge)
        centre.close()
        acknowledge("done")
        status = 0
    except BaseException as error:
        os.write(pipe, f"failed {error!r}\n".encode())
        raise
    finally:
        os._exit(status)


def main() -> None:
    """Fork a child for each line, and say its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("warm")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(json.loads(line))
        say(str(child))


def say(word: str) -> None:
    """Tell the test that started this process."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
