"""The names and numbers of an article, as a first list of concepts."""

import re
from collections.abc import Iterator, Sequence

from bot.drafting.statements import statements
from bot.knowledge.checks import fold
from bot.knowledge.dates import MONTHS, WEEKDAYS
from bot.knowledge.editing import slug
from bot.knowledge.shapes import MAX_ID
from bot.knowledge.written import is_english

MOST_NAMES = 60
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d[\d,.:/-]*\d%?|(?<![\w.])[$€£]?\d%?(?![\w])")
_CALENDAR = (
    {name.casefold() for name in (*MONTHS, *WEEKDAYS)}
    | {name[:3].casefold() for name in (*MONTHS, *WEEKDAYS)}
    | {"sept"}
)
_NOT_NAMES = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col capt sgt the a an i he she it they we you his her their our this that in "
    "on at by for and but".split()
)
_OFFICES = frozenset(
    "adviser advisor ambassador captain chair chairman chairwoman chancellor chief colonel commander commissioner "
    "coach detective director doctor general governor harbormaster harbourmaster inspector judge justice king leader "
    "lieutenant major manager mayor minister officer president prime prince princess professor prosecutor queen "
    "representative secretary senator sergeant sheriff speaker spokesman spokesperson spokeswoman".split()
)
_WORD = r"(?:(?:[A-Z]\.)+|(?:St|Mt|Ft)\.|[A-Z][\w’'-]*[\w]|[A-Z])"
_RUN = re.compile(rf"(?<![\w.]){_WORD}(?: (?:of (?:the )?)?{_WORD})*")
_POSSESSIVE = re.compile(r"[’']s?$")


def names_in(paragraphs: Sequence[str], publisher: str = "") -> dict[str, list[str]]:
    """Return the names of an article, each with its forms, longest first; the key is the shortest that is unique.

    The publisher's own name is left out.
    """
    forms: dict[str, str] = {}
    for name in (name for paragraph in paragraphs for name in _names(paragraph)):
        if forms.setdefault(fold(name), name).isupper():  # the dateline's PORT CALDER
            forms[fold(name)] = name
    for name in [name for name in forms if set(name.split()) <= set(fold(publisher).split())]:
        del forms[name]
    groups: list[list[str]] = []
    for name in sorted(forms.values(), key=lambda form: -len(form.split())):
        words = name.casefold().split()
        home = [group for group in groups if _is_part(words, group[0].casefold().split())]
        if len(home) == 1:
            home[0].append(name)
        elif not home:
            groups.append([name])
    found: dict[str, list[str]] = {}
    for group in groups[:MOST_NAMES]:
        key = _slug(group[0].split()[-1])
        key = key if key and key not in found else _slug(group[0])
        if key and key not in found:
            found[key] = group
    return found


def _names(paragraph: str) -> Iterator[str]:
    for sentence in statements(paragraph):
        for match in _RUN.finditer(sentence):
            before = sentence[: match.start()].rstrip("“\"'‘( ")
            for i, name in enumerate(_split_at_of(match.group())):
                words = name.split()
                start = max((i for i, word in enumerate(words) if word.casefold() in _OFFICES), default=-1) + 1
                words = words[start:]  # the name of a person stands after the office
                while words and _NOT_NAMES & {
                    words[0].casefold().rstrip("."),
                    re.split("[’']", words[0].casefold())[0],
                }:
                    words = words[1:]
                opens = (not before or before[-1] in "-–—:") and i == start == 0
                if (
                    opens
                    and len(words) > 2
                    and is_english(words[0].casefold())
                    and not is_english(words[-1].casefold())
                ):
                    words = words[1:]  # Passenger Helen Tse
                placed = opens and len(words) == 1 and is_english(words[0].casefold())
                whole = _POSSESSIVE.sub("", " ".join(words))
                if len(whole) > 1 and not placed and not {word.casefold().rstrip(".") for word in words} <= _CALENDAR:
                    yield whole


def _split_at_of(run: str) -> list[str]:
    """Split Maeve O'Hare of Sinn Fein, and leave Republic of Korea."""
    before, of, after = run.partition(" of ")
    return [run] if not of or is_english(before.split()[-1].casefold()) else [before, after.removeprefix("the ")]


def numbers_in(paragraphs: Sequence[str]) -> list[tuple[str, int]]:
    """Return the numbers in digits, each with the first paragraph that has it."""
    found: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        for match in _NUMBER.finditer(paragraph):
            found.setdefault(match.group().rstrip(".,:"), number)
    return list(found.items())


def _is_part(words: list[str], whole: list[str]) -> bool:
    """Say whether a word stands for a longer name: a last name, or the first of two words."""
    return len(words) == 1 and len(whole) > 1 and (words[0] == whole[-1] or (words[0] == whole[0] and len(whole) == 2))


def _slug(text: str) -> str:
    key = slug(text)[:MAX_ID].strip("-")
    return key if key[:1].isalpha() else ""
