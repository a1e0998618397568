import pytest

from bot.drafting.fates import Verdict
from bot.drafting.replies import PromptKind
from tests.drafting.conftest import fates, refused

QUESTIONS = '  questions: ["Which tunnel do cars use?", "tunnel name"]\n'


def entry(says: str, cites: str = "4", more: str = "", questions: str = QUESTIONS) -> str:
    return (
        f'- id: new-entry\n  topic: traffic\n{more}{questions}  answer:\n    - says: "{says}"\n      cites: {cites}\n'
    )


def test_takes_phrasings_of_entries_that_are_there(screened) -> None:
    found = screened('why-closed:\n  - "what made them shut it"\n', PromptKind.PHRASINGS)
    assert found.phrasings == {"why-closed": ["what made them shut it"]}
    assert fates(found, Verdict.TAKEN) == [("what made them shut it", "")]
    assert refused(found) == []


@pytest.mark.parametrize(
    ("key", "phrasing", "reason"),
    [
        ("why-closed", "Why was the bridge closed?", "is already there"),
        ("why-closed", "WHY was the bridge closed", "is already there"),
        ("why-closed", "who discovered the damage", "`who-found` already has it"),
        ("why-close", "what made them", "no entry has the id `why-close`; did you mean `why-closed`?"),
        ("gen-smalltalk", "hello you", "no entry has the id `gen-smalltalk`"),
        ("why-closed", "see https://example.org", "contains a link, a mention or markup"),
        ("why-closed", "ask @everyone", "contains a link, a mention or markup"),
        ("why-closed", "who is <@1234>", "contains a link, a mention or markup"),
        ("why-closed", "a\u202eb", "contains a character that can't be seen"),
        ("why-closed", "???", "has no letter or digit"),
        ("why-closed", "why " * 200, "is longer than 500 characters"),
    ],
)
def test_refuses_a_phrasing_with_the_reason(screened, key: str, phrasing: str, reason: str) -> None:
    found = screened(f'{key}:\n  - "{phrasing}"\n', PromptKind.PHRASINGS)
    assert found.phrasings == {}
    (verdict,) = refused(found)
    assert verdict[1].startswith(reason)


def test_refuses_what_is_cut_off_and_says_so(screened) -> None:
    found = screened('why-closed:\n  - "how come"\n  - "what made th', PromptKind.PHRASINGS)
    assert found.phrasings == {"why-closed": ["how come"]}
    assert refused(found) == [
        ("what made th", "is cut off"),
        ("the end of the reply", "the reply is cut off; the rest will be asked for again"),
    ]


def test_takes_a_phrasing_once_however_often_it_comes(screened) -> None:
    found = screened('why-closed:\n  - "how come"\nhow-long:\n  - "How come?"\n', PromptKind.PHRASINGS)
    assert found.phrasings == {"why-closed": ["how come"]}
    assert refused(found) == [("How come?", "`why-closed` already has it")]


def test_takes_an_entry_in_the_shape_of_the_file_and_not_approved(screened) -> None:
    found = screened(entry("Cars are directed to the Mill Tunnel."), PromptKind.ENTRIES)
    assert refused(found) == []
    assert found.entries == {
        "traffic": [
            {
                "id": "new-entry",
                "approved": False,
                "status": "confirmed",
                "questions": ["Which tunnel do cars use?", "tunnel name"],
                "answer": [{"says": "Cars are directed to the Mill Tunnel.", "cites": "courier:4"}],
            }
        ]
    }


def test_cites_the_paragraph_that_a_name_is_from(screened) -> None:
    found = screened(
        entry("Dana Okafor's Harbour Bridge repairs are expected to take at least two months."), PromptKind.ENTRIES
    )
    (sentence,) = found.entries["traffic"][0]["answer"]
    assert sentence["cites"] == ["courier:4", "courier:2", "courier:1"]


@pytest.mark.parametrize(
    ("says", "cites", "reason"),
    [
        ("Cars are sent through the Miller Tunnel.", "4", "the name Miller"),
        ("Repairs are expected to take at least nine months.", "4", "the number nine"),
        ("The Harbour Bridge was closed on 12 March 2024.", "1", "the date 12 March 2024 is not in courier:1"),
        ("The City Council called it “an emergency”.", "3", "“an emergency” is not in courier:3"),
        ("Cars are sent through the Mill Tunnel.", "9", "cites courier:9, which does not exist"),
        ("Cars are sent through the Mill Tunnel.", "council:1", "cites council:1, which does not exist"),
        ("Cars are sent through the Mill Tunnel.", '""', "cites no paragraph"),
        ("Cars are sent through the Mill Tunnel.", "the fourth", "cites the fourth, which is no paragraph"),
        ("The Harbour Bridge has been closed since noon on Sunday, March 10.", "1", "copies the article"),
        ("Cars use the Mill Tunnel, see www.example.org.", "4", "contains a link"),
        ("Nobody knows anything about those responsible.", "4", "has little to do with courier:4"),
    ],
)
def test_refuses_a_sentence_that_its_paragraph_does_not_support(screened, says: str, cites: str, reason: str) -> None:
    found = screened(entry(says, cites), PromptKind.ENTRIES)
    assert found.entries == {}
    assert [(item, why) for item, why in refused(found) if item == says and reason in why]
    assert ("new-entry", "none of its sentences could be taken") in refused(found)


def test_takes_the_sentences_that_are_right_and_refuses_the_others(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.") + '    - says: "It costs 5 million."\n      cites: 4\n'
    found = screened(text, PromptKind.ENTRIES)
    assert [sentence["says"] for sentence in found.entries["traffic"][0]["answer"]] == [
        "Cars are directed to the Mill Tunnel."
    ]
    assert len(refused(found)) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("  status: rumoured\n", "the status 'rumoured' does not exist"),
        ("  status: superseded\n", "only a moderator can mark an entry as superseded"),
        ("  replaces: nothing\n", "replaces `nothing`, which the record does not have"),
    ],
)
def test_refuses_an_entry_that_makes_no_sense(screened, more: str, reason: str) -> None:
    found = screened(entry("Cars are directed to the Mill Tunnel.", more=more), PromptKind.ENTRIES)
    assert (found.entries, refused(found)) == ({}, [("new-entry", reason)])


@pytest.mark.parametrize("key", ["detour", "Detour", "gen-smalltalk"])
def test_refuses_an_id_that_is_taken(screened, key: str) -> None:
    found = screened(entry("Cars use the Mill Tunnel.").replace("new-entry", key), PromptKind.ENTRIES)
    assert found.entries == {}
    assert [reason for _, reason in refused(found)] == ["the record already has an entry with this id"]


def test_an_entry_without_a_question_of_its_own_is_refused(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.", questions='  questions: ["is there a detour"]\n')
    found = screened(text, PromptKind.ENTRIES)
    assert found.entries == {}
    assert refused(found) == [
        ("is there a detour", "`detour` already has it"),
        ("new-entry", "has no question of its own"),
    ]


def test_a_dispute_keeps_the_side_that_is_there(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.", more="  replaces: detour\n  status: disputed\n")
    (written,) = screened(text, PromptKind.ENTRIES).entries["traffic"]
    assert (written["replaces"], written["status"]) == ("detour", "disputed")
    assert [sentence["says"] for sentence in written["answer"]] == ["Cars are directed to the Mill Tunnel."]


def test_half_of_a_dispute_is_refused(screened) -> None:
    other_side = '    - says: "Ninety boats sank in the Mill Tunnel."\n      cites: 4\n'
    text = entry("Cars are directed to the Mill Tunnel.", more="  status: disputed\n") + other_side
    found = screened(text, PromptKind.ENTRIES)
    assert found.entries == {}
    assert refused(found)[-1] == (
        "new-entry",
        "only one side of the dispute could be used; add the other",
    )


def test_what_replaces_an_entry_may_be_asked_in_the_same_way(screened) -> None:
    questions = '  questions: ["Which way can I drive instead?", "is there a detour", "new way round"]\n'
    text = entry("Cars are directed to the Mill Tunnel.", questions=questions, more="  replaces: detour\n")
    (written,) = screened(text, PromptKind.ENTRIES).entries["traffic"]
    assert written["questions"] == ["new way round"]
    alone = text.replace(', "new way round"', "").replace("new-entry", "another")
    (written,) = screened(alone, PromptKind.ENTRIES).entries["traffic"]
    assert written["questions"] == ["Which way can I drive instead?"]


def test_only_one_proposal_waits_for_an_entry(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.", more="  replaces: detour\n")
    again = text.replace("new-entry", "newer").replace("which tunnel", "what tunnel")
    found = screened(text + again, PromptKind.ENTRIES)
    assert [one["id"] for one in found.entries["traffic"]] == ["new-entry"]
    assert refused(found) == [
        ("newer", "`new-entry` is to replace `detour` already; approve or delete that first"),
    ]


def test_none_is_no_id(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.").replace("new-entry", "none")
    assert refused(screened(text, PromptKind.ENTRIES)) == [
        ("none", "`none` can't be an id; in an exam it stands for no entry")
    ]


UNKNOWN = '- id: {key}\n  gap: "{gap}"\n  questions:\n    - "{question}"\n'


def test_takes_an_unknown_without_showing_its_gap_yet(screened) -> None:
    found = screened(
        UNKNOWN.format(key="blame", gap="who is to blame", question="whose fault is it"), PromptKind.UNKNOWNS
    )
    assert found.unknowns == [
        {
            "id": "blame",
            "approved": False,
            "status": "not-reported",
            "gap": "who is to blame",
            "questions": ["whose fault is it"],
        }
    ]


@pytest.mark.parametrize("gap", ["The council is to blame", "what it cost?", "http://example.org", "why " * 60])
def test_takes_an_unknown_without_a_gap_that_does_not_fit(screened, gap: str) -> None:
    found = screened(UNKNOWN.format(key="blame", gap=gap, question="whose fault is it"), PromptKind.UNKNOWNS)
    assert "gap" not in found.unknowns[0]
    assert len(refused(found)) == 1


@pytest.mark.parametrize(
    "gap", ["since when the cracks were known", "in which hospital anybody is", "Whether it rained"]
)
def test_takes_the_gaps_that_complete_the_sentence(screened, gap: str) -> None:
    found = screened(UNKNOWN.format(key="blame", gap=gap, question="whose fault is it"), PromptKind.UNKNOWNS)
    assert found.unknowns[0]["gap"] == gap


def test_adds_the_questions_of_an_unknown_that_is_there(screened) -> None:
    found = screened(UNKNOWN.format(key="injured", gap="x", question="anyone bleeding"), PromptKind.UNKNOWNS)
    assert (found.unknowns, found.phrasings) == ([], {"injured": ["anyone bleeding"]})
    assert fates(found, Verdict.MOVED) == [("injured", "is already an unknown; its questions were added to it")]


@pytest.mark.parametrize(
    ("key", "word", "reason"),
    [
        ("bridge", "crossing", "is already there"),
        ("tunnel", "barrier", "the concept `close` already has it"),
        ("tunnel", "the new one", "is too general to stand for one thing"),
        ("tunnel", "2024", "is too general to stand for one thing"),
        ("tunnel", "x" * 61, "is longer than 60 characters"),
    ],
)
def test_refuses_words_that_make_no_concept(screened, key: str, word: str, reason: str) -> None:
    found = screened(f'{key}: ["{word}"]\n', PromptKind.CONCEPTS)
    assert found.concepts == {}
    assert [why for _, why in refused(found)] == [reason]


def test_takes_words_for_old_and_new_concepts(screened) -> None:
    found = screened('bridge: ["overpass"]\ntunnel: ["tunnel", "Mill Tunnel", "underpass"]\n', PromptKind.CONCEPTS)
    assert found.concepts == {"bridge": ["overpass"], "tunnel": ["tunnel", "Mill Tunnel", "underpass"]}


def test_takes_the_questions_of_an_exam_by_entry(screened) -> None:
    text = '- asks: "what made them do it"\n  entry: why-closed\n- asks: "who pays"\n  entry: None\n'
    assert screened(text, PromptKind.EXAM).exam == {"why-closed": ["what made them do it"], "none": ["who pays"]}


@pytest.mark.parametrize(
    ("question", "label", "reason"),
    [
        ("is there a detour", "detour", "is a phrasing of `detour`, so it tests nothing"),
        ("which way round", "detours", "no entry has the id `detours`"),
        ("which way round", "", "has no entry, and not `none` either"),
    ],
)
def test_refuses_exam_questions_that_test_nothing(screened, question: str, label: str, reason: str) -> None:
    found = screened(f'- asks: "{question}"\n  entry: {label}\n', PromptKind.EXAM)
    assert (found.exam, refused(found)) == ({}, [(question, reason)])


def test_names_prose_as_what_it_is(screened) -> None:
    found = screened("Of course!\n\nwhy-closed:\n  - how come\n", PromptKind.PHRASINGS)
    assert refused(found) == [("Of course!", "isn't in the format that was asked for")]


def test_an_id_that_is_nearly_right_is_read_as_it_is_meant(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.", more="  replaces: detours\n")
    (written,) = screened(text, PromptKind.ENTRIES).entries["traffic"]
    assert written["replaces"] == "detour"


def test_an_entry_that_takes_the_id_of_what_it_replaces_gets_another(screened) -> None:
    text = entry("Cars are directed to the Mill Tunnel.", more="  replaces: detour\n").replace("new-entry", "detour")
    (written,) = screened(text, PromptKind.ENTRIES).entries["traffic"]
    assert (written["id"], written["replaces"]) == ("detour-2", "detour")


def test_what_is_said_already_is_not_proposed_again(screened) -> None:
    text = entry("Cars are sent through the Mill Tunnel.", more="  replaces: detour\n")
    found = screened(text, PromptKind.ENTRIES)
    assert (found.entries, refused(found)[-1]) == ({}, ("new-entry", "`detour` says that already"))
