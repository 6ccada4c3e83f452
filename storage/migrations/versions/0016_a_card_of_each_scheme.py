"""Whoever had two roles in a period has a card of each scheme; one took the other's place."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring the schema to this version."""
    with op.batch_alter_table("card", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint("uq_card_person_id_start_on_end_on", type_="unique")
        batch_op.create_unique_constraint(
            "uq_card_person_id_start_on_end_on_scheme_id",
            ["workspace_id", "person_id", "start_on", "end_on", "scheme_id"],
        )
