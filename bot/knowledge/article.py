"""Hold the record against the article it cites: every quotation, number and name."""

import hashlib
import re
import unicodedata
from functools import cache

from bot.errors import Problem
from bot.knowledge.checks import quotations
from bot.knowledge.loader import Loaded
from bot.knowledge.model import KnowledgeBase, Sentence, Source

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[A-Za-z][A-Za-z'-]*\.?|\d[\d,.]*\d|\d")
_MONTHS = "january february march april may june july august september october november december".split()
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS}
_NUMBERS = {word: str(i) for i, word in enumerate("zero one two three four five six seven eight nine ten".split())}
_LARGE_NUMBERS = frozenset("five six seven eight nine ten eleven twelve dozen twenty hundred thousand million".split())
"""Number words to hold against the article; an editor may count one to four things himself."""


def paragraphs_of(text: bytes) -> list[str]:
    """Return the paragraphs of an article: its lines with text, in order."""
    return [line for line in text.decode("utf-8", "replace").splitlines() if line.strip()]


def check_article(loaded: Loaded, source_id: str, text: bytes) -> list[Problem]:
    """Return what the record says of a source that the article does not hold, each with its file and line."""
    source = loaded.knowledge.sources[source_id]
    place = loaded.places["source", source_id]
    problems = []
    paragraphs = paragraphs_of(text)
    digest = hashlib.sha256(text).hexdigest()
    if len(paragraphs) != source.paragraphs:
        message = f"`{source_id}` has {source.paragraphs} paragraphs here, the article {len(paragraphs)}; correct it"
        problems.append(Problem(*place, message))
    if source.sha256 and digest != source.sha256:
        problems.append(Problem(*place, f"the article's sha256 is {digest}; it is another text than the one cited"))
    for entry in loaded.knowledge.entries.values():
        for i, sentence in enumerate(entry.answer):
            cited = [place.paragraph for place in sentence.cites if place.source == source_id]
            if cited and len(cited) == len(sentence.cites):
                held = " ".join(paragraphs[number - 1] for number in cited if number <= len(paragraphs))
                where = loaded.places[entry.id, "answer", i]
                missing = _missing(loaded.knowledge, source, sentence, held, ", ".join(map(str, cited)))
                problems += [Problem(*where, message) for message in missing]
    return problems


def _missing(knowledge: KnowledgeBase, source: Source, sentence: Sentence, held: str, cited: str) -> list[str]:
    """Return what a sentence holds and its paragraphs do not: quotations, numbers, names."""
    plain = _plain(held)
    problems = [
        f"“{quotation}” is not in paragraph {cited}; quote the article's own words, or retell without marks"
        for quotation in quotations(sentence.says)
        if _plain(quotation).strip(" .,") not in plain
    ]
    have = {_bare(word) for word in _WORD.findall(plain)}
    have |= {word.casefold() for word in _WORD.findall(source.publisher)}
    have |= {_SHORT_MONTHS.get(word, word) for word in have} | {_NUMBERS[word] for word in have if word in _NUMBERS}
    dated = {str(source.published.year), str(source.published.month), str(source.published.day)}
    for word, first in _names_and_numbers(sentence.says):
        bare = _bare(word)
        if bare[0].isdigit() or bare in _LARGE_NUMBERS:
            if bare not in have | dated:
                problems.append(f"the number {word} is not in paragraph {cited}; correct it, or cite where it stands")
        elif not _held(knowledge, bare, plain, have, first):
            problems.append(f"the name {word} is not in paragraph {cited}; correct it, or cite where it stands")
    return problems


def _names_and_numbers(says: str) -> list[tuple[str, bool]]:
    """Return the capitalised words and the numbers of a sentence, each with whether it begins a clause."""
    found = []
    for match in _WORD.finditer(_straight(says)):
        word = match.group()
        first = not says[: match.start()].strip() or says[: match.start()].rstrip()[-1] in '.:;“"'
        if word[0].isdigit() or word[0].isupper() or word in _LARGE_NUMBERS:
            found.append((word.rstrip("."), first))
    return found


def _held(knowledge: KnowledgeBase, name: str, plain: str, have: set[str], first: bool) -> bool:
    """Say whether the paragraph has the name, a form of it, or another wording of its concept."""
    if name in have or name == "i" or any(_same_stem(name, word) for word in have):
        return True
    if first and name in _english() and name not in _concept_words(knowledge):
        return True  # the first word of a sentence has a capital without being a name
    for wordings in knowledge.concepts.values():
        named = any(name in _plain(wording).split() for wording in wordings)
        if named and any(re.search(rf"\b{re.escape(_plain(wording))}", plain) for wording in wordings):
            return True
    return False


def _concept_words(knowledge: KnowledgeBase) -> set[str]:
    """Return the words that alone are a wording of a concept."""
    return {_plain(wording) for wordings in knowledge.concepts.values() for wording in wordings if " " not in wording}


@cache
def _english() -> frozenset[str]:
    from spellchecker import SpellChecker  # a second to read; only this check needs it

    return frozenset(SpellChecker(language="en").word_frequency.dictionary)


def _same_stem(name: str, word: str) -> bool:
    """Take Korea for Korean and Japan for Japanese."""
    shorter, longer = sorted((name, word), key=len)
    return (
        len(shorter) >= 4 and longer.startswith(shorter[: max(4, len(shorter) - 1)]) and len(longer) - len(shorter) <= 4
    )


def _straight(text: str) -> str:
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-"})


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _straight(text)).casefold().split())


def _bare(word: str) -> str:
    word = word.casefold().rstrip(".,").removesuffix("'s").replace(".", "")
    return word.replace(",", "") if word and word[0].isdigit() else word
