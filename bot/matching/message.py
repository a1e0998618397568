"""What a message is by its form alone: one question, several in one, or a claim to check against the sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.matching.english import (
    AUXILIARIES,
    CHAT,
    CONTRACTIONS,
    FINITE_VERBS,
    LIKE_QUESTION_WORDS,
    SPELLED_OUT,
    STOP_WORDS,
)
from bot.matching.text import MAX_CHARACTERS

MAX_PARTS = 3  # questions of one message that are answered; more are a list, not a question
MAX_FRAMES = 6  # before a claim, and behind it; nobody writes more, and strangers must not keep the bot busy
LONGEST_TAG = 80  # characters
SHORTEST_STATEMENT = 4  # words; "number of troops" and "still there" claim nothing
SHORTEST_COUNT = 3  # words of a statement with a number; "3000 troops" only names them
OPENING = 4  # words in which a question word opens a question: "so wait how many"

_WH = "who|whos|who's|whom|whose|what|whats|what's|when|where|wheres|where's|why|how|hows|how's|which"
_AUXILIARY = "|".join(sorted(AUXILIARIES | {word + "n't" for word in AUXILIARIES} | {"isnt", "didnt", "dont", "can't"}))
_ASKS_FOR = (
    r"like|want|love|need|wonder\w*|curious|knows?|tell|explain|idea|sure|ask\w*|out|remember|understand|see|say|"
    "mention|care"
)
_ABBREVIATION = "".join(
    rf"(?<!\b{name}\.)" for name in ("[A-Z]", "Mr", "Mrs", "Ms", "Dr", "St", "vs", "Gen", "i\\.e", "e\\.g")
)
_SENTENCE_END = re.compile(rf"(?<=[.?!;]){_ABBREVIATION}\s+|\s*\n+\s*|(?<=\?)(?=[A-Z])")
_OPENS_A_QUESTION = re.compile(
    rf"(?:(?:(?:in|from|to|by|at|on|for|with) )?(?:{_WH})|{_AUXILIARY}|any\w*)\b", re.IGNORECASE
)
_WH_WORD = re.compile(rf"\b(?:{_WH})\b", re.IGNORECASE)
_ASKING_LAST = re.compile(rf"\b(?:{_WH})\W*$|\b(?:in|from|to|by|at|on|of|for) (?:what|which)\b", re.IGNORECASE)
_EMBEDDED = re.compile(rf"\b(?:{_ASKS_FOR})\b(?: \w+){{0,4}}? (?:{_WH}|whether|if)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"(?:please |pls |can you |could you )*"
    r"(?:tell|explain|name|list|show|give|describe|summari[sz]e|define|compare)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:,?\s+(?:and|plus|&|\+)(?:\s+(?:also|then))?,?|,?\s+also,?|;|,)\s+"
    rf"(?=(?:(?:in|from|to|by|at|on|for|with) )?(?:{_WH}|whether)\b|(?:{_AUXILIARY})\b)",
    re.IGNORECASE,
)
_ALSO = re.compile(r"^(?:and |also,? |plus )+", re.IGNORECASE)
_INVERTED = re.compile(rf"\b(?:what|where|when|why|how(?: \w+)?) (?:{_AUXILIARY})\b", re.IGNORECASE)
_SUBJECT = (
    "i|you|he|she|it|we|they|the|there|this|that|these|those|any|some|people|anyone|anybody|a|an|my|his|her|their"
)
_SECOND_CLAUSE = re.compile(
    rf"[,;] (?:and |but |so )?(?:who|what|which|(?:when|where|why|how(?: \w+)?) (?:{_AUXILIARY})|did|does|do|"
    rf"(?:{_AUXILIARY}) (?:{_SUBJECT}))\b",
    re.IGNORECASE,
)

_THIS = "(?:it|this|that)"
_TRUE = (
    r"(?:really |actually |even |also )?"
    r"(?:true?|correct|right|real|legit|false|fake|a lie|lies|a myth|a fact|a rumou?r|the case|confirmed|"
    r"bs|bullshit|propaganda|fake news)"
    r"(?: or (?:false|not|fake|fiction|just a rumou?r))?"
)
_PEOPLE = (
    r"(?:they|people|everyone|everybody|someone|somebody|some(?: \w+)?|folks|(?:my|our) \w+(?: \w+)?|"
    r"(?:a|this|one) (?:friend|guy|dude|man|woman|girl|colleague|coworker|user|account|post|tweet|video|bot)"
    r"(?: of mine)?|"
    r"twitter|x|reddit|telegram|tiktok|facebook|discord|the (?:news|internet|media|other server)|"
    r"news|rumou?rs?|word|reports?|mods?)"
)
_SAYS = (
    r"(?:says?|said|saying|claims?|claimed|claiming|told|tells?|thinks?|swears?|insists?|has it|reckons?|posted|wrote)"
)
_THERE_IS = r"there(?:'s|s| is| are| was| were)"
_SAYS_NOTHING = "|".join(word for word, plain in CHAT.items() if not plain)
_FILLER = re.compile(
    rf"(?:so|but|and|wait|ok|okay|um|well|hmm|hi|hey|hello|guys|{_SAYS_NOTHING})[,.!]* ", re.IGNORECASE
)
_FRAME = re.compile(
    # is it true that …
    rf"(?:is|isn'?t|was) {_THIS} {_TRUE},?(?: (?:that|if|when|how))? (?!or\b)|"
    # fact check: …
    r"(?:true or false|fact or fiction|fact.?check|rumou?r(?: check)?|claim|breaking|real or fake|"
    rf"{_TRUE})\s*[?:,–-]+\s*|"
    # can you confirm that …, please confirm …
    r"(?:can|could|will) (?:you|u|anyone|someone|anybody|somebody) (?:please )?(?:confirm|verify|check|fact.?check)"
    r"(?: (?:that|if|whether))? |"
    r"(?:please |pls )?(?:confirm|verify|fact.?check)(?: (?:that|if|whether))? |"
    # I read somewhere that …
    r"(?:i|we)(?:'ve| have|ve)? (?:just |also |only |once |recently |(?:have |kept |keep ))?"
    r"(?:read|heard|hear|hearing|saw|seen|seeing|reading|was told|were told|got told|thought|think|believe|guess|bet|"
    r"understand|assume|suppose)"
    r"(?:,| (?:somewhere|online|today|yesterday|earlier|here|people say(?:ing)?|someone say(?:ing)?|"
    r"(?:on|in|from) (?:the |a |my )?\w+))*(?: (?:that|how))? |"
    # my uncle says …
    rf"{_PEOPLE}(?: (?:here|there|online|at work|on \w+|in \w+|just|all|now|keeps?|is|are|have|has|been|also))* {_SAYS}"
    r"(?: (?:me|us|him|her))?(?: (?:here|there(?! (?:is|are|was|were)\b)|online|on \w+))?[,:]?(?: (?:that|how))? |"
    # apparently …, there's a rumour going around that …
    rf"(?:apparently|allegedly|supposedly|reportedly|rumou?r has it|word is|{_THERE_IS} (?:a |this |some )?"
    r"(?:rumou?rs?|claims?|talk|reports?|people saying|posts?)"
    r"(?: (?:going a?round|floating a?round|out there|here|online|around))*)"
    r"(?:,| (?:that|saying|claiming|of|about))* |"
    # what about the rumour that …, any truth to the story that …
    r"what about (?:the )?(?:rumou?r|claim)s? (?:that|about) |"
    r"(?:any truth to|is there any truth to|is there truth to|any truth in) (?:the )?"
    r"(?:(?:rumou?r|claim|story|report)s?)?(?: (?:that|about|of))? ",
    re.IGNORECASE,
)
"""What people put before a claim; never more than a clause."""
_TAG = re.compile(
    r"[,.…]?\s+(?:(?:they|people|some) (?:say|said|claim)|right|correct|true|yes|no|yeah|huh|eh|innit|"
    r"(?:is|was)n'?t (?:it|that)(?: (?:right|true|so))?|"
    r"(?:did|do|does|are|were|have|has|will|wo)n'?t (?:they|he|she|it|we)|"
    rf"(?:is|was) {_THIS} {_TRUE}|"
    r"true or (?:false|not|fake)|fact or fiction|real or fake|legit or (?:not|fake)|"
    rf"or (?:is {_THIS} )?(?:just )?(?:{_TRUE}|not|nah|made up|wrong|a joke)|"
    rf"confirmed|any truth to {_THIS}|"
    rf"(?:can|could) (?:you|u|anyone|someone) (?:please )?(?:confirm|verify|check)(?: {_THIS})?|"
    r"thoughts|fake|lol)\s*[?!.]*$",
    re.IGNORECASE,
)
"""What people put after a claim."""
_JUST_A_TAG = re.compile(
    rf"(?:(?:so|and|but) )?(?:(?:is|was|isn'?t) {_THIS} {_TRUE}|{_TRUE}|"
    rf"(?:can|could) (?:you|anyone|someone) (?:please )?(?:confirm|verify|check)(?: {_THIS})?|"
    rf"any truth to {_THIS}|fact.?check|thoughts|true or false|"
    rf"(?:what|which) (?:of {_THIS}|part) is true|is there any truth to {_THIS})\s*[?!.]*",
    re.IGNORECASE,
)
"""A sentence of its own that only asks whether the ones before it are true."""
_HEDGE = re.compile(r"\b(?:apparently|allegedly|supposedly|reportedly|rumou?red)\b", re.IGNORECASE)
_QUESTION_WORDS = ("what", "when", "where", "which", "who", "whose", "why", "how")
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is to be answered: its `questions`, or what it claims (`claim`, without "I heard that")."""

    questions: tuple[str, ...]
    claim: str = ""


def read_message(text: str, claimed: bool = False) -> Message:
    """Tell a claim from a question, and one question from several; `claimed` says that it is a claim for sure."""
    whole = text[:MAX_CHARACTERS].strip()
    sentences = _sentences(whole)
    asking = [sentence for sentence in sentences if _asks(sentence)]
    claim = _claim(sentences, claimed) if claimed or not asking else ""
    if claim:
        return Message((), claim)
    questions = [question.rstrip(" ;,") for sentence in asking for question in _split(sentence)]
    return Message(tuple(questions)) if 1 < len(questions) <= MAX_PARTS else Message((whole,))


def asks_something(text: str) -> bool:
    """Say whether a message asks a question, or whether something is true; a mere statement does not."""
    return any(
        _asks(sentence) or _without_frames(sentence)[1] or _JUST_A_TAG.fullmatch(sentence) or sentence.endswith("?")
        for sentence in _sentences(text[:MAX_CHARACTERS].strip())
    )


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def _claim(sentences: list[str], claimed: bool) -> str:
    """Return what sentences state, without what frames them; empty when they only name a subject."""
    framed = claimed
    stated = []
    for sentence in sentences:
        if _JUST_A_TAG.fullmatch(sentence):
            framed = True
            continue
        bare, has_frame = _without_frames(sentence)
        framed = framed or has_frame or bool(_HEDGE.search(sentence))
        stated.append(bare)
    claim = " ".join(stated).rstrip(" ?!.,")
    words = _WORD.findall(claim)
    if framed:
        return claim if len(words) > 1 or claim[:1].isdigit() else ""
    counts = len(words) >= SHORTEST_COUNT and any(word[0].isdigit() for word in words)  # "14 dead already"
    return claim if counts or (len(words) >= SHORTEST_STATEMENT and has_verb(claim)) else ""


def _without_frames(sentence: str) -> tuple[str, bool]:
    """Return a sentence without what frames it as a claim, before and behind, and whether anything did."""
    bare, framed = sentence.strip(), False
    for _ in range(MAX_FRAMES):
        found = _FILLER.match(bare) or _FRAME.match(bare)
        if not found:
            break
        framed = framed or found.re is _FRAME
        bare = bare[found.end() :].lstrip(" ,:–-")
    for _ in range(MAX_FRAMES):
        start = max(len(bare) - LONGEST_TAG, 0)
        found = None if _OPENS_A_QUESTION.match(bare) else _TAG.search(bare, start)
        if not found or not found.start():
            break
        bare, framed = bare[: found.start()].rstrip(" ,"), True
    return bare, framed


def _asks(sentence: str) -> bool:
    """Say whether a sentence asks for something that is not only whether a claim is true."""
    if _JUST_A_TAG.fullmatch(sentence):
        return False
    bare, framed = _without_frames(sentence)
    words = _WORD.findall(bare)
    if not words:
        return False
    if any(form.match(bare) for form in (_OPENS_A_QUESTION, _REQUEST)) or _is_misspelled_question_word(words[0]):
        return True
    if any(form.search(bare) for form in (_EMBEDDED, _SECOND_CLAUSE, _ASKING_LAST)):
        return True
    if framed:
        return False
    if _INVERTED.search(bare):
        return True
    by_words = bool(_WH_WORD.search(" ".join(words[:OPENING]))) and not has_verb(words[0])
    return by_words or (bare.endswith("?") and (bool(_WH_WORD.search(bare)) or not has_verb(bare)))


def _is_misspelled_question_word(word: str) -> bool:
    """Say whether a word is a slip of "what" and the like: "waht", "hwo", "wich"."""
    typed = word.casefold()
    if typed in STOP_WORDS | LIKE_QUESTION_WORDS or not 2 < len(typed) < 7:
        return SPELLED_OUT.get(typed) in _QUESTION_WORDS
    return any(OSA.distance(typed, asking) <= 1 for asking in _QUESTION_WORDS)


def has_verb(text: str) -> bool:
    """Say whether a text has a verb that makes a statement of it: "sent", "are", "landed", the one of "what's"."""
    first, *words = [word.casefold() for word in _WORD.findall(text)] or [""]
    return first in CONTRACTIONS or any(
        word in FINITE_VERBS or word in AUXILIARIES or (word.endswith("ed") and len(word) > 4) for word in words
    )


def _split(sentence: str) -> Iterator[str]:
    """Yield the questions that are joined in one sentence; "when and where did they meet" is one."""
    start = 0
    for joint in _JOINT.finditer(sentence):
        before, after = sentence[start : joint.start()], sentence[joint.end() :]
        apposition = joint.group().strip() == "," and not has_verb(before)  # "which names, which letters"
        complete = not apposition and len(_WORD.findall(before)) > 2 and len(_WORD.findall(after)) > 1
        if complete and (_asks(before) or _without_frames(before)[1]) and _asks(after):
            yield before.strip()
            start = joint.end()
    yield _ALSO.sub("", sentence[start:].strip())
