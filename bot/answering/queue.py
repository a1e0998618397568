"""The moderators' queue: open cases, those that mean the same together, those asked most first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.desk import Desk
from bot.knowledge.model import Entry
from bot.matching.candidate import content_of, squares
from bot.matching.matcher import Matcher, names_nothing
from bot.matching.vocabulary import FOLLOWS
from bot.store.cases import Case, CaseKind

SAME = 0.5  # share of what two questions are about, weighed by rarity, from which on they are shown together
MOST_GROUPED = 300  # cases; those asked most
OFFERED = 10  # entries with an answer, and as many without, to add a phrasing to
_OF_AN_ENTRY = (CaseKind.UNKNOWN, CaseKind.DISLIKED)


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that mean the same, the one asked most first."""

    cases: tuple[Case, ...]

    @property
    def first(self) -> Case:
        """The case asked most."""
        return self.cases[0]

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of its cases."""
        return tuple(case.id for case in self.cases)

    @property
    def asked(self) -> int:
        """How many times it was asked."""
        return sum(case.asked for case in self.cases)

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max(case.last_at for case in self.cases)

    @property
    def questions(self) -> tuple[str, ...]:
        """The different questions, those asked most first."""
        return tuple(dict.fromkeys(case.question for case in self.cases))

    def seen_at(self, moment: datetime, most: int) -> "Group":
        """Return the group as it was shown at a moment: without what was asked first since, and `most` questions."""
        shown = set(self.questions[:most])
        cases = tuple(case for case in self.cases if case.first_at <= moment and case.question in shown)
        return Group(cases or self.cases[:1])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What members said of the answer."""
        return tuple(dict.fromkeys(case.remark for case in self.cases if case.remark))


@dataclass(frozen=True, slots=True)
class Closest:
    """An entry that a question is close to, with the probability, from 0 to 1, that it asks for it."""

    entry: Entry
    probability: float


def grouped(cases: Sequence[Case], matcher: Matcher) -> list[Group]:
    """Put cases together that mean the same; the groups asked most come first."""
    groups: list[tuple[dict[str, float], list[Case]]] = []
    for case in sorted(cases, key=lambda case: -case.asked)[:MOST_GROUPED]:
        asked = matcher.vocabulary.read(case.question.rpartition(FOLLOWS)[2])
        if names_nothing(asked):  # "and why?" is about what was asked before
            asked = matcher.vocabulary.read(case.question.replace(FOLLOWS, " "))
        content = content_of(matcher, asked)
        home = next((found for about, found in groups if _same(about, found[0], content, case)), None)
        if home is None:
            groups.append((content, [case]))
        else:
            home.append(case)
    made = [Group(tuple(found)) for _, found in groups]
    return sorted(made, key=lambda group: (-group.asked, -group.last_at.timestamp()))


def _same(about: dict[str, float], first: Case, content: dict[str, float], case: Case) -> bool:
    if first.kind in _OF_AN_ENTRY or case.kind in _OF_AN_ENTRY:
        return (first.kind, first.entry) == (case.kind, case.entry) and case.entry is not None
    shared = {term: rarity for term, rarity in content.items() if term in about}
    return squares(shared) >= SAME * max(squares(about), squares(content)) > 0


def closest(desk: Desk, group: Group) -> list[Closest]:
    """Return the entries of the event that a group's first question is closest to, the best first."""
    *earlier, asked = group.first.question.split(FOLLOWS)
    ranked = desk.engine.decide(asked, earlier[-1] if earlier else None).matches.ranked
    own = [match for match in ranked if not match.entry.common]
    answered = [match for match in own if match.entry.answerable][:OFFERED]
    unknown = [match for match in own if not match.entry.has_answer][:OFFERED]
    shown = sorted((*answered, *unknown), key=lambda match: -match.score)
    shown.sort(key=lambda match: match.entry.id != group.first.entry)  # what members chose, or disliked, comes first
    return [Closest(match.entry, match.probability) for match in shown]
