"""What every part of the store shares: transactions, and an insert that both databases know."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError


def reason(error: BaseException) -> str:
    """Return why a database can't be used, in one line, without SQL, and without what was to be written."""
    cause: object = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__


class Part:
    """A part of the store: some tables, and what is done with them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        """Do what happens inside whole or not at all; raises StoreError."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"The store can't be used: {reason(error)}") from error

    def _insert(self, table: Table) -> Any:
        """Return an insert that can say what to do when a row is there already (`on_conflict_do_…`)."""
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        return dialect.insert(table)
