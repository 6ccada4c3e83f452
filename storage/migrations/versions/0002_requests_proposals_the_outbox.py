"""Requests, proposals, the outbox."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "occurrence",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_occurrence_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "kind", "scope", "occasion", name="uq_occurrence_kind_scope_occasion"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("root_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("state_since", Instant(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("slack_ts", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("(kind = 'post') = (root_id IS NULL)", name="ck_outbox_root"),
        sa.CheckConstraint(
            "audience IN ('team', 'finance', 'personal')", name="ck_outbox_audience"
        ),
        sa.CheckConstraint(
            "kind = 'update' OR (state = 'sent') = (slack_ts IS NOT NULL)", name="ck_outbox_ts"
        ),
        sa.CheckConstraint("kind IN ('post', 'reply', 'update')", name="ck_outbox_kind"),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'sent', 'uncertain', 'dropped')",
            name="ck_outbox_state",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "root_id"],
            ["outbox.workspace_id", "outbox.id"],
            name="fk_outbox_root_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_outbox_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "dedupe_key", name="uq_outbox_dedupe_key"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_root_id", ["workspace_id", "root_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_state_not_before", ["workspace_id", "state", "not_before"], unique=False
        )
        batch_op.create_index("ix_outbox_subject", ["workspace_id", "subject"], unique=False)

    op.create_table(
        "setting",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_setting_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.create_index("ix_setting_name", ["workspace_id", "name"], unique=False)

    op.create_table(
        "request",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_request_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_request_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "idempotency_key", name="uq_request_idempotency_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slack_user",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("language IN ('en', 'zh')", name="ck_slack_user_language"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_slack_user_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "person_id", name="uq_slack_user_person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("seconded_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'seconded', 'booked', 'dismissed', 'undone', 'bounced', 'corrected')",
            name="ck_proposal_state",
        ),
        sa.CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name="ck_proposal_amount"),
        sa.CheckConstraint(
            "seconded_by IS NULL OR seconded_by <> confirmed_by", name="ck_proposal_two_people"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "confirmed_by"],
            ["person.workspace_id", "person.id"],
            name="fk_proposal_confirmed_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_proposal_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decided_by"],
            ["person.workspace_id", "person.id"],
            name="fk_proposal_decided_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "proposed_by"],
            ["person.workspace_id", "person.id"],
            name="fk_proposal_proposed_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "receipt_id"],
            ["receipt.workspace_id", "receipt.id"],
            name="fk_proposal_receipt_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seconded_by"],
            ["person.workspace_id", "person.id"],
            name="fk_proposal_seconded_by",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "receipt_id", name="uq_proposal_receipt_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proposal_state_proposed_at", ["workspace_id", "state", "proposed_at"], unique=False
        )
