"""Who may do what: the whole table, cell by cell."""

from __future__ import annotations

import pytest

from referral_desk.domain.access import ALLOWED, Action, Role, may
from referral_desk.domain.users import ROLE_NAMES, ROLE_WORDS

TABLE = """
                     read_only  staff  manager  administrator
list_records         yes        yes    yes      yes
search_records       yes        yes    yes      yes
read_client          yes        yes    yes      yes
read_referral        yes        yes    yes      yes
read_figures         yes        yes    yes      yes
check_records        yes        yes    yes      yes
make_backup          yes        yes    yes      yes
log_in               yes        yes    yes      yes
unlock               yes        yes    yes      yes
lock                 yes        yes    yes      yes
log_out              yes        yes    yes      yes
change_password      yes        yes    yes      yes
save_client          no         yes    yes      yes
save_contact         no         yes    yes      yes
correct_contact      no         yes    yes      yes
save_household       no         yes    yes      yes
save_supporter       no         yes    yes      yes
save_benefit         no         yes    yes      yes
save_inbound         no         yes    yes      yes
save_consent         no         yes    yes      yes
record_disclosure    no         yes    yes      yes
save_conference      no         yes    yes      yes
save_task            no         yes    yes      yes
save_screening       no         yes    yes      yes
save_intervention    no         yes    yes      yes
save_path            no         yes    yes      yes
plan_meeting         no         yes    yes      yes
set_aside_check      no         yes    yes      yes
arrange_ecomap       no         yes    yes      yes
close_client         no         yes    yes      yes
reopen_client        no         yes    yes      yes
remove_contact       no         yes    yes      yes
save_engagement      no         yes    yes      yes
remove_engagement    no         yes    yes      yes
save_referral        no         yes    yes      yes
save_handoff         no         yes    yes      yes
save_outcome         no         yes    yes      yes
undo_outcome         no         yes    yes      yes
save_institution     no         yes    yes      yes
issue_document       no         yes    yes      yes
revoke_document      no         yes    yes      yes
print_document       no         yes    yes      yes
save_document        no         yes    yes      yes
import_ledger        no         no     yes      yes
export_ledger        no         no     yes      yes
change_centre        no         no     yes      yes
change_forms         no         no     yes      yes
change_wording       no         no     yes      yes
merge_clients        no         no     yes      yes
undo_merge           no         no     yes      yes
retire_institution   no         no     yes      yes
merge_institutions   no         no     yes      yes
undo_institution_merge no        no     yes      yes
give_access          no         no     yes      yes
propose_disposal     no         no     yes      yes
dispose_client       no         no     yes      yes
close_month          no         no     yes      yes
reopen_month         no         no     yes      yes
restrict_client      no         no     yes      yes
review_audit         no         no     yes      yes
restore              no         no     yes      yes
change_safety        no         no     no       yes
add_user             no         no     no       yes
change_role          no         no     no       yes
reset_password       no         no     no       yes
remove_user          no         no     no       yes
rekey                no         no     no       yes
renew_recovery_code  no         no     no       yes
generate             no         no     no       yes
"""

HEAD, *ROWS = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(row[0], role, row[1 + place]) for row in ROWS for place, role in enumerate(HEAD)]


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says(action: str, role: str, allowed: str) -> None:
    assert may(Role(role), Action(action)) is (allowed == "yes")


def test_the_table_has_every_role_and_every_action() -> None:
    assert [Role(name) for name in HEAD] == list(Role)
    assert {Action(row[0]) for row in ROWS} == set(Action) == set(ALLOWED)
    assert len(CELLS) == len(Role) * len(Action)


def test_somebody_who_is_not_listed_may_nothing() -> None:
    assert not any(may(None, action) for action in Action)


def test_a_higher_role_may_all_that_a_lower_one_may() -> None:
    for lower, higher in zip(list(Role)[:-1], list(Role)[1:], strict=True):
        assert all(may(higher, action) for action in Action if may(lower, action))


def test_every_role_has_a_name_and_says_what_it_may_do() -> None:
    assert set(ROLE_NAMES) == set(ROLE_WORDS) == set(Role)
    assert len({words.text for words in ROLE_WORDS.values()}) == len(Role)
