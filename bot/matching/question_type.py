"""The kind of thing a question asks for: who, when, where, how many, why, whether and so on."""

import re

from bot.matching.english import AUXILIARIES, QUESTION_WORDS, REACTIONS, STOP_WORDS, THANKS

LONGEST_THANKS = 8  # words
ASKING = QUESTION_WORDS - AUXILIARIES - {"much", "many"}  # "thank you very much, that was helpful" asks nothing

_MEASURES = frozenset("big deep far fast high large long many much often old soon strong tall".split())
_TYPES_OF_WHAT = {
    "time": "when", "day": "when", "date": "when", "month": "when", "year": "when", "weekday": "when", "hour": "when",
    "place": "where", "city": "where", "country": "where", "location": "where", "port": "where", "town": "where",
    "reason": "why", "purpose": "why", "number": "how-many", "amount": "how-many", "kind": "what-kind",
    "type": "what-kind", "sort": "what-kind", "model": "what-kind", "name": "who", "person": "who", "official": "who",
}  # fmt: skip
_EMPTY = STOP_WORDS | AUXILIARIES
_PLAIN = {"who": "who", "whom": "who", "whose": "who", "when": "when", "where": "where", "why": "why"}
_COUNTED = frozenset(("how-many", "how-much", "how-far", "how-tall", "how-high", "how-deep", "how-fast", "how-large"))
_COUNTED |= {"how-big", "how-long", "how-often", "how-old"}
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion half third "
    "twice once"
)
_TIME_WORDS = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday today yesterday tomorrow morning afternoon evening night noon midnight week month "
    "year hour day days hours weeks months years"
)
_NUMBER = re.compile(rf"\d|\b({'|'.join(_NUMBER_WORDS.split())})\b", re.IGNORECASE)
_TIME = re.compile(rf"\d|\b({'|'.join(_TIME_WORDS.split())})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_DETERMINERS = frozenset("the a an his her its their".split())


def question_type(words: tuple[str, ...]) -> str:
    """Return the kind of thing asked for, by the first question word; `topic` where there is none.

    The kinds follow the coarse question types of Li and Roth (2002), with yes-or-no questions as `whether`.
    """
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else ""
        if word in _PLAIN:
            return _PLAIN[word]
        if word == "how":
            if following == "come":
                return "why"
            return f"how-{following}" if following in _MEASURES else "how"
        if word in ("what", "which"):
            return next((_TYPES_OF_WHAT[near] for near in words[i + 1 : i + 4] if near in _TYPES_OF_WHAT), word)
        if word == "name" or word == "names":
            return "who"
        if i == 0 and word in AUXILIARIES:
            return "whether"
    if any(word in AUXILIARIES for word in words[:4]):
        return "whether"
    return "topic"


def asked_for(words: tuple[str, ...]) -> list[str]:
    """Return the words that name what is asked for: `party` in "what party is he in", `old` in "how old is he"."""
    for i, word in enumerate(words):
        if word in ("what", "which", "whose"):
            return _noun_after(words, i + 1)
        if word == "how":
            following = words[i + 1] if i + 1 < len(words) else ""
            if following in ("many", "much"):
                return [found for found in words[i + 2 : i + 4] if found not in _EMPTY][:2]
            return [] if following in _EMPTY or following == "come" else [following] if following else []
    return []


def _noun_after(words: tuple[str, ...], start: int) -> list[str]:
    """Return the noun after "what": in "what kind of gun", "what is the price of it", "what gun did he use"."""
    rest = words[start:]
    if rest[:1] in (("kind",), ("type",), ("sort",)) and rest[1:2] == ("of",):
        rest = rest[2:]
    if rest and rest[0] in AUXILIARIES:
        noun = rest[2:4] if len(rest) > 1 and rest[1] in _DETERMINERS else ()
        return [word for word in noun if word not in STOP_WORDS]
    return [word for word in rest[:2] if word not in _EMPTY][:1]


def lacks_type(text: str, words: tuple[str, ...]) -> bool:
    """Say whether an answer lacks the type of thing that a question asks for: a number, a time, a name."""
    asked = question_type(words)
    if asked in _COUNTED:
        return not _NUMBER.search(text)
    if asked == "when":
        return not _TIME.search(text)
    if asked == "who":
        return all(name.casefold() in words for name in _NAME.findall(text))
    return False


def is_chatter(words: tuple[str, ...]) -> bool:
    """Say whether a message only reacts, as "lol" and "ok cool" do."""
    return REACTIONS.issuperset(words)


def is_thanks(text: str) -> bool:
    """Say whether a short message says thank you and asks nothing: "ok cool thanks", not "thanks, and who said so"."""
    found = re.findall(r"[a-z']+", text.casefold())
    asks = "?" in text or not ASKING.isdisjoint(found)
    return len(found) <= LONGEST_THANKS and not asks and not THANKS.isdisjoint(found)
