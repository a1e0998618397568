from pathlib import Path

import pytest

from bot import paths
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

ID = 123456789012345678
ALLOWED = ", ".join(Settings.model_fields)
NUMBER = "must be a number, written like 0.75"
NAME_OR_ID = "must be a name or an id, or several as [one, another]"
SERVER = "must be a server's id: a number of 15 to 20 digits (right-click the server, Copy Server ID)"
YES_OR_NO = 'is read by YAML as yes or no; put the name in "quotes"'
PATH = 'must be the path of a folder or file (in "quotes" if it is a number), or null'
EVERYONE = "everyone can't be moderators; name a role that you give to moderators only"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.yaml"


def problems(path: Path) -> list[str]:
    """What is reported, each without the folder."""
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return [line.removeprefix(f"{path.parent}/") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("answer_at: much", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: on", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: null", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: .nan", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: .inf", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: '0.5'", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: 0,75", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: 75%", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: [0.5]", f"1: `answer_at`: {NUMBER}"),
        ("answer_at: 75", "1: `answer_at`: must be less than or equal to 1"),
        ("answer_at: -0.1", "1: `answer_at`: must be greater than or equal to 0"),
        ("follow_up_minutes: ten", "1: `follow_up_minutes`: must be a number, written like 10"),
        ("follow_up_minutes: 0", "1: `follow_up_minutes`: must be greater than 0"),
        ("follow_up_minutes: 1441", "1: `follow_up_minutes`: must be less than or equal to 1440"),
    ],
)
def test_refuses_what_is_not_a_number_in_range(path: Path, content: str, said: str) -> None:
    path.write_text(content)
    assert problems(path) == [f"bot.yaml:{said}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("offer_at: 0.9", "1: `offer_at` (0.9) must not be above `answer_at` (0.75); lower it"),
        ("\nanswer_at: 0.1", "2: `offer_at` (0.15) must not be above `answer_at` (0.1); lower it"),
        ("answer_at: 0.5\noffer_at: 0.6", "2: `offer_at` (0.6) must not be above `answer_at` (0.5); lower it"),
    ],
)
def test_refuses_to_offer_from_a_higher_confidence_than_to_answer(path: Path, content: str, said: str) -> None:
    path.write_text(content)
    assert problems(path) == [f"bot.yaml:{said}"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[ask]", ["ask"]),
        ("ask", ["ask"]),
        ("['#ask']", ["ask"]),
        ("[ASK]", ["ask"]),
        ("['Ask the Record']", ["ask-the-record"]),
        ("['  ask ']", ["ask"]),
        ("['911']", ["911"]),
        ("[2024-10-25]", ["2024-10-25"]),
        (f"[{ID}]", [ID]),
        (f"['{ID}']", [ID]),
        (f"['<#{ID}>']", [ID]),
        (f"{ID}", [ID]),
        ("[]", []),
    ],
)
def test_takes_a_channel_as_people_write_it(path: Path, written: str, meant: list[int | str]) -> None:
    path.write_text(f"ask_channels: {written}")
    assert load_settings(path).ask_channels == meant


def test_knows_an_ask_channel_by_its_id_or_name() -> None:
    settings = Settings(ask_channels=["#Ask the record", ID])
    assert settings.is_ask_channel(ID, "news")
    assert settings.is_ask_channel(1, "ask-the-record")
    assert settings.is_ask_channel(1, "Ask the Record")  # a voice channel's name keeps capitals and spaces
    assert not settings.is_ask_channel(1, "ask")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[911]", '911 is no Discord id (these have 15 to 20 digits); put a name in "quotes"'),
        (f"[{ID}00000]", f'{ID}00000 is no Discord id (these have 15 to 20 digits); put a name in "quotes"'),
        ("[on]", YES_OR_NO),
        ("[null]", 'is read by YAML as nothing; put the name in "quotes"'),
        ("", "is empty; write [] for none"),
        ("['']", "is empty; write a name or an id, or [] for none"),
        ("['#']", "is empty; write a name or an id, or [] for none"),
        ("ask, news", "no channel has a comma in its name; write several channels as [one, another]"),
        ("[1.5]", NAME_OR_ID),
        ("[[ask]]", NAME_OR_ID),
        ("{ask: news}", NAME_OR_ID),
    ],
)
def test_refuses_a_channel_that_no_channel_can_match(path: Path, written: str, said: str) -> None:
    path.write_text(f"ask_channels: {written}")
    assert problems(path) == [f"bot.yaml:1: `ask_channels`: {said}"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"[{ID}]", [ID]),
        (f"['{ID}']", [ID]),
        (f"['<@&{ID}>']", [ID]),
        (f"['@Mods', News Desk]\nmoderator_servers: [{ID}]", ["Mods", "News Desk"]),
    ],
)
def test_takes_a_role_as_people_write_it(path: Path, written: str, meant: list[int | str]) -> None:
    path.write_text(f"moderator_roles: {written}")
    assert load_settings(path).moderator_roles == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[2024]", '2024 is no Discord id (these have 15 to 20 digits); put a name in "quotes"'),
        ("[off]", YES_OR_NO),
        ("['@everyone']", EVERYONE),
        ("[everyone]", EVERYONE),
        ("['@here']", EVERYONE),
        ("['@']", "is empty; write a name or an id, or [] for none"),
    ],
)
def test_refuses_a_role_that_is_none(path: Path, written: str, said: str) -> None:
    path.write_text(f"moderator_roles: {written}\nmoderator_servers: [{ID}]")
    assert problems(path) == [f"bot.yaml:1: `moderator_roles`: {said}"]


def test_takes_roles_by_name_only_in_servers_that_are_listed(path: Path) -> None:
    path.write_text("answer_at: 0.8\nmoderator_roles: [Mods]\n")
    assert problems(path) == [
        "bot.yaml:2: `moderator_roles` by name need `moderator_servers`: in any other server, whoever manages roles "
        "could make one of that name; list your servers, or give the roles' ids"
    ]


@pytest.mark.parametrize("written", ["[Newsroom]", "[1]", "['1']", "[yes]", "[null]"])
def test_takes_servers_by_id_only(path: Path, written: str) -> None:
    path.write_text(f"moderator_servers: {written}")
    assert problems(path) == [f"bot.yaml:1: `moderator_servers`: {SERVER}"]


@pytest.mark.parametrize("written", [f"{ID}", f"[{ID}]", f"['{ID}']"])
def test_takes_an_id_of_a_server_quoted_or_not(path: Path, written: str) -> None:
    path.write_text(f"moderator_servers: {written}")
    assert load_settings(path).moderator_servers == [ID]


@pytest.mark.parametrize("written", ["2024", "true", "[record]", "''"])
@pytest.mark.parametrize("name", ["knowledge", "confidence"])
def test_refuses_what_is_not_a_path(path: Path, name: str, written: str) -> None:
    path.write_text(f"{name}: {written}")
    assert problems(path) == [f"bot.yaml:1: `{name}`: {PATH}"]


def test_refuses_the_home_folder_of_nobody(path: Path) -> None:
    path.write_text("knowledge: ~nobody-of-this-name/record")
    assert problems(path) == ["bot.yaml:1: `knowledge`: begins with ~ and a name that no user of this machine has"]


@pytest.mark.parametrize(
    ("written", "meant"), [("../record", "../record"), ("record", "record"), ("/srv/record", "/srv/record")]
)
def test_counts_relative_paths_from_the_settings_file(path: Path, written: str, meant: str) -> None:
    path.write_text(f"knowledge: {written}\nconfidence: {written}\n")
    settings = load_settings(path)
    assert settings.knowledge == settings.confidence == (path.parent / meant).resolve()


def test_takes_a_path_in_the_home_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/mina")
    path.write_text("knowledge: ~/record")
    assert load_settings(path).knowledge == Path("/home/mina/record")


def test_names_a_setting_that_there_is_not(path: Path) -> None:
    path.write_text("answer_at: 0.8\nansver_at: 0.5\nAnswer_At: 0.5\n")
    assert problems(path) == [
        f"bot.yaml:2: `ansver_at`: is not a setting; allowed: {ALLOWED}",
        f"bot.yaml:3: `Answer_At`: is not a setting; allowed: {ALLOWED}",
    ]


def test_refuses_a_setting_that_is_there_twice(path: Path) -> None:
    path.write_text("answer_at: 0.5\noffer_at: 0.1\nanswer_at: 0.9\n")
    assert problems(path) == ["bot.yaml:3: duplicate key `answer_at` (first on line 1); keep only one"]


def test_reports_all_problems_at_once_each_with_its_line(path: Path) -> None:
    path.write_text("answer_at: on\nask_channels:\n  - 911\n  - news\n  - on\noffer_at: 3\noffer_at: 0.1\nfoo: 1\n")
    assert problems(path) == [
        f"bot.yaml:1: `answer_at`: {NUMBER}",
        'bot.yaml:3: `ask_channels`: 911 is no Discord id (these have 15 to 20 digits); put a name in "quotes"',
        f"bot.yaml:5: `ask_channels`: {YES_OR_NO}",
        "bot.yaml:6: `offer_at`: must be less than or equal to 1",
        "bot.yaml:7: duplicate key `offer_at` (first on line 6); keep only one",
        f"bot.yaml:8: `foo`: is not a setting; allowed: {ALLOWED}",
    ]


@pytest.mark.parametrize("content", ["[1, 2]", "hello", "answer_at 0.5"])
def test_refuses_what_is_not_a_list_of_settings(path: Path, content: str) -> None:
    path.write_text(content)
    assert problems(path) == ["bot.yaml:1: must contain one setting per line, such as `answer_at: 0.75`"]


def test_names_the_line_that_is_not_yaml(path: Path) -> None:
    path.write_text("answer_at: 0.5\n\toffer_at: 0.1\n")
    assert problems(path) == ["bot.yaml:2: this line is indented with a tab; use spaces instead"]


def test_names_the_line_that_is_not_utf_8(path: Path) -> None:
    path.write_bytes(b"answer_at: 0.5\nknowledge: caf\xe9\n")
    assert problems(path) == ["bot.yaml:2: is not UTF-8 text; save the file as UTF-8"]


def test_says_that_there_is_no_such_file(path: Path) -> None:
    assert problems(path) == [
        "bot.yaml:1: cannot be read: No such file or directory; check the file and its permissions"
    ]


def test_says_that_it_is_a_folder(path: Path) -> None:
    path.mkdir()
    assert problems(path) == ["bot.yaml:1: cannot be read: Is a directory; check the file and its permissions"]


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "\ufeffanswer_at: 0.75\r\n"])
def test_takes_the_defaults_for_what_is_not_in_the_file(path: Path, content: str) -> None:
    path.write_text(content, newline="")
    assert load_settings(path) == Settings()


def test_the_shipped_file_has_the_defaults() -> None:
    assert load_settings(paths.SETTINGS) == Settings()


@pytest.mark.parametrize("written", ["everything", "questions", "mentions"])
def test_takes_what_is_answered_in_the_ask_channels(path: Path, written: str) -> None:
    path.write_text(f"ask_channels_answer: {written}")
    assert load_settings(path).ask_channels_answer == written


@pytest.mark.parametrize("written", ["all", "Questions", "", "on", "2024", "[questions]", "{questions: on}"])
def test_what_is_answered_in_the_ask_channels_is_one_of_three(path: Path, written: str) -> None:
    path.write_text(f"ask_channels_answer: {written}")
    said = "`ask_channels_answer`: must be 'everything', 'questions' or 'mentions'"
    assert problems(path) == [f"bot.yaml:1: {said}"]
