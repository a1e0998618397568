"""The statements of an article: its sentences, as a reader would tell them apart."""

import re

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Adm|Cmdr|Insp|Supt|Det|Rev|Hon|Jr|Sr|Inc|Ltd|Co|Corp|No|vs|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|[A-Z]|[A-Z]\\.[A-Z]|a\\.m|p\\.m"
)
_ABBREVIATED = re.compile(rf"(?:^|[\s(“\"'])(?:{_ABBREVIATIONS})\.$")
_END = re.compile(r"(?<=[.!?])[”\"’')\]]*\s+(?=[“\"‘'(\[]?[A-Z0-9])")


def statements(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, in order; what is quoted stays with its sentence."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        sentence = paragraph[start : match.end()].strip()
        if _ABBREVIATED.search(paragraph[start : match.start()]) or _is_open(sentence):
            continue
        found.append(sentence)
        start = match.end()
    rest = paragraph[start:].strip()
    return [*found, rest] if rest else found


def _is_open(sentence: str) -> bool:
    """Say whether a quotation has begun and not ended."""
    return sentence.count('"') % 2 == 1 or sentence.count("“") > sentence.count("”")
