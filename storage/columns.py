"""Column kinds that behave alike on SQLite and Postgres, and the constraints all tables share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import text as text_of_sql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer
from sqlmodel import Field

OPEN_END = date(9999, 12, 31)  # "until further notice": one date instead of NULL, so ranges work
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware moment in UTC, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        assert value.tzinfo is not None, value
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class days_between(FunctionElement[int]):  # noqa: N801 - reads like an SQL function
    """Whole days from the second date to the first: `days_between(later, earlier)`."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _days_sqlite(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    later, earlier = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgres(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    later, earlier = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


def key() -> Any:
    """One part of a primary key, made by us."""
    return Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})


def ref(*, nullable: bool = False) -> Any:
    """The id of another row of the same workspace."""
    return Field(default=None, sa_type=BigInteger, nullable=nullable)


def minor(*, nullable: bool = False, default: int | None = None) -> Any:
    """An amount in minor units."""
    return Field(default=default, sa_type=BigInteger, nullable=nullable)


def text(*, nullable: bool = False, default: str | None = None) -> Any:
    """Words; the length is nobody's business but the reader's."""
    return Field(default=default, sa_type=Text, nullable=nullable)


def day(*, nullable: bool = False, default: date | None = None) -> Any:
    """A calendar date in the company's zone."""
    return Field(default=default, sa_type=Date, nullable=nullable)


def instant(*, nullable: bool = False, default: datetime | None = None) -> Any:
    """A moment in UTC."""
    return Field(default=default, sa_type=Instant, nullable=nullable)


def unique(table: str, *columns: str) -> UniqueConstraint:
    """A unique key inside one workspace."""
    return UniqueConstraint("workspace_id", *columns, name=f"uq_{table}_{'_'.join(columns)}")


def points_to(table: str, column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same workspace."""
    return ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{target}.workspace_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
    )


def in_workspace(table: str) -> ForeignKeyConstraint:
    """Every row belongs to a workspace."""
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id")


def check(table: str, name: str, rule: str) -> CheckConstraint:
    """A rule that the database itself refuses to break."""
    return CheckConstraint(rule, name=f"ck_{table}_{name}")


def index(table: str, *columns: str) -> Index:
    """A way to find rows inside one workspace."""
    return Index(f"ix_{table}_{'_'.join(columns)}", "workspace_id", *columns)


def index_where_known(table: str, *columns: str) -> Index:
    """A way to find those rows of one workspace whose last column is known, and of no cost else."""
    known = text_of_sql(f"{columns[-1]} IS NOT NULL")
    return Index(
        f"ix_{table}_{'_'.join(columns)}",
        "workspace_id",
        *columns,
        sqlite_where=known,
        postgresql_where=known,
    )


def table_args(*rules: Any) -> tuple[Any, ...]:
    """Put a table's rules together; SQLite keeps rows in the order of the key."""
    return (*rules, {"sqlite_with_rowid": False})


def only(values: Sequence[str], column: str) -> str:
    """Write the rule that a column holds one of a few words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
