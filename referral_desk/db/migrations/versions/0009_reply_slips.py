"""Reply slips and how long a reply is waited for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Reply slips and how long a reply is waited for."""
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_slip", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("reply_days", sa.Integer(), server_default="14", nullable=False))


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
