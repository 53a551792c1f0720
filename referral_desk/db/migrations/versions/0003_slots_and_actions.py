"""Generation of the key slots, index of actions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Generation of the key slots, index of actions."""
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_action", ["action"], unique=False)

    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slots_generation", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
