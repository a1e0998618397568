"""The store: one database, opened at the start, with what is kept in it by subject."""

import asyncio
import logging
import sqlite3
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import StoreError
from bot.store.audit import Audit
from bot.store.cards import Cards
from bot.store.cases import Cases
from bot.store.database import reason
from bot.store.history import History
from bot.store.people import People
from bot.store.tables import MIGRATIONS, migrate

log = logging.getLogger(__name__)
BUSY = 30  # seconds for which SQLite waits for another program that is writing, such as a backup
REACHABLE_WITHIN = 20.0  # seconds for a database to let us in
TRIES = 50  # to set up a SQLite file that others are setting up, too
POOL = 5  # connections to PostgreSQL


class Store:
    """What survives a restart: cases, the audit trail, posted cards, what changed, and what people asked for.

    Every method of its parts raises StoreError when the database can't be used.
    """

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self.name = name
        self.cases = Cases(engine)
        self.audit = Audit(engine)
        self.cards = Cards(engine)
        self.history = History(engine)
        self.people = People(engine)

    @classmethod
    async def open(cls, place: str) -> Self:
        """Open a database and bring its tables up to date; raises StoreError.

        `place` is a SQLite file, `:memory:`, or a URL such as postgresql://user@host/name.
        """
        url = _url(place)
        name = url.render_as_string(hide_password=True) if url.host else str(url.database)
        engine = _engine(url)
        try:
            async with asyncio.timeout(REACHABLE_WITHIN), engine.begin() as connection:
                version = await connection.run_sync(migrate)
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            await engine.dispose()
            raise StoreError(
                f"store: {name}: can't be used: {_reason(error)}; check `store` in the settings"
            ) from error
        if version > len(MIGRATIONS):
            await engine.dispose()
            raise StoreError(f"store: {name}: was made by a newer version of this program; update the program")
        return cls(engine, name)

    @property
    def shared(self) -> bool:
        """Whether several processes may be using it."""
        return self._engine.dialect.name == "postgresql"

    async def forget(self, now: datetime, questions: timedelta, cards: timedelta) -> None:
        """Delete cases that nobody has asked about for so long, and what is known of cards older than that."""
        await self.cases.forget(now - questions)
        await self.cards.forget(now - cards)

    async def check(self) -> None:
        """Ask the database whether it is there; raises StoreError."""
        await self.history.served("")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def _url(place: str) -> URL:
    """Return the address of a database for SQLAlchemy's drivers."""
    if "://" not in place:
        if place != ":memory:":
            path = Path(place).expanduser()
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(
                    f"store: {path.parent}: cannot be made: {error.strerror}; set `store` to another place"
                ) from error
            place = str(path)
        return URL.create("sqlite+aiosqlite", database=place)
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise StoreError("store: is not a database's address; write postgresql://user@host/name") from error
    if url.drivername not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise StoreError(
            f"store: {url.drivername} is not supported; use a file (SQLite) or postgresql://user@host/name"
        )
    return url.set(drivername="postgresql+asyncpg")


def _engine(url: URL) -> AsyncEngine:
    if url.drivername.startswith("postgresql"):
        return create_async_engine(url, pool_size=POOL, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,  # transactions wait for each other; in memory, the connection is the database
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": BUSY},
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # two that first read and then write would block each other

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        cursor = connection.cursor()
        _use_wal(cursor)
        cursor.execute("PRAGMA synchronous=NORMAL")  # safe when the process is killed
        cursor.close()

    return engine


def _use_wal(cursor: Any) -> None:
    """Let readers, such as a backup, not block us; SQLite doesn't wait by itself for others that are just starting."""
    for _ in range(TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.02)
    cursor.execute("PRAGMA journal_mode=WAL")


def _reason(error: BaseException) -> str:
    """Return why a database can't be opened, in one line, without its password."""
    if isinstance(error, TimeoutError):
        return f"no answer within {REACHABLE_WITHIN:g} seconds"
    return "its driver is missing" if isinstance(error, NoSuchModuleError) else reason(error)
