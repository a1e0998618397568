from datetime import date

import pytest

from bot.answering.chat import long_date
from bot.answering.desk import Desk
from bot.answering.presentation import present
from bot.matching.decision import Kind


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("how up to date are you?", "What I know is as of 12 March 2024."),
        ("what are your sources?", "Everything I say rests on: Port Ellis Courier (newspaper), 11 March 2024"),
        ("that's not what I asked", "Sorry about that."),
        ("what do the colours mean?", "Green: our sources confirm it."),
        ("are you an AI like ChatGPT?", "I'm a bot."),
        ("thanks", "You're welcome."),
        ("do you store my questions?", "I keep your last question for a few minutes"),
        ("what does orange mean?", "Green: our sources confirm it."),
        ("how do i report a wrong answer", "Sorry about that."),
    ],
)
def test_what_is_said_to_the_bot_gets_a_reply_that_fits(desk: Desk, message: str, said: str) -> None:
    reply = desk.ask(message)
    assert reply.kind is Kind.CHAT
    assert present(reply).lines[0].text.startswith(said)


@pytest.mark.parametrize(
    ("day", "shown"), [(date(2024, 10, 25), "25 October 2024"), (date(2024, 3, 1), "1 March 2024")]
)
def test_a_date_is_written_in_full(day: date, shown: str) -> None:
    assert long_date(day) == shown
