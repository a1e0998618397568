import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.store import Store
from tests.postgres import running


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    with running() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store is: both databases must do the same."""
    if request.param == "sqlite":
        return str(tmp_path / "folder" / "onrecord.db")
    address = str(request.getfixturevalue("postgres"))
    asyncio.run(emptied(address))
    return address


async def emptied(address: str) -> None:
    engine = create_async_engine(address.replace("postgresql:", "postgresql+asyncpg:"))
    for _ in range(50):
        try:
            async with engine.begin() as connection:
                await connection.execute(text("DROP SCHEMA public CASCADE"))
                await connection.execute(text("CREATE SCHEMA public"))
                break
        except (OSError, DBAPIError):  # it is still starting
            await asyncio.sleep(0.1)
    await engine.dispose()


@pytest.fixture
async def store(place: str) -> AsyncIterator[Store]:
    found = await Store.open(place)
    yield found
    await found.aclose()
