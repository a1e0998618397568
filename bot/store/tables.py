"""The tables, and how they came to be what they are: numbered migrations that run at the start, each once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
    insert,
    select,
)

ONE_AT_A_TIME = 7_202_410  # the key of PostgreSQL's lock that only one process at a time migrates under


class Moment(TypeDecorator[datetime]):
    """A moment, stored as milliseconds since 1970 in UTC: the same in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what is stored."""
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return what was stored, in UTC."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


metadata = MetaData()
_KEY = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only under this type

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

cases = Table(
    "cases",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("words", String(64), nullable=False),  # a checksum of the words asked: the same question is one case
    Column("question", Text, nullable=False),
    Column("entry", String(40)),
    Column("chosen", Boolean, nullable=False),
    Column("remark", Text),
    Column("asked", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", BigInteger),
    Column("outcome", String(16)),
    Index("cases_same", "event", "kind", "words", unique=True),
)
"""What moderators should look at: see `cases.Case`. Nobody's name is in it but that of the moderator who closed it."""

audit = Table(
    "audit",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("entry", String(40), nullable=False),
    Column("file", Text),
    Column("before", Text),
    Column("after", Text),
    Column("undone_by", BigInteger),
    Column("cases", Text, nullable=False),
)
"""Who changed what in the files, with the text of the file before and after; `cases` are the ids that it closed."""

cards = Table(
    "cards",
    metadata,
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", String(40), primary_key=True),
    Column("channel", BigInteger, nullable=False),
    Column("event", String(40), nullable=False),
    Column("version", String(48), nullable=False),
    Column("main", Boolean, nullable=False),
    Column("as_embed", Boolean, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Index("cards_by_entry", "event", "entry", "version"),
)
"""Public cards: a row for each entry of a message, with the version of it that the message says.

`main` are the entries that it answers with; the others only have a sentence in it.
"""

served = Table(
    "served",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("checksum", String(64), nullable=False),
)
"""The state of the files that is served, so that several processes follow one another."""

states = Table(
    "states",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("entry", String(40), primary_key=True),
    Column("version", String(48), nullable=False),
    Column("title", Text, nullable=False),
    Column("says", Text, nullable=False),
)
"""What each entry said when the knowledge was last served."""

changes = Table(
    "changes",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("entry", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("changes_by_time", "event", "at"),
)
"""What changed in what entries say: added, changed or withdrawn."""

votes = Table(
    "votes",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("version", String(48), primary_key=True),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)
"""Who found an answer helpful, each person once for each version of it."""

followers = Table(
    "followers",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("entry", String(40), primary_key=True),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("version", String(48), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Who wants to be told when an entry changes, and the version of it that they have seen."""


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
"""The steps from an empty database to today's tables; each runs once, in order, and is never changed afterwards."""


def migrate(connection: Connection) -> int:
    """Run the migrations that a database lacks, in one transaction; return its version.

    Of several processes that start at once, one migrates and the others wait. A version above ours is returned
    untouched: the database belongs to a newer program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    schema_version.create(connection, checkfirst=True)
    version = connection.execute(select(func.max(schema_version.c.version))).scalar() or 0
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        step(connection)
        connection.execute(insert(schema_version).values(version=number))
        version = number
    return int(version)
