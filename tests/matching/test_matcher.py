from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import shipped
from bot.answering.record import RecordSource
from bot.knowledge.loader import load_knowledge
from bot.matching import cache
from bot.matching.fit import fit
from bot.matching.matcher import Matcher

POLITE = st.sampled_from(["", "hi, ", "please ", "Hello there! ", "could you tell me ", "quick question: "])
THANKS = st.sampled_from(["", " please", " thanks", "??", " pls", " thank you!"])


def best(matcher: Matcher, text: str) -> str:
    matches = matcher.match(text)
    return max((matches.answerable[0], matches.rest[0]), key=lambda match: match.score).entry.id


def test_every_title_reaches_its_own_entry(shipped_matcher: Matcher) -> None:
    reached = {e.id: best(shipped_matcher, e.title) for e in shipped_matcher.knowledge.entries.values()}
    astray = {entry: found for entry, found in reached.items() if found != entry}
    assert astray == {}


def test_shares_sum_to_one(bridge_matcher: Matcher) -> None:
    matches = bridge_matcher.match("why is it shut")
    assert sum(match.share for match in (*matches.answerable, *matches.rest)) == pytest.approx(1, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), before=POLITE, after=THANKS, shout=st.booleans(), spaces=st.integers(1, 4))
def test_pleasantries_case_and_spacing_do_not_change_the_entry(
    shipped_matcher: Matcher, data: st.DataObject, before: str, after: str, shout: bool, spaces: int
) -> None:
    entry = data.draw(st.sampled_from([e for e in shipped_matcher.knowledge.entries.values() if not e.common]))
    text = before + entry.title + after
    text = (text.upper() if shout else text).replace(" ", " " * spaces)
    assert best(shipped_matcher, text) == entry.id


def test_a_kept_matcher_answers_as_the_fitted_one(bridge_matcher: Matcher, tmp_path: Path) -> None:
    cache.save(bridge_matcher, tmp_path)
    kept = cache.load(bridge_matcher.knowledge.checksum, tmp_path)
    assert kept is not None
    assert kept.knowledge == bridge_matcher.knowledge
    for text in ("why is the bridge shut", "who found teh cracks", ""):
        ours, theirs = bridge_matcher.match(text), kept.match(text)
        assert [(m.entry.id, m.score) for m in ours.answerable] == [(m.entry.id, m.score) for m in theirs.answerable]


def test_a_broken_cache_file_is_fitted_anew(bridge: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = RecordSource(bridge, None, tmp_path)
    source.open()
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(b"not a cache file")
    assert best(source.open(), "who found the cracks") == "who-found"
    assert "fitting anew" in caplog.text


def test_a_cache_folder_that_cannot_be_written_is_passed_over(
    bridge: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert RecordSource(bridge, None, tmp_path / "file").open()
    assert "cannot keep" in caplog.text


def test_an_edited_answer_costs_no_fitting(bridge: Path, bridge_matcher: Matcher) -> None:
    path = bridge / "closing.yaml"
    path.write_text(path.read_text().replace("at noon", "at 12 o'clock"))
    after = RecordSource(bridge, shipped.COMMON, None).open(previous=bridge_matcher)
    assert after.model is bridge_matcher.model
    assert "12 o'clock" in after.knowledge.entries["when-closed"].text


def test_fitting_tells_its_progress_and_is_repeatable(bridge_matcher: Matcher) -> None:
    read = bridge_matcher.vocabulary.read
    questions, labels = [read(text) for text in ("who", "why", "where is it")], ["a", "b", "c"]
    seen: list[tuple[int, int]] = []
    model = fit(questions, labels, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert np.array_equal(model.weights, fit(questions, labels).weights)


def test_one_entry_alone_can_be_fitted(tmp_path: Path) -> None:
    (tmp_path / "event.yaml").write_text(
        "event: {id: one, title: One, as_of: 2024-01-01}\n"
        "sources: {s: {publisher: S, kind: other, published: 2024-01-01, paragraphs: 1}}\n"
    )
    (tmp_path / "one.yaml").write_text(
        "- {id: one, status: confirmed, questions: [What is it?], answer: [{says: It is one., cites: 's:1'}]}\n"
    )
    matches = Matcher.of(load_knowledge(tmp_path).knowledge).match("what is it")
    assert matches.answerable[0].entry.id == "one"
    assert matches.rest == ()
