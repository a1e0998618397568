import pytest

from bot.answering.desk import Desk
from bot.cli.terminal import show

FOOTER = "The closing of the Harbour Bridge in Port Ellis · as of 12 March 2024"


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def shown(desk: Desk, question: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is printed, without the frame."""
    show(desk.ask(question), explain=False, desk=desk)
    return [line.strip("╭─╮│╰╯ ") for line in capsys.readouterr().out.splitlines()]


def test_an_answer_has_its_status_sentences_and_sources(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(desk, "How long will it stay closed?", capsys) == [
        "How long will it stay closed?",
        "Disputed: our sources give different accounts.",
        "The council expects two weeks; the Courier's engineer says at least two months. [1] [2]",
        "",
        "Sources:",
        "City Council (official), 12 March 2024: [1] paragraph 2",
        "Port Ellis Courier (newspaper), 11 March 2024: [2] paragraph 4",
        "https://example.org/bridge",
        "",
        FOOTER,
        "",
    ]


def test_related_questions_follow_the_sources(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(desk, "When was the bridge closed?", capsys)[-6:] == [
        "",
        "Related:",
        "• Why was the bridge closed?",
        "",
        FOOTER,
        "",
    ]


def test_what_is_not_reported_has_no_sources(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(desk, "Was anybody hurt?", capsys) == [
        "Not reported",
        "As of 12 March 2024, none of our sources answer “Was anybody hurt?”.",
        "",
        FOOTER,
        "",
    ]


def test_every_line_fits_into_the_frame(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    show(desk.ask("How long will it stay closed?"), explain=False, desk=desk)
    assert {len(line) for line in capsys.readouterr().out.splitlines()} == {96}


def test_a_narrow_terminal_wraps_and_loses_nothing(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    printed = " ".join(shown(desk, "How long will it stay closed?", capsys))
    assert "the Courier's engineer says at least two months. [1] [2]" in printed
    assert "https://example.org/bridge" in printed


def test_colours_are_for_terminals_only(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show(desk.ask("Who found the cracks?"), explain=True, desk=desk)
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    show(desk.ask("Who found the cracks?"), explain=True, desk=desk)
    assert "\x1b[32m╭─" in capsys.readouterr().out
