import pytest

from bot.matching.decision import Engine


@pytest.fixture
def engine(bridge_engine: Engine) -> Engine:
    """What the bot answers from: with the common entries, so that it knows small talk and other subjects."""
    return bridge_engine
