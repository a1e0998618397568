"""The kind of thing a question asks for: who, when, where, how many, why, whether and so on."""

from bot.matching.english import AUXILIARIES

_MEASURES = frozenset("big deep far fast high large long many much often old soon strong tall".split())
_KINDS_OF_WHAT = {
    "time": "when", "day": "when", "date": "when", "month": "when", "year": "when", "weekday": "when", "hour": "when",
    "place": "where", "city": "where", "country": "where", "location": "where", "port": "where", "town": "where",
    "reason": "why", "purpose": "why", "number": "how-many", "amount": "how-many", "kind": "what-kind",
    "type": "what-kind", "sort": "what-kind", "model": "what-kind", "name": "who", "person": "who", "official": "who",
}  # fmt: skip
_PLAIN = {"who": "who", "whom": "who", "whose": "who", "when": "when", "where": "where", "why": "why"}


def asked_for(words: tuple[str, ...]) -> str:
    """Return the kind of thing asked for, after the first question word; `topic` where there is none.

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
            return next((_KINDS_OF_WHAT[near] for near in words[i + 1 : i + 4] if near in _KINDS_OF_WHAT), word)
        if word == "name" or word == "names":
            return "who"
        if i == 0 and word in AUXILIARIES:
            return "whether"
    if any(word in AUXILIARIES for word in words[:4]):
        return "whether"
    return "topic"
