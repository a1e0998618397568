"""The sentences of a record that say most on a question or a claim, whichever entries they stand in."""

import re
from collections.abc import Iterable, Sequence

from bot.knowledge.model import Entry, Sentence
from bot.matching.candidate import content_of
from bot.matching.matcher import Matcher, Matches

LEAST = 0.3  # sum of squared rarities of what a sentence must add; one term of the event is 0.36
COMMONPLACE = 0.2  # share of the answers' sentences; a term that more of them have says nothing
_POINTS_BACK = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|their|its|both|there|in other words|in it)\b", re.IGNORECASE
)


def facts_on(
    matcher: Matcher, matches: Matches, shown: Sequence[Sentence], near: Iterable[Entry], limit: int
) -> list[Sentence]:
    """Return up to `limit` sentences of entries that say what those `shown` don't say yet on a question.

    Sentences that point back to the one before them are left out. Each next one is the one that covers most of what is
    still uncovered, weighed by how rare it is in English.
    """
    content = {
        term: rarity
        for term, rarity in content_of(matcher, matches.question).items()
        if matcher.share_of_answers(term) <= COMMONPLACE
    }
    covered = {term for sentence in shown for term in matcher.terms_of(sentence)}
    sentences = (sentence for entry in near for sentence in entry.answer)
    said = {sentence.says for sentence in shown}
    pool = [one for one in dict.fromkeys(sentences) if one.says not in said and not _POINTS_BACK.match(one.says)]
    found: list[Sentence] = []

    def adds(sentence: Sentence) -> float:
        return sum(content[term] ** 2 for term in matcher.terms_of(sentence) if term in content and term not in covered)

    while pool and len(found) < limit:
        best = max(pool, key=adds)
        if adds(best) < LEAST:
            break
        found.append(best)
        covered |= matcher.terms_of(best)
        pool = [one for one in pool if one.says != best.says]
    return found
