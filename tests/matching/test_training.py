from dataclasses import replace
from pathlib import Path

from bot.knowledge.loader import load_knowledge
from bot.matching.matcher import Matcher
from bot.matching.training import Trainer, train


def test_one_entry_alone_can_be_trained(tmp_path: Path) -> None:
    (tmp_path / "event.yaml").write_text(
        "event: {id: one, title: One, as_of: 2024-01-01}\n"
        "sources: {s: {publisher: S, kind: other, published: 2024-01-01, paragraphs: 1}}\n"
    )
    (tmp_path / "one.yaml").write_text(
        "- {id: one, status: confirmed, questions: [What is it?], answer: [{says: It is one., cites: 's:1'}]}\n"
    )
    matches = train(load_knowledge(tmp_path).knowledge).match("what is it")
    assert matches.answerable[0].entry.id == "one"
    assert matches.unanswerable == ()


def test_words_of_the_answer_lead_to_the_entry_too(bridge_matcher: Matcher) -> None:
    assert bridge_matcher.match("mill tunnel").answerable[0].entry.id == "detour"
    assert bridge_matcher.match("dana okafor").answerable[0].entry.id == "who-found"


def test_a_word_that_becomes_known_changes_how_other_phrasings_are_read(bridge_matcher: Matcher) -> None:
    knowledge = bridge_matcher.knowledge
    trainer = Trainer()
    trainer.train(knowledge)
    entry = knowledge.entries["detour"]
    odd = ("zorblax crossing", "zorblax way", "take the zorblax", "zorblaxx crossing")
    changed = replace(knowledge, entries={**knowledge.entries, "detour": replace(entry, extra_phrasings=odd)})
    again, fresh = trainer.train(changed), train(changed)
    for phrasing in odd:
        question = fresh.vocabulary.read(phrasing)
        assert again.vocabulary.read(phrasing) == question
        assert (again.model.scores(question) == fresh.model.scores(question)).all()


def test_a_new_word_for_a_concept_is_read_in_every_phrasing(bridge_matcher: Matcher) -> None:
    knowledge = bridge_matcher.knowledge
    trainer = Trainer()
    trainer.train(knowledge)
    changed = replace(knowledge, concepts={**knowledge.concepts, "crack": ("cracks", "damage")})
    question = trainer.train(changed).vocabulary.read("who found the damage")
    assert "@crack" in question.terms
