"""Issued papers can be revoked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Issued papers can be revoked."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("revoked_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("revoked_why", sa.String(), nullable=True))


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
