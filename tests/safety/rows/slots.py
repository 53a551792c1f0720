"""Key slots that a stranger had in hand, and wrong passwords: refused, and told apart from damage."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from referral_desk.db import vault
from referral_desk.db.errors import StorageFault, TamperedSlots, WrongPassword, WrongRecoveryCode
from referral_desk.db.slots import KdfCost, canonical, close
from tests.making import LOGIN, PASSWORD, NewCentre, new_centre
from tests.safety.ground import Case, Ground, chooser
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

OTHER = "akane"
OTHER_PASSWORD = "べつのひとのみほんの合言葉。"
STRANGER = "stranger"
COST = KdfCost(memory_kib=16, time_cost=2, lanes=1)
"""What the slots of these trials cost; the least allowed is the same, so that less is weaker."""

Slots = dict[str, Any]


def two_people(place: Path) -> NewCentre:
    """Set up a centre that two people and the recovery code open."""
    made = new_centre(place / "centre")
    vault.add_user(made.folder, made.key, OTHER, OTHER_PASSWORD, cost=COST)
    vault.reset_password(made.folder, made.key, LOGIN, PASSWORD, cost=COST)
    code = vault.new_recovery_code(made.folder, made.key, cost=COST)
    return NewCentre(made.folder, made.key, str(code))


def _slot(slots: Slots, choose: random.Random) -> Slots:
    slot: Slots = choose.choice([*slots["users"], slots["recovery"]])
    return slot


def field_changed(slots: Slots, choose: random.Random, case: Case) -> None:
    """Change some bytes of one field of a slot."""
    slot = _slot(slots, choose)
    where, name = choose.choice(
        [
            (slot, "public"),
            (slot, "check"),
            (slot["private"], "nonce"),
            (slot["private"], "box"),
            (slot["key"], "ephemeral"),
            (slot["key"], "nonce"),
            (slot["key"], "box"),
            (slot["kdf"], "salt"),
        ]
    )
    value = bytearray.fromhex(where[name])
    value[choose.randrange(len(value))] ^= choose.randrange(1, 256)
    where[name] = value.hex()


def weaker(slots: Slots, choose: random.Random, case: Case) -> None:
    """Make guessing cheaper, or so dear that the program hangs."""
    kdf = _slot(slots, choose)["kdf"]
    cheaper = [("memory_kib", 8), ("time_cost", 1), ("lanes", 0)]
    dearer = [("memory_kib", 1 << 30), ("time_cost", 1 << 20), ("lanes", 99)]
    name, value = choose.choice(cheaper + dearer)
    kdf[name] = value


def swapped(slots: Slots, choose: random.Random, case: Case) -> None:
    """Give one person the other's boxes, or exchange their names."""
    one, other = slots["users"]
    for name in choose.choice((["login"], ["private"], ["key"], ["private", "key"], ["kdf", "check"])):
        one[name], other[name] = other[name], one[name]


def added(slots: Slots, choose: random.Random, case: Case) -> None:
    """Add a stranger, with a data key of their own making."""
    key = vault.DataKey(choose.randbytes(32))
    slots["users"].append(close(STRANGER, PASSWORD, key, COST, slots["centre"]).as_json())
    if choose.random() < 0.5:  # sealed as the program would, but with the stranger's key
        slots["generation"] += 1


def replaced(slots: Slots, choose: random.Random, case: Case) -> None:
    """Replace a person's slot by one for a key of the stranger's making, under a password the stranger knows."""
    key = vault.DataKey(choose.randbytes(32))
    place = choose.randrange(2)
    login = slots["users"][place]["login"]
    slots["users"][place] = close(login, "しらないひとの合言葉です。", key, COST, slots["centre"]).as_json()


def removed(slots: Slots, choose: random.Random, case: Case) -> None:
    """Take a person away."""
    del slots["users"][choose.randrange(2)]


def of_another_centre(slots: Slots, choose: random.Random, case: Case) -> None:
    """Say that the slots are another centre's."""
    slots["centre"] = choose.randbytes(16).hex()


def older(slots: Slots, choose: random.Random, case: Case) -> None:
    """Count the generation up or down without the seal for it."""
    slots["generation"] = max(0, slots["generation"] + choose.choice((-1, 1, 1000)))


ATTACKS = (
    *(field_changed,) * 3,
    weaker,
    swapped,
    added,
    replaced,
    removed,
    of_another_centre,
    older,
)


def trial(ground: Ground, seed: int) -> Verdict:
    """Try wrong passwords on sound slots, or the right ones on slots that were changed."""
    choose = chooser("slots", seed)
    judge = Judge()
    with ground.copy(ground.pattern(two_people)) as case:
        if seed % 4 == 0:
            _wrong_passwords(case, choose, judge)
        else:
            _attack(case, choose, judge)
    return judge.verdict()


def _wrong_passwords(case: Case, choose: random.Random, judge: Judge) -> None:
    password = list(PASSWORD)
    password[choose.randrange(len(password))] = choose.choice("あいうえおabc0")
    for login, tried in ((LOGIN, "".join(password)), (LOGIN, OTHER_PASSWORD), ("nobody", PASSWORD), ("", PASSWORD)):
        said = _opened(case, login, tried)
        if tried == PASSWORD and login == LOGIN:
            continue
        if said is not WrongPassword:
            judge.silently_wrong(f"a wrong password is told {said}")
    said = _recovered(case, str(vault.RecoveryCode(choose.randbytes(20))))
    if said is not WrongRecoveryCode:
        judge.silently_wrong(f"a wrong recovery code is told {said}")
    if _opened(case, LOGIN, PASSWORD) is not None or _recovered(case, case.centre.recovery_code) is not None:
        judge.lost("the right password does not open any more")


def _attack(case: Case, choose: random.Random, judge: Judge) -> None:
    attack = choose.choice(ATTACKS)
    slots = json.loads((case.centre.folder / "keys.json").read_text(encoding="utf-8"))
    before = json.dumps(slots)
    attack(slots, choose, case)
    if json.dumps(slots) == before:
        return
    del slots["sha256"]
    slots["sha256"] = hashlib.sha256(canonical(slots)).hexdigest()
    for name in (vault.KEYS, vault.KEYS_COPY):
        (case.centre.folder / name).write_text(json.dumps(slots), encoding="utf-8")
    said = {
        LOGIN: _opened(case, LOGIN, PASSWORD),
        OTHER: _opened(case, OTHER, OTHER_PASSWORD),
        STRANGER: _opened(case, STRANGER, PASSWORD),
        "stranger as one of us": _opened(case, LOGIN, "しらないひとの合言葉です。"),
        "recovery": _recovered(case, case.centre.recovery_code),
    }
    how = attack.__name__
    for who, what in said.items():
        if what is None:
            judge.silently_wrong(f"{how}: {who} gets in")
        elif what not in {TamperedSlots, WrongPassword, WrongRecoveryCode}:
            judge.unclear(f"{how}: {who} is told {what.__name__}")
    if TamperedSlots not in (said[LOGIN], said[OTHER], said["recovery"]):
        judge.silently_wrong(f"{how}: nobody is told that the slots were changed")
    try:
        vault.verify(case.centre.folder, case.centre.key)
        judge.silently_wrong(f"{how}: whoever is in does not find it")
    except TamperedSlots:
        pass


def _opened(case: Case, login: str, password: str) -> type[StorageFault] | None:
    try:
        vault.unlock(case.centre.folder, login, password, minimum=COST)
    except StorageFault as fault:
        return type(fault)
    return None


def _recovered(case: Case, code: str) -> type[StorageFault] | None:
    try:
        vault.unlock_with_recovery(case.centre.folder, vault.RecoveryCode.read(code), minimum=COST)
    except StorageFault as fault:
        return type(fault)
    return None


ROW = Row("slots", "wrong passwords, tampered, swapped or weaker key slots", trial, in_ci=100, in_soak=1_000)
