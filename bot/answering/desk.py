"""The desk: answers for one event. Pure: it reads no file, keeps nothing, and knows nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.completion import complete
from bot.answering.languages import OTHER_SCRIPTS, language_of
from bot.answering.reply import Reply, first_sentences, opening_entries, related_entries, reply_to, reply_with
from bot.answering.why import Why, why
from bot.knowledge.model import Entry, KnowledgeBase, Sentence
from bot.matching.candidate import content_of, squares
from bot.matching.contrast import Comparison
from bot.matching.decision import MAX_CHOICES, Engine, Kind, Reason
from bot.matching.english import MORE, REFERRING
from bot.matching.facts import facts_on
from bot.matching.matcher import Matches, names_nothing
from bot.matching.message import asks_something, has_verb, read_message
from bot.matching.text import words

FEWEST_TO_MATCH, LIKELY = 2, 0.05  # words that are matched while somebody types, and from which probability on
NEIGHBOURS = 6  # best entries among whose sentences is looked for what else is known
FRAGMENT = 3  # words
DEPENDENT = REFERRING | {"there", "too"}
WITHOUT_A_STORY = 0.8  # share of a message that its questions make up when it tells nothing else
NEAR_FACTS = 2  # sentences beside an unknown
FACTS, FACTS_BESIDE_ANSWER = 3, 2  # sentences on a claim: alone, and beside those of an answer
FEW_FACTS = 2  # sentences; with fewer, those of the closest entries are added
SURE_IN_LANGUAGE = 1.2  # margins by which an entry leads, and how alike its closest phrasing is, from 0 to 1
NOTHING_IN_COMMON = -1.0  # the score of an entry that shares nothing with a question
ENGLISH_AFTER_ALL = (Kind.ANSWER, Kind.NOT_REPORTED, Kind.CHAT)
TOUCHING = 0.5  # share of what a claim is about, weighed by rarity, that an unknown must share to be named with it


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers from one state of the knowledge; after a reload there is another desk."""

    engine: Engine

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge that it answers from."""
        return self.engine.matcher.knowledge

    def ask(self, question: str, earlier: str | None = None) -> Reply:
        """Reply to a message; `earlier` is the one it follows up on. Takes about a millisecond."""
        if foreign := self._in_another_language(question):
            return foreign
        typed = words(question)
        if not typed:  # 👍 asks nothing again
            return self._answer(question, None)
        if earlier and MORE.issuperset(typed):
            return self._more(earlier, question)
        picked = next((entry for entry in self._readable if entry.title == question), None)
        if picked:  # a title, typed or completed letter by letter: there is no doubt
            return replace(reply_with(picked, self.knowledge), decision=self.engine.decide(question))
        message = read_message(question)
        if message.claim:
            return self._check(question, message.claim, earlier)
        if len(message.questions) > 1:
            return self._answer_several(question, message.questions, earlier)
        return self._answer(question, earlier)

    def check(self, text: str) -> Reply:
        """Reply to somebody's message with what the sources say on what it claims."""
        if foreign := self._in_another_language(text):
            return foreign
        message = read_message(text, claimed=not asks_something(text))
        return self._check(text, message.claim, None) if message.claim else self.ask(text)

    def pick(self, entry_id: str) -> Reply | None:
        """Reply with an entry that a person picked; None when there is no such entry (any more)."""
        entry = self.knowledge.entries.get(entry_id)
        return None if entry is None or entry.common or not entry.approved else reply_with(entry, self.knowledge)

    def why(self, entry_id: str, question: str, earlier: str | None = None) -> Why | None:
        """Say why a question was answered with an entry; None when there is no such entry (any more)."""
        entry = self.knowledge.entries.get(entry_id)
        if entry is None or entry.common or not entry.approved:
            return None
        return why(self.engine, entry, question, earlier)

    def complete(self, typed: str, limit: int) -> list[Entry]:
        """Return up to `limit` entries whose titles complete what was typed so far, then those that it asks for."""
        found = complete(self._readable, typed, limit)
        if len(found) < limit and len(words(typed)) >= FEWEST_TO_MATCH:
            ranked = self.engine.matcher.match(typed).ranked
            likely = [match.entry for match in ranked[:MAX_CHOICES] if match.probability >= LIKELY]
            found += [entry for entry in likely if entry not in found and entry.approved and not entry.common]
        return found[:limit]

    @property
    def _readable(self) -> list[Entry]:
        """The event's own entries whose words people may read."""
        return [entry for entry in self.knowledge.own_entries if entry.approved]

    def _in_another_language(self, question: str) -> Reply | None:
        """Reply to a question in another language: with its entry if one has phrasings in it, or with what to do.

        None where it is English, and where an entry answers it and it may be English after all.
        """
        language = language_of(question)
        if not language:
            return None
        decision = self.engine.decide(question)
        if language in OTHER_SCRIPTS:
            likely, sure = self._in_other_script(language, question)
        else:
            if not language_of(question, surely=True) and decision.kind in ENGLISH_AFTER_ALL:
                return None
            likely = [match.entry for match in decision.choices] if decision.kind is Kind.SUGGEST else []
            found = decision.entry.entry if decision.entry else None
            sure = bool(found and found.approved and _is_asked_in(found, language))
            likely = [found] if found and sure else likely
        if sure:
            kind = Kind.ANSWER if likely[0].answerable else Kind.NOT_REPORTED
            decision = replace(decision, kind=kind, reason=Reason.LANGUAGE_KNOWN)
            reply = replace(reply_with(likely[0], self.knowledge), question=question, decision=decision)
            return replace(reply, language=language)
        choices = tuple(entry for entry in likely if entry.answerable) or opening_entries(self.knowledge)
        return Reply(
            kind=Kind.CHAT,
            question=question,
            knowledge=self.knowledge,
            choices=choices[:MAX_CHOICES],
            decision=replace(decision, kind=Kind.CHAT, reason=Reason.LANGUAGE, entry=None),
            language=language,
        )

    def _in_other_script(self, language: str, question: str) -> tuple[list[Entry], bool]:
        """Return the entries that a question in another script is closest to, and whether the first is surely right."""
        matcher = self.engine.matcher.other
        if matcher is None:
            return [], False
        matches = matcher.match(question)
        ranked = [match for match in matches.ranked if match.entry.approved and _is_asked_in(match.entry, language)]
        if not ranked:
            return [], False
        runner_up = next((match.score for match in matches.ranked if match is not ranked[0]), NOTHING_IN_COMMON)
        _, alike = matcher.closest_phrasing(matches.question, ranked[0].entry)
        sure = ranked[0].score - runner_up + alike >= SURE_IN_LANGUAGE
        return [self.knowledge.entries[match.entry.id] for match in ranked[:MAX_CHOICES]], sure

    def _answer(self, question: str, earlier: str | None) -> Reply:
        """Reply to one question; beside an unknown stands what is known next to it."""
        decision = self.engine.decide(question, earlier)
        reply = reply_to(question, self.knowledge, decision)
        matcher, matches = self.engine.matcher, decision.matches
        if reply.kind is Kind.NOT_REPORTED and reply.entry:
            related = related_entries(reply.entry, self.knowledge)
            facts = facts_on(matcher, matches, (), related or reply.choices, NEAR_FACTS) or first_sentences(related)
            return replace(reply, facts=tuple(facts[:NEAR_FACTS]))
        if reply.kind is Kind.ANSWER:
            reply = replace(reply, facts=self._comparison(reply).corrections(_sentences(matches)))
        if reply.kind in (Kind.ANSWER, Kind.SUGGEST):
            return replace(reply, contrasts=self._comparison(reply).of_question())
        return reply

    def _check(self, text: str, claim: str, earlier: str | None) -> Reply:
        """Reply to a claim with every sentence that bears on it, and with what no source says."""
        decision = self.engine.decide(claim, earlier)
        reply = reply_to(text, self.knowledge, decision)
        if reply.kind is Kind.CHAT or decision.reason is Reason.OFF_TOPIC:
            return reply
        matches, gap = decision.matches, self._leading_gap(decision.matches)
        if reply.kind is Kind.REFUSE and gap:
            reply = replace(reply, kind=Kind.NOT_REPORTED, entry=gap)
        near = [match.entry for match in matches.answerable[:NEIGHBOURS]]
        related = related_entries(reply.entry, self.knowledge) if reply.entry else ()
        corrections = self._comparison(reply).corrections(_sentences(matches))
        shown = (*reply.sentences, *corrections)
        limit = (FACTS_BESIDE_ANSWER if reply.kind is Kind.ANSWER else FACTS) - len(corrections)
        facts = facts_on(self.engine.matcher, matches, shown, (*related, *near), limit)
        if reply.kind is Kind.SUGGEST and len((*shown, *facts)) < FEW_FACTS:
            facts += [sentence for sentence in first_sentences(near) if sentence not in shown and sentence not in facts]
            facts = facts[: FEW_FACTS - len(shown)]
        reply = replace(
            reply,
            claim=claim,
            facts=(*corrections, *facts),
            gap=gap if reply.kind in (Kind.ANSWER, Kind.SUGGEST) else None,
        )
        return replace(reply, contrasts=self._comparison(reply).of_claim())

    def _leading_gap(self, matches: Matches) -> Entry | None:
        """Return the unknown of the event that a claim is closer to than to any answer, if it shares its words."""
        unknown = matches.best_unknown
        if (
            unknown is None
            or unknown.entry.has_answer
            or (matches.answerable and matches.answerable[0].score >= unknown.score)
        ):
            return None
        content = content_of(self.engine.matcher, matches.question)
        usage = self.engine.matcher.usage[unknown.entry.id]
        shared = {term: rarity for term, rarity in content.items() if usage.has_term(term)}
        return unknown.entry if squares(shared) >= TOUCHING * squares(content) else None

    def _comparison(self, reply: Reply) -> Comparison:
        assert reply.decision is not None
        answers = reply.entry if reply.kind is Kind.ANSWER else None
        usage = self.engine.matcher.usage[answers.id] if answers else None
        comparable = reply.kind in (Kind.ANSWER, Kind.SUGGEST)
        return Comparison(self.engine.matcher, reply.decision.matches, reply.sentences, usage, comparable)

    def _answer_several(self, text: str, questions: tuple[str, ...], earlier: str | None) -> Reply:
        """Reply to a message that asks several questions: to each that has an entry of its own, naming the others."""
        whole = self._answer(text, earlier)
        parts: list[Reply] = []
        for question in questions:
            if not parts or not (_is_fragment(question) or (_depends(question) and parts[-1].kind is not Kind.ANSWER)):
                parts.append(self._answer(question, earlier))
            earlier = question
        found = {part.entry.id: replace(part, facts=()) for part in parts if part.entry}
        left = [part for part in parts if not part.entry and not self._is_covered(part, tuple(found.values()))]
        offered = dict.fromkeys(entry for part in left for entry in part.choices if part.kind is Kind.SUGGEST)
        choices = tuple(entry for entry in offered if entry.id not in found)
        told = sum(map(len, questions)) < WITHOUT_A_STORY * len(text)
        if not found and whole.kind is Kind.SUGGEST and len(left) > 1:
            firsts = [part.choices[0] for part in left if part.kind is Kind.SUGGEST]
            return replace(whole, choices=tuple(dict.fromkeys((*firsts, *whole.choices)))[:MAX_CHOICES])
        if not found or (left and told) or (whole.kind is Kind.ANSWER and self._says_more(whole, parts, left)):
            return whole
        first = min(found.values(), key=lambda part: part.kind is not Kind.ANSWER)
        return replace(
            first,
            question=text,
            parts=tuple(found.values()) if len(found) > 1 else (),
            left=tuple(left),
            choices=choices[:MAX_CHOICES] or (() if len(found) > 1 else first.choices),
            contrasts=first.contrasts if len(found) == 1 else (),
        )

    def _says_more(self, whole: Reply, parts: list[Reply], left: list[Reply]) -> bool:
        """Say whether the answer to a whole message serves better than those to its parts."""
        answered = [part.entry for part in parts if part.kind is Kind.ANSWER]
        better = not answered or (left and whole.entry not in answered)
        return bool(better) or all(self._is_covered(part, (whole,)) for part in parts)

    def _is_covered(self, part: Reply, answers: tuple[Reply, ...]) -> bool:
        """Say whether answers have all that a question is about, or the very entry that it leads to."""
        if part.decision is None or names_nothing(part.decision.matches.question):
            return True
        if part.entry:
            return part.entry in [answer.entry for answer in answers]
        content = content_of(self.engine.matcher, part.decision.matches.question)
        usages = [self.engine.matcher.usage[answer.entry.id] for answer in answers if answer.entry]
        return any(all(map(usage.has_term, content)) for usage in usages)

    def _more(self, earlier: str, question: str) -> Reply:
        """Offer what is related to the last answer."""
        last = reply_to(earlier, self.knowledge, self.engine.decide(earlier))
        decided = self.engine.decide(question, earlier)
        decision = replace(decided, kind=Kind.SUGGEST, reason=Reason.MORE, entry=None)
        return Reply(
            kind=Kind.SUGGEST,
            question=earlier,
            knowledge=self.knowledge,
            choices=last.choices or opening_entries(self.knowledge),
            confidence=decision.confidence,
            decision=decision,
        )


def _sentences(matches: Matches) -> Iterator[Sentence]:
    """Yield the sentences of the best entries."""
    return (sentence for match in matches.answerable[: 2 * NEIGHBOURS] for sentence in match.entry.answer)


_language_of_phrasing = lru_cache(maxsize=65_536)(language_of)  # of what people ask, nothing is kept


def _is_asked_in(entry: Entry, language: str) -> bool:
    """Say whether an entry of the event has phrasings in a language."""
    return not entry.common and any(
        _language_of_phrasing(phrasing) == language for phrasing in reversed(entry.phrasings)
    )


def _is_fragment(question: str) -> bool:
    """Say whether a part of a message is no question of its own: "and in which year"."""
    return len(words(question)) <= FRAGMENT and not has_verb(question)


def _depends(question: str) -> bool:
    """Say whether a part of a message is about what the part before it asks: "and what did they do there"."""
    return not DEPENDENT.isdisjoint(words(question))


def context_after(reply: Reply, earlier: str | None) -> str:
    """Return what a follow-up to a reply is to be read with: the question, and what that was read with itself."""
    if earlier and reply.kind is Kind.CHAT:  # a thank-you or a bare mention is no new subject
        return earlier
    question = reply.parts[-1].question if reply.parts else reply.claim or reply.question
    in_context = reply.decision is not None and reply.decision.matches.in_context
    return f"{earlier} {question}" if earlier and in_context and question != earlier else question
