"""Every item of a reply is taken, moved or refused, with the reason: nothing in it is trusted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.drafting.articles import Article
from bot.drafting.fates import Fate, Screened, Verdict, short
from bot.drafting.replies import Item, PromptKind, ReadReply, Text
from bot.drafting.sentences import NOTHING, SentenceScreen, cited_place, gap_of, unfit
from bot.knowledge.checks import NO_ENTRY, fold
from bot.knowledge.messages import closest, did_you_mean
from bot.knowledge.model import Entry, KnowledgeBase, Sentence, Status
from bot.knowledge.shapes import MAX_ID, MAX_PHRASING, MAX_SENTENCES, Id
from bot.matching.english import STOP_WORDS

ALREADY_THERE = "the record already has an entry with this id"
SAME_ID = 90  # percent; from which on an id that does not exist stands for one that does
MAX_WORD, MAX_WORDS = 60, 14  # characters of a concept's word, and words of a concept
_ONLY_GENERAL = frozenset(
    "people person man men woman women thing things say said happen happened new old day week month year today".split()
)
_ID: TypeAdapter[str] = TypeAdapter(Id)


class Screen:
    """Screens replies against a record and its articles; what is taken counts as known from then on."""

    def __init__(self, knowledge: KnowledgeBase, articles: Mapping[str, Article]) -> None:
        self._entries = {**knowledge.entries, **knowledge.proposals}
        self._proposals = {proposal.replaces: key for key, proposal in knowledge.proposals.items()}
        self._ids = set(self._entries)
        own = [entry for entry in self._entries.values() if not entry.common]
        self._owners = {fold(phrasing): entry.id for entry in own for phrasing in entry.phrasings}
        self._concepts = knowledge.concepts
        self._words = {fold(word): key for key, words in self._concepts.items() for word in words}
        self._asked = {fold(question.text) for question in knowledge.exam.questions} if knowledge.exam else set()
        self._sentence_screen = SentenceScreen(articles, self._concepts)
        self._out = Screened()

    def screen(self, reply: ReadReply, kind: PromptKind, source: str = "") -> Screened:
        """Return what is taken from a reply; `source` is the one that its entries cite by paragraph number alone."""
        self._out = Screened()
        take = {
            PromptKind.ENTRIES: lambda item: self._take_entry(item, source),
            PromptKind.UNKNOWNS: self._take_unknown,
            PromptKind.PHRASINGS: self._take_phrasings,
            PromptKind.CONCEPTS: self._take_concept,
            PromptKind.EXAM: self._take_exam,
        }[kind]
        for item in reply.items:
            take(item)
        for text in reply.stray:
            self._refuse(text.value, text.line, "isn't in the format that was asked for")
        if reply.cut:
            self._refuse("the end of the reply", 0, "the reply is cut off; the rest will be asked for again")
        return self._out

    def _fate(self, verdict: Verdict, item: str, line: int, reason: str = "") -> None:
        self._out.fates.append(Fate(verdict, short(item), line, reason))

    def _refuse(self, item: str, line: int, reason: str) -> None:
        self._fate(Verdict.REFUSED, item, line, reason)

    def _new_id(self, item: Item) -> str | None:
        """Return an item's id if it can be one and is new."""
        key = re.sub(r"[^a-z0-9]+", "-", item.first("id").lower()).strip("-")[:MAX_ID].strip("-")
        try:
            _ID.validate_python(key)
        except ValidationError:
            self._refuse(item.first("id") or "an item", item.line, "has no usable id")
            return None
        if key == NO_ENTRY:
            self._refuse(key, item.line, f"`{NO_ENTRY}` can't be an id; in an exam it stands for no entry")
            return None
        if key in self._ids and key == item.first("replaces").strip("` ").lower():
            key = next(f"{key}-{n}" for n in range(2, 99) if f"{key}-{n}" not in self._ids)  # models often do that
        if key in self._ids:
            self._refuse(key, item.line, ALREADY_THERE)
            return None
        return key

    def _phrasings(self, texts: Iterable[Text], owner: str) -> list[str]:
        """Return the texts that can be phrasings of an entry; they are its own from then on."""
        found = []
        for text in texts:
            phrasing = " ".join(text.value.split())
            key = fold(phrasing)
            taken = self._owners.get(key)
            if text.cut:
                self._refuse(phrasing, text.line, "is cut off")
            elif reason := unfit(phrasing, MAX_PHRASING):
                self._refuse(phrasing, text.line, reason)
            elif taken is not None:
                again = "is already there" if taken == owner else f"`{taken}` already has it"
                self._refuse(phrasing, text.line, again)
            elif key in self._asked:
                self._refuse(phrasing, text.line, "is a question of the exam")
            else:
                self._owners[key] = owner
                self._fate(Verdict.TAKEN, phrasing, text.line)
                found.append(phrasing)
        return found

    def _take_phrasings(self, item: Item) -> None:
        key, texts = item.first("key"), item.fields.get("texts", [])
        entry = self._entries.get(key)
        if entry and entry.replaces:
            key = entry.replaces  # that keeps its id, and its phrasings
        if entry is None or entry.common:
            hint = did_you_mean(key, [known for known, one in self._entries.items() if not one.common])
            reason = f"no entry has the id `{key}`" + (f"; {hint}" if hint else "")
            for text in texts or [Text(key, item.line)]:
                self._refuse(text.value, text.line, reason)
            return
        if found := self._phrasings(texts, key):
            self._out.phrasings.setdefault(key, []).extend(found)

    def _take_unknown(self, item: Item) -> None:
        known = self._entries.get(item.first("id").strip().lower())
        if known and not known.has_answer and not known.common:
            if found := self._phrasings(item.fields.get("questions", []), known.id):
                self._out.phrasings.setdefault(known.id, []).extend(found)
                self._fate(Verdict.MOVED, known.id, item.line, "is already an unknown; its questions were added to it")
            return
        key = self._new_id(item)
        if key is None:
            return
        gap, reason = gap_of(item.first("gap"))
        if reason:
            self._refuse(f"gap: {gap}", item.line, reason)
            gap = ""
        questions = self._phrasings(item.fields.get("questions", []), key)
        if not questions:
            self._refuse(key, item.line, "has no question of its own")
            return
        self._ids.add(key)
        self._entries[key] = Entry(id=key, status=Status.NOT_REPORTED, questions=tuple(questions))
        unknown: dict[str, Any] = {"id": key, "approved": False, "status": Status.NOT_REPORTED.value}
        self._out.unknowns.append(unknown | ({"gap": gap} if gap else {}) | {"questions": questions})

    def _take_concept(self, item: Item) -> None:
        key = item.first("key")
        try:
            _ID.validate_python(key)
        except ValidationError:
            self._refuse(key, item.line, "can't be the name of a concept")
            return
        found: list[str] = []
        for text in item.fields.get("texts", []):
            word = " ".join(text.value.split())
            if reason := self._unfit_word(word, key, text):
                self._refuse(f"{key}: {word}", text.line, reason)
            elif len(found) + len(self._concepts.get(key, ())) >= MAX_WORDS:
                self._refuse(
                    f"{key}: {word}", text.line, f"a concept has at most {MAX_WORDS} words; these are several things"
                )
            else:
                self._words[fold(word)] = key
                self._fate(Verdict.TAKEN, f"{key}: {word}", text.line)
                found.append(word)
        if found:
            self._out.concepts.setdefault(key, []).extend(found)

    def _unfit_word(self, word: str, key: str, text: Text) -> str:
        folded = fold(word)
        if text.cut:
            return "is cut off"
        if reason := unfit(word, MAX_WORD):
            return reason
        if folded in self._words:
            taken = self._words[folded]
            return "is already there" if taken == key else f"the concept `{taken}` already has it"
        words = folded.split()
        if all(one in STOP_WORDS or one in _ONLY_GENERAL or one.isdigit() for one in words):
            return "is too general to stand for one thing"
        return ""

    def _take_exam(self, item: Item) -> None:
        asks = item.fields.get("asks", [])
        label = re.sub(r"[\s_]+", "-", item.first("entry").strip().strip("`").lower())
        for text in asks[:1]:
            question = " ".join(text.value.split())
            key = fold(question)
            entry = self._entries.get(label)
            label = entry.replaces if entry and entry.replaces else label  # that keeps its id
            label = NO_ENTRY if label in NOTHING else label
            if text.cut or not label:
                self._refuse(question, text.line, "is cut off" if text.cut else "has no entry, and not `none` either")
            elif reason := unfit(question, MAX_PHRASING):
                self._refuse(question, text.line, reason)
            elif label != NO_ENTRY and (entry is None or entry.common):
                self._refuse(question, text.line, f"no entry has the id `{label}`")
            elif key in self._owners:
                self._refuse(question, text.line, f"is a phrasing of `{self._owners[key]}`, so it tests nothing")
            elif key in self._asked:
                self._refuse(question, text.line, "is already in the exam")
            else:
                self._asked.add(key)
                self._fate(Verdict.TAKEN, question, text.line)
                self._out.exam.setdefault(label, []).append(question)
        for text in asks[1:]:
            self._refuse(text.value, text.line, "is a second question where one was asked for")

    def _take_entry(self, item: Item, source: str) -> None:
        key = self._new_id(item)
        if key is None:
            return
        replaces = item.first("replaces").strip("` ").lower()
        own = [known for known, entry in self._entries.items() if not entry.common]
        replaces = closest(replaces, own, SAME_ID) or replaces if replaces else ""
        replaced = self._entries.get(replaces)
        if replaces and (replaced is None or replaced.common):
            hint = did_you_mean(replaces, own)
            reason = f"replaces `{replaces}`, which the record does not have" + (f"; {hint}" if hint else "")
            self._refuse(key, item.line, reason)
            return
        if replaces in self._proposals:
            reason = f"`{self._proposals[replaces]}` is to replace `{replaces}` already; approve or delete that first"
            self._refuse(key, item.line, reason)
            return
        status = item.first("status").lower() or Status.CONFIRMED.value
        if status not in [known.value for known in Status]:
            self._refuse(key, item.line, f"the status {status!r} does not exist")
            return
        if status == Status.NOT_REPORTED:
            self._take_unknown(item)
            return
        if status == Status.SUPERSEDED:
            self._refuse(key, item.line, "only a moderator can mark an entry as superseded")
            return
        sentences = list(self._sentences(item, source, key))
        said = [_as_written(sentence) for sentence in replaced.answer] if replaced else []
        if replaced and sentences and all(sentence in said for sentence in sentences):
            self._refuse(key, item.line, f"`{replaces}` says that already")
            return
        kept = len(replaced.answer) if replaced and status == Status.DISPUTED else 0
        if kept + len(sentences) > MAX_SENTENCES:
            self._refuse(key, item.line, f"has more than {MAX_SENTENCES} sentences; make several entries of it")
            return
        if not sentences:
            self._refuse(key, item.line, "none of its sentences could be taken")
            return
        if status == Status.DISPUTED and kept + len(sentences) == 1 < len(item.sentences):
            self._refuse(key, item.line, "only one side of the dispute could be used; add the other")
            return
        questions = self._questions(item, key, replaced)
        if not questions:
            self._refuse(key, item.line, "has no question of its own")
            return
        if replaced:
            self._proposals[replaced.id] = key
        self._ids.add(key)
        self._fate(Verdict.TAKEN, key, item.line)
        written: dict[str, Any] = {"id": key, "approved": False} | ({"replaces": replaces} if replaced else {})
        written |= {"status": status, "questions": questions, "answer": sentences}
        topic = re.sub(r"[^a-z0-9]+", "-", item.first("topic").lower()).strip("-")[:MAX_ID] or "more"
        self._out.entries.setdefault(topic, []).append(written)

    def _questions(self, item: Item, key: str, replaced: Entry | None) -> list[str]:
        """Return the questions of an entry; what is to replace another has that one's, and may have no more."""
        texts = item.fields.get("questions", [])
        if replaced is None:
            return self._phrasings(texts, key)
        new = [text for text in texts if self._owners.get(fold(text.value)) != replaced.id]
        return self._phrasings(new, replaced.id) or [replaced.title]

    def _sentences(self, item: Item, source: str, key: str) -> Iterator[dict[str, Any]]:
        for said in item.sentences:
            says = " ".join("".join(text.value for text in said.says[:1]).split())
            cites = [cited_place(text.value, source) for text in said.cites]
            wrong = [text.value for text, place in zip(said.cites, cites, strict=True) if place is None]
            problems = [f"cites {short(text)}, which is no paragraph" for text in wrong]
            added = ""
            problems += [] if cites else ["cites no paragraph; give its number"]
            places = tuple(citation for citation in cites if citation)
            if any(text.cut for text in said.says[:1]):
                problems = ["is cut off"]
            elif not problems:
                sentence = self._sentence_screen.fully_cited(Sentence(says, places))
                added = ", ".join(map(str, sentence.cites[len(places) :]))
                places = sentence.cites
                problems = self._sentence_screen.doubts(sentence)
            if problems:
                self._refuse(says or "a sentence", said.line, f"{'; '.join(problems)} (in `{key}`)")
            else:
                self._fate(Verdict.TAKEN, says, said.line, f"cites {added} too, for a name" if added else "")
                yield _as_written(Sentence(says, places))


def _as_written(sentence: Sentence) -> dict[str, Any]:
    cites = [str(citation) for citation in sentence.cites]
    return {"says": sentence.says, "cites": cites[0] if len(cites) == 1 else cites}
