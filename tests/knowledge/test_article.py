import hashlib
from pathlib import Path

import pytest

from bot.knowledge.article import check_articles, paragraphs_of
from tests.conftest import DATA
from tests.knowledge.editing import loaded, replace_in, save

COURIER = (DATA / "bridge-courier.txt").read_bytes()
COUNCIL = """\
CITY OF PORT ELLIS, Tuesday — The council calls the closing of the Harbour Bridge “a precaution”.
It expects the work to last two weeks, until March 26, and to cost $3.5bn.
""".encode()
BOTH = {"courier": COURIER, "council": COUNCIL}
CORRECT = "correct it"
PARAPHRASE = "quote the article's own words, or paraphrase without quotation marks"


def problems(bridge: Path, articles: dict[str, bytes] = BOTH) -> list[str]:
    return [str(problem) for problem in check_articles(loaded(bridge), articles).problems]


def problems_with(bridge: Path, says: str, cites: str) -> list[str]:
    """Return what is wrong with one more sentence, without its file and line."""
    entry = f"- id: new-one\n  status: confirmed\n  questions: [What is new?]\n  answer:\n    - says: '{says}'\n"
    save(bridge / "new.yaml", f"{entry}      cites: {cites}\n")
    start = "bridge/new.yaml:5: "
    return [problem.removeprefix(start) for problem in problems(bridge) if problem.startswith(start)]


def test_a_faithful_record_has_no_problems_and_no_notes(bridge: Path) -> None:
    found = check_articles(loaded(bridge), BOTH)
    assert (found.problems, found.unchecked) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("10 March", "11 April", 5, f"the date Sunday, 11 April is not in courier:1; {CORRECT}"),
        ("10 March", "17 March", 5, f"the date Sunday, 17 March is not in courier:1; {CORRECT}"),
        ("Sunday, 10 March", "Monday, 10 March", 5,
         "Monday, 10 March was a Sunday; correct the day of the week, or the date"),
        ("two cables", "seven cables", 13, f"the number seven is not in courier:2; {CORRECT}"),
        ("Dana Okafor", "Diana Okafor", 27, f"the name Diana Okafor is not in courier:2; {CORRECT}"),
        ("Dana Okafor", "Dana Okonkwo", 27, f"the name Dana Okonkwo is not in courier:2; {CORRECT}"),
        ("Dana Okafor", "Anna Maria Scholz", 27, f"the name Anna Maria Scholz is not in courier:2; {CORRECT}"),
        ("Cars are sent", "Scholz says cars are sent", 33, f"the name Scholz is not in courier:4; {CORRECT}"),
        ("Cars are sent", "Dana Okafor says cars are sent", 33,
         "the name Dana Okafor is not in courier:4; it is in courier:2: cite that too"),
        ("Cars are sent", "Since Sunday, 10 March, cars are sent", 33,
         "the date Sunday, 10 March is not in courier:4; it is in courier:1: cite that too"),
        ("Cars are sent", "Cars are “gently” sent", 33, f"“gently” is not in courier:4; {PARAPHRASE}"),
        ("Cars are sent", "After “a precaution” cars are sent", 33,
         "“a precaution” is not in courier:4; it is in courier:3, council:1: cite that too"),
        ("engineer, Dana", "engineer of Vienna, Dana", 27, f"the name Vienna is not in courier:2; {CORRECT}"),
        ("The council expects two weeks", "The council expects 14 days", 21,
         f"the number 14 is not in council:2, courier:4; {CORRECT}"),
    ],
)  # fmt: skip
def test_finds_what_the_cited_paragraphs_do_not_say(bridge: Path, old: str, new: str, line: int, problem: str) -> None:
    replace_in(bridge / "closing.yaml", old, new)
    assert problems(bridge) == [f"bridge/closing.yaml:{line}: {problem}"]


@pytest.mark.parametrize(
    ("says", "cites"),
    [
        # the full name, which the article gives in another paragraph
        ("The Harbour Bridge has cracks.", "courier:2"),
        ("Dana Okafor, the city engineer of Port Ellis, found cracks.", "[courier:1, courier:2]"),
        # dates: as the article writes them, the other way round, and those that follow from the day of publication
        ("It has been closed since March 10.", "courier:1"),
        ("It has been closed since 10 March 2024.", "courier:1"),
        ("It has been closed since the 10th of March.", "courier:1"),
        ("It has been closed since Sunday, 10 March 2024, at noon.", "courier:1"),
        ("It has been closed since Sun. Mar. 10, 2024.", "courier:1"),
        ("The Courier reported this on Monday, 11 March 2024.", "courier:1"),
        ("The work lasts until 26 March 2024, a Tuesday.", "council:2"),
        ("The council said so on Tuesday, 12 March.", "council:1"),
        ("It was closed in March 2024.", "courier:1"),
        # numbers, in words or in digits
        ("It costs 3.5 billion.", "council:2"),
        ("It takes 2 weeks.", "council:2"),
        ("Repairs take at least 2 months.", "courier:4"),
        ("One of the three is right.", "courier:4"),
        # publishers may be named
        ("The Port Ellis Courier asked an engineer.", "courier:4"),
        ("The City Council and the Courier disagree.", "[council:2, courier:4]"),
    ],
)
def test_accepts_what_follows_from_the_cited_paragraphs(bridge: Path, says: str, cites: str) -> None:
    assert problems_with(bridge, says, cites) == []


@pytest.mark.parametrize(
    ("says", "cites", "expected"),
    [
        ("A nine-day conspiracy of Martians in 2031.", "[courier:2, council:1]",
         [f"the number nine is not in courier:2, council:1; {CORRECT}",
          f"the number 2031 is not in courier:2, council:1; {CORRECT}",
          f"the name Martians is not in courier:2, council:1; {CORRECT}"]),
        ("It is closed until April 26.", "council:2", [f"the date April 26 is not in council:2; {CORRECT}"]),
        ("It is closed until 26 March 2025.", "council:2", [f"the date 26 March 2025 is not in council:2; {CORRECT}"]),
        ("It is closed until 27 March.", "council:2", [f"the date 27 March is not in council:2; {CORRECT}"]),
        ("It was closed in April 2024.", "courier:1", [f"the date April 2024 is not in courier:1; {CORRECT}"]),
        ("It was closed in April.", "courier:1", [f"the name April is not in courier:1; {CORRECT}"]),
        ("It was closed on Friday.", "courier:1", [f"the name Friday is not in courier:1; {CORRECT}"]),
        # numbers are not taken from a date of which they are a part
        ("An engineer found 12 cracks.", "council:1", [f"the number 12 is not in council:1; {CORRECT}"]),
        ("An engineer found 26 cracks.", "council:1",
         ["the number 26 is not in council:1; it is in council:2: cite that too"]),
        ("It costs 35 billion.", "council:2", [f"the number 35 is not in council:2; {CORRECT}"]),
        ("It costs 3.5 million.", "council:2", [f"the number million is not in council:2; {CORRECT}"]),
        ("Dozens of cracks and hundreds of cars.", "courier:2",
         [f"the number Dozens is not in courier:2; {CORRECT}", f"the number hundreds is not in courier:2; {CORRECT}"]),
        ("It takes twenty-five weeks.", "council:2", [f"the number twenty-five is not in council:2; {CORRECT}"]),
        ("The engineer Dana Okafor met Jo van der Berg and Ann.", "courier:2",
         [f"the name Jo is not in courier:2; {CORRECT}", f"the name Berg is not in courier:2; {CORRECT}",
          f"the name Ann is not in courier:2; {CORRECT}"]),
        ("Twenty-five cracks were found.", "courier:2", [f"the number Twenty-five is not in courier:2; {CORRECT}"]),
        ("Twenty-six cracks were found.", "council:2", []),
        ("Cars use the Miller Tunnel.", "courier:4", [f"the name Miller Tunnel is not in courier:4; {CORRECT}"]),
    ],
)  # fmt: skip
def test_says_each_thing_that_is_not_there(bridge: Path, says: str, cites: str, expected: list[str]) -> None:
    assert problems_with(bridge, says, cites) == expected


def test_a_short_month_in_the_article_is_written_out_in_the_answer(bridge: Path) -> None:
    article = COURIER.replace("March 11 —".encode(), b"March 11 -").replace(b"Sunday, March 10", b"Sept. 26")
    replace_in(bridge / "closing.yaml", "on Sunday, 10 March, at noon", "on 26 September 2023 at noon")
    assert problems(bridge, {**BOTH, "courier": article}) == []
    replace_in(bridge / "closing.yaml", "26 September 2023", "26 September")
    assert problems(bridge, {**BOTH, "courier": article}) == []
    replace_in(bridge / "closing.yaml", "26 September", "27 September")
    assert problems(bridge, {**BOTH, "courier": article}) == [
        f"bridge/closing.yaml:5: the date 27 September is not in courier:1; {CORRECT}"
    ]


def test_a_sentence_that_cites_two_sources_is_checked_against_both(bridge: Path) -> None:
    replace_in(bridge / "closing.yaml", "The council expects two weeks", "The council expects a nine-day conspiracy")
    assert problems(bridge) == [f"bridge/closing.yaml:21: the number nine is not in council:2, courier:4; {CORRECT}"]


def test_notes_the_sentences_that_could_not_be_checked(bridge: Path) -> None:
    found = check_articles(loaded(bridge), {"courier": COURIER})
    assert found.problems == ()
    assert [str(note) for note in found.unchecked] == [
        "bridge/closing.yaml:15: not checked: no article was given for `council`",
        "bridge/closing.yaml:21: not checked: no article was given for `council`",
    ]
    assert len(check_articles(loaded(bridge), {"council": COUNCIL}).unchecked) == 6


def test_finds_another_text_than_the_one_that_was_cited(bridge: Path) -> None:
    replace_in(bridge / "event.yaml", "paragraphs: 4", f"paragraphs: 4\n    sha256: {'f' * 64}")
    digest = hashlib.sha256(COURIER).hexdigest()
    assert problems(bridge) == [
        f"bridge/event.yaml:8: the article's sha256 is {digest}: this is not the text that was cited; "
        "check the citations, then update `sha256`"
    ]
    replace_in(bridge / "event.yaml", "f" * 64, digest)
    assert problems(bridge) == []


def test_finds_a_wrong_number_of_paragraphs(bridge: Path) -> None:
    replace_in(bridge / "event.yaml", "paragraphs: 2", "paragraphs: 5")
    assert problems(bridge) == ["bridge/event.yaml:14: `council` has 5 paragraphs here, the article has 2; correct it"]


def test_a_paragraph_that_the_article_lacks_supports_nothing(bridge: Path) -> None:
    replace_in(bridge / "event.yaml", "paragraphs: 2", "paragraphs: 5")
    assert problems_with(bridge, "Dana Okafor.", "council:5") == [
        "the name Dana Okafor is not in council:5; it is in courier:2: cite that too"
    ]


def test_paragraphs_are_the_lines_with_text() -> None:
    assert paragraphs_of("\ufeffOne.\r\n\r\n  \nTwo.\n".encode()) == ["One.", "Two."]
    assert paragraphs_of(b"caf\xe9\n") == ["caf\ufffd"]


WRAPPED = """The Harbour Bridge has been closed since noon
on Sunday, and nobody can say for how long it
will stay so.

The city engineer found cracks in two of its
cables during an inspection.
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\nTwo.\n", ["One.", "Two."]),
        ("One.\n\nTwo.\n\n\nThree.", ["One.", "Two.", "Three."]),
        ("\ufeffOne.\r\nTwo.\r\n", ["One.", "Two."]),
        (
            WRAPPED,
            [
                "The Harbour Bridge has been closed since noon on Sunday, and nobody can say for how long it will "
                "stay so.",
                "The city engineer found cracks in two of its cables during an inspection.",
            ],
        ),
        (
            "A long paragraph. " * 20 + "\nAnother one.\n\nA third.",
            ["A long paragraph. " * 20, "Another one.", "A third."],
        ),
        ("Headline of the article\nBy our reporter\n\nText.", ["Headline of the article", "By our reporter", "Text."]),
    ],
)
def test_tells_paragraphs_apart(text: str, found: list[str]) -> None:
    assert paragraphs_of(text.encode()) == found
