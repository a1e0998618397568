import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot import paths
from bot.cli.schema import schema
from bot.knowledge.article import check_articles, paragraphs_of
from bot.knowledge.loader import LoadedKnowledge, load_knowledge
from bot.knowledge.shapes import FILES
from bot.yaml_mistakes import INVISIBLE
from tests.conftest import SHARED, need

FOLDER = paths.KNOWLEDGE.parent
YAML = sorted(FOLDER.rglob("*.yaml"))
COPIED_WORDS = 9  # so many words of the article in a row are a copy, not a way to say it
GAP = r"(?:whether|that|which|who|whose|what|when|where|why|how|anything|in what|on which)\b"
BUNDLED = r"\b(?:or|and) (?:who|what|when|where|why|how)\b|\band (?:is|are|was|were|did|do|does|has|have)\b"


@pytest.fixture(scope="module")
def shipped() -> LoadedKnowledge:
    return load_knowledge(paths.KNOWLEDGE, paths.COMMON)


@pytest.fixture(scope="module")
def article() -> bytes:
    return need(SHARED / "article.txt").read_bytes()


def words_of(text: str) -> list[str]:
    return [re.sub("[’‘]", "'", word) for word in re.findall(r"[^\W_]+(?:['’‘-][^\W_]+)*", text.casefold())]


def runs_of(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1)}


def readable_texts(shipped: LoadedKnowledge) -> Iterator[tuple[str, str]]:
    for entry in shipped.knowledge.entries.values():
        for text in (*(sentence.says for sentence in entry.answer), *entry.phrasings, *entry.must_match):
            yield entry.id, text
        if entry.gap:
            yield entry.id, entry.gap


def test_the_record_agrees_with_the_article(shipped: LoadedKnowledge, article: bytes) -> None:
    found = check_articles(shipped, {"upi": article})
    assert (found.problems, found.unchecked) == ((), ())


def test_the_check_notices_when_a_paragraph_is_another(shipped: LoadedKnowledge, article: bytes) -> None:
    lines = article.decode().splitlines()
    lines[2] = lines[2].replace("3,000", "4,000")
    problems = check_articles(shipped, {"upi": "\n".join(lines).encode()}).problems
    assert any("the number 3,000 is not in upi:3" in problem.message for problem in problems)
    assert any("this is not the text that was cited" in problem.message for problem in problems)


def test_nothing_copies_nine_words_in_a_row_of_the_article(shipped: LoadedKnowledge, article: bytes) -> None:
    copied = {run for paragraph in paragraphs_of(article) for run in runs_of(words_of(paragraph))}
    assert len(copied) > 200
    found = []
    for entry, text in readable_texts(shipped):
        for unquoted in re.split(r"[“\"][^“”\"]*[”\"]", text):  # what officials said may be quoted
            found += [(entry, run) for run in runs_of(words_of(unquoted)) & copied]
    assert found == []


def test_every_paragraph_is_cited(shipped: LoadedKnowledge) -> None:
    knowledge = shipped.knowledge
    cited = {citation for entry in knowledge.entries.values() for citation in entry.citations}
    assert {(citation.source, citation.paragraph) for citation in cited} == {
        (source.id, paragraph) for source in knowledge.sources.values() for paragraph in range(1, source.paragraphs + 1)
    }


def test_every_entry_without_an_answer_says_what_the_gap_is(shipped: LoadedKnowledge) -> None:
    unanswered = [entry for entry in shipped.knowledge.own_entries if not entry.answerable]
    assert len(unanswered) > 200
    for entry in unanswered:
        assert entry.gap, entry.id
        assert re.match(GAP, entry.gap), entry.id
        assert entry.gap[-1] not in ".?!", entry.id


def test_every_title_is_a_single_question(shipped: LoadedKnowledge) -> None:
    for entry in shipped.knowledge.own_entries:
        title = entry.title
        assert title.count("?") == 1, title
        assert title.endswith("?"), title
        assert title[0].isupper(), title
        assert len(title) <= 100, title  # a choice of Discord's completion
        assert not re.search(BUNDLED, title), title
        assert not re.search(r", or .+,? and |[;:]| / ", title), title


def test_titles_are_told_apart(shipped: LoadedKnowledge) -> None:
    titles = [entry.title.casefold() for entry in shipped.knowledge.own_entries]
    assert len(set(titles)) == len(titles)


def test_sentences_are_sentences(shipped: LoadedKnowledge) -> None:
    for entry in shipped.knowledge.own_entries:
        for sentence in entry.answer:
            assert sentence.says[0].isupper() or sentence.says[0] == "“", sentence.says
            assert sentence.says.endswith((".", ".”")), sentence.says


def test_a_day_of_the_week_comes_with_its_date(shipped: LoadedKnowledge) -> None:
    days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    for entry in shipped.knowledge.own_entries:
        for sentence in entry.answer:
            for match in re.finditer(rf"\bon ({days})\b", sentence.says):
                assert re.match(r", \d{1,2} \w+ \d{4}", sentence.says[match.end() :]), sentence.says


def test_what_has_a_date_is_told_in_the_past_tense(shipped: LoadedKnowledge) -> None:
    for entry in shipped.knowledge.own_entries:
        for sentence in entry.answer:
            assert not re.search(r"\bha(?:s|ve) \w+ed?\b.* in \w+ 20\d\d", sentence.says), sentence.says


def test_the_texts_have_no_hidden_characters(shipped: LoadedKnowledge) -> None:
    assert [text for _, text in readable_texts(shipped) if INVISIBLE.search(text)] == []


def test_what_readers_see_has_no_markup(shipped: LoadedKnowledge) -> None:
    for entry in shipped.knowledge.own_entries:
        shown = " ".join((entry.title, entry.gap or "", entry.text))
        assert not re.search(r"<[@#:/t]|\]\(|https?://|\*|_|`|\|", shown), shown


def test_every_phrasing_is_one_question_of_its_own(shipped: LoadedKnowledge) -> None:
    for entry in shipped.knowledge.entries.values():
        assert all(phrasing == " ".join(phrasing.split()) for phrasing in entry.phrasings)
        assert len(set(entry.phrasings)) == len(entry.phrasings), entry.id


@pytest.mark.parametrize("kind", FILES)
def test_schema_files_are_up_to_date(kind: str) -> None:
    assert (FOLDER / "schema" / f"{kind}.schema.json").read_text("utf-8") == schema(kind)


def test_there_are_no_other_schema_files() -> None:
    assert {path.name for path in (FOLDER / "schema").iterdir()} == {f"{kind}.schema.json" for kind in FILES}


@pytest.mark.parametrize("path", YAML, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_file_names_its_schema_and_fits_it(path: Path) -> None:
    text = path.read_text("utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = (path.parent / first.split("=", 1)[1]).resolve()
    is_phrasings = path.parent.name == "phrasings"
    kind = "phrasings" if is_phrasings else path.stem if path.stem in ("event", "concepts") else "entries"
    assert named == FOLDER / "schema" / f"{kind}.schema.json"
    if path.stat().st_size < 40_000:  # the validator takes seconds for the large ones
        content = json.dumps(yaml.load(text, yaml.CSafeLoader), default=str)
        jsonschema.validate(json.loads(content), json.loads(named.read_text("utf-8")))


def test_a_wheel_carries_the_knowledge(tmp_path: Path) -> None:
    # built and unpacked as an installed package would be on disk
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=root, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path / "site"], check=True)
    script = "from bot import paths; print(paths.KNOWLEDGE / 'event.yaml', paths.CONFIDENCE, paths.SETTINGS)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], env={"PYTHONPATH": str(tmp_path / "site")}, cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [Path(part) for part in done.stdout.split()]
    assert all(path.is_relative_to(tmp_path) and path.exists() for path in found)
