"""Who looked at the receiver of a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Who looked at the receiver of a letter."""
    op.create_table(
        "confirmed_receiver",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_confirmed_receiver_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_confirmed_receiver")),
    )


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
