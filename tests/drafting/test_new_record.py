import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.drafting.folder import DraftFolder
from bot.drafting.names import names_in, numbers_in
from bot.drafting.new_record import NewArticle, remove_untouched_stubs, start_record
from bot.drafting.statements import statements
from bot.errors import DraftError, KnowledgeError
from bot.knowledge.files import read_files
from bot.knowledge.loader import load_snapshot
from tests.drafting.conftest import COURIER
from tests.knowledge.editing import loaded, problems_of, save


def article(content: bytes = COURIER, publisher: str = "Port Ellis Courier", day: int = 11, **more: str) -> NewArticle:
    return NewArticle(content=content, publisher=publisher, published=date(2024, 3, day), kind="newspaper", **more)


def start(folder: Path, given: NewArticle | None = None):
    return start_record(folder, given or article(), {"event": "{}", "entries": "{}", "concepts": "{}"})


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = tmp_path / "harbour-bridge"
    start(folder)
    return folder


def test_makes_an_event_with_all_that_the_format_needs(new: Path) -> None:
    written = yaml.safe_load((new / "event.yaml").read_text())
    assert written["event"] == {"id": "harbour-bridge", "title": "Harbour Bridge", "as_of": date(2024, 3, 11)}
    assert written["sources"] == {
        "port-ellis-courier": {
            "publisher": "Port Ellis Courier",
            "title": None,
            "kind": "newspaper",
            "published": date(2024, 3, 11),
            "paragraphs": 4,
            "url": None,
            "sha256": hashlib.sha256(COURIER).hexdigest(),
        }
    }


def test_every_file_names_its_schema_and_the_schema_is_there(new: Path) -> None:
    for path in new.glob("*.yaml"):
        first = path.read_text().splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (new / first.partition("=")[2]).is_file()


def test_makes_a_stub_for_each_statement_under_its_paragraph(new: Path) -> None:
    text = (new / "from-port-ellis-courier.yaml").read_text()
    stubs = yaml.safe_load(text)
    assert [stub["answer"][0]["cites"] for stub in stubs] == [f"port-ellis-courier:{n}" for n in range(1, 5)]
    for n, paragraph in enumerate(COURIER.decode().splitlines(), start=1):
        assert f"# port-ellis-courier:{n} {paragraph[:60]}" in text


def test_stubs_are_counted_and_not_loaded(new: Path) -> None:
    snapshot = read_files(new, None)
    knowledge = load_snapshot(snapshot, new, to_serve=False).knowledge
    assert (len(knowledge.entries), knowledge.stubs) == (0, 4)
    assert problems_of(new) == [
        "harbour-bridge/event.yaml:2: all 4 stubs are still empty; write one, or run `onrecord draft`"
    ]


def test_a_stub_is_loaded_once_it_is_written(new: Path) -> None:
    path = new / "from-port-ellis-courier.yaml"
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line == "    -")
    lines[at] = "    - Why is it closed?"
    says = next(i for i, line in enumerate(lines) if line == "    - says:")
    lines[says] = "    - says: The Harbour Bridge is closed."
    save(path, "\n".join(lines) + "\n")
    knowledge = loaded(new).knowledge
    assert (list(knowledge.entries), knowledge.stubs) == (["port-ellis-courier-1"], 3)


def test_a_half_written_stub_is_a_problem_at_its_line(new: Path) -> None:
    path = new / "from-port-ellis-courier.yaml"
    save(path, path.read_text().replace("    -\n", "    - Why is it closed?\n", 1))
    assert any("says` is empty" in problem for problem in problems_of(new))


def test_adds_another_article_as_a_source(new: Path) -> None:
    second = article(b"The council met.\nIt will meet again on Friday. Nobody spoke.\n", "City Council", 14)
    done = start(new, second)
    assert (done.source, done.added, done.statements) == ("city-council", True, 3)
    written = yaml.safe_load((new / "event.yaml").read_text())
    assert list(written["sources"]) == ["port-ellis-courier", "city-council"]
    assert written["event"]["as_of"] == date(2024, 3, 11)  # nothing says anything newer yet
    assert "# The day you last checked the sources" in (new / "event.yaml").read_text()
    assert len(yaml.safe_load((new / "from-city-council.yaml").read_text())) == 3


def test_a_second_article_of_a_publisher_gets_a_name_of_its_own(new: Path) -> None:
    assert start(new, article(b"The bridge is open.\n", day=20)).source == "port-ellis-courier-2"


def test_an_article_that_is_there_is_not_added_again(new: Path) -> None:
    with pytest.raises(DraftError, match="this article is already a source, `port-ellis-courier`"):
        start(new)


def test_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "concepts.yaml").write_text("bridge: [bridge]\n")
    start(folder)
    assert (folder / "concepts.yaml").read_text() == "bridge: [bridge]\n"


def test_sources_that_can_t_be_added_to_leave_all_as_it_was(new: Path) -> None:
    path = new / "event.yaml"
    text = path.read_text()
    save(
        path,
        text[: text.index("sources:")]
        + "sources: {afp: {publisher: AFP, kind: wire, published: 2024-03-11, paragraphs: 1}}\n",
    )
    before = {path: path.read_bytes() for path in new.rglob("*") if path.is_file()}
    with pytest.raises(DraftError, match="cannot be added to; add this under `sources:` yourself"):
        start(new, article(b"Other text of Jane Poe.\n"))
    assert {path: path.read_bytes() for path in new.rglob("*") if path.is_file()} == before


def test_adds_to_files_under_their_own_endings(new: Path) -> None:
    for name in ("event", "concepts"):
        (new / f"{name}.yaml").rename(new / f"{name}.yml")
    start(new, article(b"The council met Jane Poe.\n", "City Council", 14))
    assert not (new / "event.yaml").exists()
    assert list(yaml.safe_load((new / "event.yml").read_text())["sources"]) == ["port-ellis-courier", "city-council"]
    assert "poe: [Jane Poe]" in (new / "concepts.yml").read_text()


def test_a_folder_s_long_name_makes_a_valid_id(tmp_path: Path) -> None:
    folder = tmp_path / "2024-the-very-long-closing-of-the-harbour-bridge"
    start(folder)
    assert len(yaml.safe_load((folder / "event.yaml").read_text())["event"]["id"]) <= 40
    load_snapshot(read_files(folder, None), folder, to_serve=False)


def test_names_that_differ_in_an_apostrophe_are_one(tmp_path: Path) -> None:
    start(tmp_path / "x", article("Maeve O'Hare met Maeve O’Hare of Port Ellis.\n".encode()))
    load_snapshot(read_files(tmp_path / "x", None), tmp_path / "x", to_serve=False)


def test_a_source_that_was_renamed_keeps_its_article_and_its_stubs(new: Path) -> None:
    for path in (new / "event.yaml", new / "from-port-ellis-courier.yaml"):
        save(path, path.read_text().replace("  port-ellis-courier:", "  main:").replace("port-ellis-courier:", "main:"))
    before = (new / "from-port-ellis-courier.yaml").read_bytes()
    made = start(new, article(b"The bridge is open.\n", day=20))
    assert (made.source, made.stubs.exists()) == ("port-ellis-courier-2", True)
    assert DraftFolder(new).article_path("port-ellis-courier").read_bytes() == COURIER
    assert (new / "from-port-ellis-courier.yaml").read_bytes() == before


def test_an_event_file_with_mistakes_is_named(new: Path) -> None:
    save(new / "event.yaml", "event: [\n")
    with pytest.raises(KnowledgeError, match=r"event.yaml:1: "):
        start(new, article(b"Other text.\n"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"caf\xe9\n", "is not UTF-8"),
        (b"a\0b", "is not a text file"),
        (b"<!DOCTYPE html><html><body><p>Hi</p></body></html>", "is a web page"),
    ],
)
def test_says_what_is_wrong_with_an_article(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DraftError, match=reason):
        start(tmp_path / "x", article(content))
    assert not (tmp_path / "x").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(DraftError, match="is a file; name a new folder"):
        start(tmp_path / "x")


@pytest.mark.parametrize(
    ("publisher", "source"),
    [
        ("UPI", "upi"),
        ("The Guardian", "guardian"),
        ("Agence France-Presse and the Associated Press", "press"),
        ("24ur", "source-24ur"),
        ("新華社", "source"),
    ],
)
def test_names_a_source_after_its_publisher(tmp_path: Path, publisher: str, source: str) -> None:
    assert start(tmp_path / "x", article(publisher=publisher)).source == source


def test_untouched_stubs_go_when_entries_were_drafted(new: Path) -> None:
    knowledge = load_snapshot(read_files(new, None), new, to_serve=False).knowledge
    (kept,) = DraftFolder(new).articles(knowledge.sources).values()
    path = new / "from-port-ellis-courier.yaml"
    text = path.read_text()
    path.write_text(text.replace("    -\n", "    - Why?\n", 1))
    remove_untouched_stubs(new, kept)
    assert path.exists()
    at = text.index("\n# port")
    path.write_text(f"{text[:at]}- id: mine\n{text[at:]}")  # an entry above the first stub
    remove_untouched_stubs(new, kept)
    assert path.exists()
    path.write_text(f"# Ask Jo about the cables.\n{text}")
    remove_untouched_stubs(new, kept)
    assert path.exists()
    path.write_text(text)
    remove_untouched_stubs(new, kept)
    assert not path.exists()


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Lee left at 3:20 p.m. on Friday. He ran.", ["Dr. Lee left at 3:20 p.m. on Friday.", "He ran."]),
        ("The U.S. Navy came. St. George fell.", ["The U.S. Navy came.", "St. George fell."]),
        ('"We left. We ran," he said. Nobody saw.', ['"We left. We ran," he said.', "Nobody saw."]),
        ("“It is over.” He said so.", ["“It is over.”", "He said so."]),
        ("It cost 4.5 million. J. K. Rowling paid.", ["It cost 4.5 million.", "J. K. Rowling paid."]),
        ("No end", ["No end"]),
        ("", []),
    ],
)
def test_tells_statements_apart(paragraph: str, found: list[str]) -> None:
    assert statements(paragraph) == found


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("Mayor Martin Bloomdale spoke. Bloomdale left.", {"bloomdale": ["Martin Bloomdale", "Bloomdale"]}),
        ("He met Maeve O'Hare of Sinn Fein.", {"o-hare": ["Maeve O'Hare"], "fein": ["Sinn Fein"]}),
        ("On Friday the Bank of England's head left.", {"england": ["Bank of England"]}),
        ("The South China Sea and China are far.", {"sea": ["South China Sea"], "china": ["China"]}),
        ("PORT CALDER (AP) - Officials said Port Calder is safe.", {"calder": ["Port Calder"], "ap": ["AP"]}),
        ("Officials said nothing on Monday.", {}),
    ],
)
def test_finds_the_names(paragraph: str, found: dict[str, list[str]]) -> None:
    assert names_in([paragraph]) == found


def test_finds_the_numbers_with_their_paragraphs() -> None:
    found = numbers_in(["At 3:20 p.m. some 1,500 people.", "It cost $4.5 million, 12% more than 1,500."])
    assert found == [("3:20", 1), ("1,500", 1), ("$4.5", 2), ("12%", 2)]
