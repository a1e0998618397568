import json
import re
from dataclasses import replace
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.answering.desk import Desk
from bot.answering.languages import LOCALES, catalogue, language_of, locales
from bot.answering.presentation import present
from bot.cogs.translation import CatalogueTranslator
from bot.matching.decision import Engine, Kind
from bot.matching.training import Trainer
from tests.conftest import DATA

LANGUAGES = DATA / "languages.jsonl"
LABELLED = DATA / "languages-labelled.jsonl"
"""Questions with the entry of the shipped record that answers each; its phrasings were written apart from them."""
NAME = re.compile(r"[-_'\w]{1,32}")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("북한군 몇명 보냈어", "ko"),
        ("北朝鮮は何人の兵士を送った", "ja"),
        ("北韓派了多少士兵", "zh"),
        ("сколько солдат отправила кндр", "ru"),
        ("скільки солдатів", "uk"),
        ("правда?", "ru"),
        ("wie viele soldaten hat nordkorea geschickt", "de"),
        ("c'est vrai qu'ils ont envoyé des soldats ?", "fr"),
        ("cuántos soldados mandó corea del norte", "es"),
        ("quantos soldados a coreia do norte enviou", "pt"),
        ("how many soldiers did they send", ""),
        ("нow mаny sоldiers wеre sеnt", ""),  # letters that only look Cyrillic
        ("kim jong un", ""),
        ("北朝鮮 troops number please", ""),
        ("who is Путин?", ""),
        ("who is 김정은?", ""),
        ("Hoeveel soldaten zijn er gestuurd?", ""),  # Dutch, which has no notice
        ("👍 123", ""),
        ("", ""),
    ],
)
def test_recognises_a_language(text: str, language: str) -> None:
    assert language_of(text) == language


def questions(path: Path) -> list[str]:
    found = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    return list(dict.fromkeys(question for one in found for question in (one if isinstance(one, list) else [one])))


def test_english_is_not_taken_for_another_language() -> None:
    asked = [question for path in sorted((DATA / "questions").glob("*.jsonl")) for question in questions(path)]
    assert len(asked) > 1000
    assert sum(bool(language_of(question)) for question in asked) <= 2


def test_questions_of_other_people_are_recognised() -> None:
    lines = [json.loads(line) for line in LANGUAGES.read_text("utf-8").splitlines()]
    assert len(lines) > 200
    right = sum(language_of(line["question"]) == line["language"] for line in lines)
    assert right >= 0.9 * len(lines)


def test_questions_of_other_people_get_a_notice_in_their_language(shipped_desk: Desk) -> None:
    lines = [json.loads(line) for line in LANGUAGES.read_text("utf-8").splitlines()]
    replies = [(line["language"], shipped_desk.ask(line["question"]).language) for line in lines]
    assert sum(asked == answered for asked, answered in replies) >= 0.9 * len(replies)


def test_questions_in_other_scripts_get_the_right_entry_or_a_notice(shipped_desk: Desk) -> None:
    lines = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    replies = [(line, shipped_desk.ask(line["question"])) for line in lines]
    reached = [(line, reply) for line, reply in replies if reply.entry]
    wrong = [line for line, reply in reached if reply.entry and reply.entry.id != line["entry"]]
    assert sum(reply.language == line["language"] for line, reply in replies) >= 0.98 * len(lines)
    assert len(wrong) <= 0.04 * len(lines)
    assert len(reached) - len(wrong) >= 0.75 * sum(line["entry"] is not None for line in lines)


def test_a_question_in_another_script_gets_the_answer_in_english(shipped_desk: Desk) -> None:
    card = present(shipped_desk.ask("Сколько солдат КНДР отправила в Россию?"))
    assert (card.kind, card.entries) == (Kind.ANSWER, ("troop-count",))
    assert "3,000" in card.text


def test_a_question_in_another_language_gets_a_notice_in_it(desk: Desk) -> None:
    card = present(desk.ask("почему закрыли мост?"))
    assert (card.kind, card.title) == (Kind.CHAT, "Я отвечаю только по-английски")
    assert "The closing of the Harbour Bridge in Port Ellis" in card.lines[0].text
    assert card.choices  # in English, to choose from


@pytest.mark.parametrize(
    "question",
    ["Has Kim Jong Un commented?", "nato confirm it?", "NK general in Russia?", "ukraine support promise"],
)
def test_an_english_question_that_has_an_answer_gets_no_notice(shipped_desk: Desk, question: str) -> None:
    reply = shipped_desk.ask(question)
    assert reply.language == ""
    assert reply.kind is not Kind.CHAT


def test_a_claim_in_another_language_is_not_said_to_be_off_the_record(shipped_desk: Desk) -> None:
    card = present(shipped_desk.check("КНДР отправила в Россию двенадцать тысяч солдат."))
    assert card.title == "Я отвечаю только по-английски"


def test_phrasings_in_the_language_lead_to_the_answer(desk: Desk) -> None:
    knowledge = desk.knowledge
    entry = knowledge.entries["why-closed"]
    asked = ("почему закрыли мост", "из-за чего мост закрыт", "причина закрытия моста", "зачем закрыли мост?")
    changed = replace(knowledge, entries={**knowledge.entries, entry.id: replace(entry, extra_phrasings=asked)})
    engine = desk.engine
    trained = Desk(Engine(Trainer().train(changed), engine.confidence, engine.thresholds))
    card = present(trained.ask("почему закрыли мост?"))
    assert (card.kind, card.entries) == (Kind.ANSWER, ("why-closed",))
    assert card.note == "Ответ ниже — на английском."


def test_every_recognised_language_has_a_catalogue_and_every_catalogue_a_language() -> None:
    assert sorted(LOCALES.values()) == locales()
    assert set(locales()) <= {locale.value for locale in discord.Locale}


@pytest.mark.parametrize("locale", locales())
def test_a_catalogue_has_every_text_of_the_commands(locale: str) -> None:
    found = catalogue(locale)
    assert found.notice.format(event="E") != found.notice
    assert found.commands.keys() == catalogue("de").commands.keys()
    for english, text in found.commands.items():
        assert 0 < len(text) <= (32 if re.fullmatch(r"[a-z]+|Check this claim", english) else 100)
        if re.fullmatch(r"[a-z]+", english):
            assert NAME.fullmatch(text), text
            assert text == text.lower()


async def test_the_translator_leaves_in_english_what_it_does_not_have() -> None:
    translator = CatalogueTranslator()
    context = app_commands.TranslationContext(app_commands.TranslationContextLocation.other, None)
    ask = app_commands.locale_str("ask")
    assert await translator.translate(ask, discord.Locale.german, context) == "fragen"
    assert await translator.translate(ask, discord.Locale.dutch, context) is None
    assert await translator.translate(app_commands.locale_str("nothing"), discord.Locale.german, context) is None
