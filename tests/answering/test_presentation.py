from dataclasses import replace

import pytest

from bot.answering.card import CardLine
from bot.answering.desk import Desk
from bot.answering.presentation import as_json, gap_sentence, present
from bot.answering.reply import reply_with
from bot.knowledge.model import Citation, Entry, KnowledgeBase, Sentence, Status
from bot.matching.decision import Kind

FOOTER = "The closing of the Harbour Bridge in Port Ellis · as of 12 March 2024"
FOUND = "The cracks were found by the city engineer, Dana Okafor."


@pytest.fixture
def knowledge(desk: Desk) -> KnowledgeBase:
    return desk.knowledge


class TestPresent:
    def test_an_answer_has_its_sentences_with_numbers_and_the_sources_behind_them(
        self, knowledge: KnowledgeBase
    ) -> None:
        card = present(reply_with(knowledge.entries["why-closed"], knowledge))
        assert (card.kind, card.status, card.title) == (Kind.ANSWER, Status.CONFIRMED, "Why was the bridge closed?")
        assert card.lines == (
            CardLine("An engineer found cracks in two cables, the Courier reports.", (1,)),
            CardLine("The council calls the closing “a precaution”.", (2, 3)),
        )
        shown = [(source.description, source.places) for source in card.sources]
        assert shown == [
            ("Port Ellis Courier (newspaper), 11 March 2024", ((1, 2), (3, 3))),
            ("City Council (official), 12 March 2024", ((2, 1),)),
        ]
        assert (card.note, card.lead_in, card.choices, card.footer) == ("", "", (), FOOTER)

    def test_a_place_that_is_cited_twice_has_one_number(self, knowledge: KnowledgeBase) -> None:
        first, second = Citation("courier", 1), Citation("courier", 2)
        lines = (Sentence("One.", (first, second)), Sentence("Two.", (second,)), Sentence("Three.", (first,)))
        card = present(reply_with(replace(knowledge.entries["detour"], answer=lines), knowledge))
        assert [line.numbers for line in card.lines] == [(1, 2), (2,), (1,)]
        assert [source.places for source in card.sources] == [((1, 1), (2, 2))]

    def test_a_superseded_answer_names_what_replaced_it_and_shows_it(self, knowledge: KnowledgeBase) -> None:
        old = replace(knowledge.entries["detour"], status=Status.SUPERSEDED, replaced_by="how-long")
        changed = replace(knowledge, entries={**knowledge.entries, "detour": old})
        card = present(reply_with(old, changed))
        assert (card.status, card.note) == (Status.SUPERSEDED, "Superseded: newer reports say otherwise.")
        assert card.lines == (
            CardLine("Cars are sent through the Mill Tunnel.", (1,)),
            CardLine("Reported now: How long will it stay closed?", heading=True),
            CardLine("Disputed: our sources give different accounts."),
            CardLine("The council expects two weeks; the Courier's engineer says at least two months.", (2, 1)),
        )
        assert [source.places for source in card.sources] == [((1, 4),), ((2, 2),)]

    def test_a_replacement_that_nobody_has_approved_is_not_shown(self, knowledge: KnowledgeBase) -> None:
        old = replace(knowledge.entries["detour"], status=Status.SUPERSEDED, replaced_by="how-long")
        new = replace(knowledge.entries["how-long"], approved=False)
        changed = replace(knowledge, entries={**knowledge.entries, "detour": old, "how-long": new})
        assert [line.text for line in present(reply_with(old, changed)).lines] == [old.text]

    def test_the_gap_of_a_draft_is_not_shown(self, knowledge: KnowledgeBase) -> None:
        draft = replace(knowledge.entries["injured"], approved=False, gap="who is to blame")
        assert gap_sentence(draft, knowledge.event) == "As of 12 March 2024, none of our sources answer that."

    def test_a_source_with_a_title_is_named_with_it(self, knowledge: KnowledgeBase) -> None:
        courier = replace(knowledge.sources["courier"], title="Bridge shut")
        changed = replace(knowledge, sources={**knowledge.sources, "courier": courier})
        card = present(reply_with(knowledge.entries["detour"], changed))
        assert card.sources[0].description == "Port Ellis Courier (newspaper), “Bridge shut”, 11 March 2024"

    @pytest.mark.parametrize(
        ("status", "note"),
        [
            (Status.CONFIRMED, ""),
            (Status.DISPUTED, "Disputed: our sources give different accounts."),
            (Status.UNVERIFIED, "Unverified: reported, but not confirmed."),
            (Status.SUPERSEDED, "Superseded: newer reports say otherwise."),
        ],
    )
    def test_a_status_is_noted_unless_it_is_confirmed(
        self, knowledge: KnowledgeBase, status: Status, note: str
    ) -> None:
        card = present(reply_with(replace(knowledge.entries["detour"], status=status), knowledge))
        assert (card.status, card.note) == (status, note)

    def test_a_gap_says_so_and_cites_nothing(self, desk: Desk) -> None:
        card = present(desk.ask("Was anybody hurt?"))
        assert (card.kind, card.title, card.status) == (Kind.NOT_REPORTED, "Not reported", Status.NOT_REPORTED)
        assert card.text == "As of 12 March 2024, none of our sources answer “Was anybody hurt?”."
        assert card.sources == ()

    def test_a_gap_with_words_of_its_own_says_these(self, knowledge: KnowledgeBase) -> None:
        entry = replace(knowledge.entries["injured"], gap="whether anybody was hurt")
        said = "As of 12 March 2024, none of our sources say whether anybody was hurt."
        assert gap_sentence(entry, knowledge.event) == said

    def test_nothing_leads_in_to_nothing(self, desk: Desk, knowledge: KnowledgeBase) -> None:
        alone = present(reply_with(knowledge.entries["injured"], knowledge))
        assert (alone.choices, alone.lead_in) == ((), "")
        related = replace(knowledge.entries["injured"], related=("detour",))
        assert present(reply_with(related, knowledge)).lead_in == "Related:"

    def test_a_choice_asks_back(self, desk: Desk) -> None:
        card = present(desk.ask("when did they find it"))
        assert (card.kind, card.title) == (Kind.SUGGEST, "Which of these do you mean?")
        assert card.text == "I'm not sure what you're asking. Is it one of these?"
        assert card.choices[0].title == "When was the bridge closed?"
        assert (card.lead_in, card.status) == ("", None)

    def test_a_refusal_says_what_can_be_asked(self, desk: Desk) -> None:
        card = present(desk.ask("what about a boat?"))
        assert (card.kind, card.title, card.lead_in) == (Kind.REFUSE, "That's outside this topic", "You could ask:")
        assert card.text == (
            "I don't have anything on that. I only answer questions about one event: "
            "The closing of the Harbour Bridge in Port Ellis (as of 12 March 2024)."
        )

    def test_without_words_it_says_what_it_is_there_for(self, desk: Desk) -> None:
        card = present(desk.ask("👍"))
        assert card.text.startswith(
            "I answer questions about one event: The closing of the Harbour Bridge in Port Ellis."
        )
        assert (card.sources, card.status) == ((), None)


class TestAsJson:
    def test_an_answer(self, desk: Desk) -> None:
        line = as_json(desk.ask("When was the bridge closed?"), "q1")
        assert list(line) == [
            *("id", "kind", "entry", "status", "note", "text", "citations", "confidence", "suggestions", "parts")
        ]
        assert line["confidence"] == pytest.approx(1.0, abs=0.01)
        assert {**line, "confidence": 1.0} == {
            "id": "q1",
            "kind": "answer",
            "entry": "when-closed",
            "status": "confirmed",
            "note": "",
            "parts": [],
            "text": "The Harbour Bridge was closed on Sunday, 10 March, at noon.",
            "citations": [{"source": "courier", "paragraph": 1}],
            "confidence": 1.0,
            "suggestions": [
                {
                    "entry": "why-closed",
                    "question": "Why was the bridge closed?",
                    "text": "An engineer found cracks in two cables, the Courier reports. "
                    "The council calls the closing “a precaution”.",
                    "citations": [
                        {"source": "courier", "paragraph": 2},
                        {"source": "council", "paragraph": 1},
                        {"source": "courier", "paragraph": 3},
                    ],
                }
            ],
        }

    def test_a_gap_has_its_status_and_no_citations(self, desk: Desk) -> None:
        line = as_json(desk.ask("Was anybody hurt?"), None)
        assert (line["id"], line["kind"]) == (None, "not_reported")
        assert (line["entry"], line["status"]) == ("injured", "not-reported")
        assert (line["citations"], line["suggestions"]) == ([], [])

    def test_a_choice_has_neither_entry_nor_status(self, desk: Desk) -> None:
        line = as_json(desk.ask("when did they find it"), 7)
        assert (line["kind"], line["entry"], line["status"], line["citations"]) == ("suggest", None, None, [])
        suggestions = line["suggestions"]
        assert isinstance(suggestions, list)
        assert all(each["text"] and each["citations"] for each in suggestions)

    def test_an_answer_is_never_without_a_citation(self, desk: Desk, knowledge: KnowledgeBase) -> None:
        for entry in knowledge.own_entries:
            line = as_json(desk.ask(entry.title), entry.id)
            assert bool(line["citations"]) == (line["kind"] == "answer") == entry.answerable


def test_the_status_of_an_entry_is_shown_whatever_it_is(knowledge: KnowledgeBase) -> None:
    for status in Status:
        answer = () if status is Status.NOT_REPORTED else knowledge.entries["detour"].answer
        entry: Entry = replace(knowledge.entries["detour"], status=status, answer=answer)
        assert as_json(reply_with(entry, knowledge), 1)["status"] == status.value
