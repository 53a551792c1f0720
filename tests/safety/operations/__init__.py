"""What is disturbed: the operations that write, in steps, and what a restarted program must find afterwards.

The same operation is killed, put on a failing disk and cut off from power. Its steps are first done undisturbed, and
the state is taken after each; after a disturbance, the state must be the one after the last step that was
acknowledged, or the one after the next: nothing lost, nothing half. A further operation is one entry of OPERATIONS,
at its end: the seeds count from its beginning.
"""

from __future__ import annotations

from tests.safety.operations.drafts import UNFINISHED
from tests.safety.operations.folders import BACK_UP, RESTORE, SET_UP
from tests.safety.operations.operation import Operation
from tests.safety.operations.people import PASSWORDS, REKEY
from tests.safety.operations.records import IMPORT, MIGRATE, SAVE, UNSYNCED
from tests.safety.operations.whole_record import AGREE, AROUND, CONFER, PUT_AWAY

OPERATIONS: tuple[Operation, ...] = (
    SAVE,
    IMPORT,
    MIGRATE,
    PASSWORDS,
    SET_UP,
    BACK_UP,
    RESTORE,
    REKEY,
    UNFINISHED,
    AGREE,
    AROUND,
    CONFER,
    PUT_AWAY,
)

BY_NAME = {operation.name: operation for operation in (*OPERATIONS, UNSYNCED)}
