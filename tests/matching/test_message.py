import pytest

from bot.matching.message import asks_something, read_message

CLAIMS = [
    ("12,000 troops are already fighting in Kursk, right?", "12,000 troops are already fighting in Kursk"),
    ("i read that 1,500 special forces went first", "1,500 special forces went first"),
    ("Is it false that North Korea sent troops?", "North Korea sent troops"),
    ("is it true they surrendered", "they surrendered"),
    ("my uncle says they went by plane, is that right?", "they went by plane"),
    ("North Korea sent soldiers. Is that true?", "North Korea sent soldiers"),
    ("any truth to the rumour that they deserted", "they deserted"),
    ("true or false: the bridge fell down", "the bridge fell down"),
    ("there's a rumour going around that the mayor quit", "the mayor quit"),
    ("apparently the cables snapped", "the cables snapped"),
    ("the bridge was closed in March?", "the bridge was closed in March"),
    ("they closed the whole bridge", "they closed the whole bridge"),
    ("14 dead already omg", "14 dead already omg"),
    ("my cousin says 1500", "1500"),
    ("my friend says there were rats", "there were rats"),
    ("whole units deserted yesterday", "whole units deserted yesterday"),
    ("the boats left on Sunday, they say", "the boats left on Sunday"),
    ("The ash cloud blew to the east, didn't it?", "The ash cloud blew to the east"),
    ("its e coli in the powder isnt it", "its e coli in the powder"),
    ("Can anyone confirm that they wear uniforms?", "they wear uniforms"),
    ("someone on twitter says they flew to China", "they flew to China"),
    ("The club was sold in January. Can you verify?", "The club was sold in January"),
    ("I read somewhere that they were paid, true or false?", "they were paid"),
    ("wait so they crossed the border?", "they crossed the border"),
    ("people online keep saying they deserted", "they deserted"),
]
ONE_QUESTION = [
    "is this even confirmed or just propaganda",
    "when and where did they meet",
    "how did they get there, and when",
    "number of troops",
    "Is the bridge closed?",
    "so is the city paying for this or not",
    "I'd like to know what the other side has to say",
    "my kid crosses it every day. When does it open again?",
    "Which region, besides Europe, could feel the effects?",
    "waht did the mayor say",
    "after they landed where were they taken to",
    "Did Dr. Okafor find the cracks?",
    "I heard they left, but when did they arrive?",
    "they say the soldiers were paid. How much did they get?",
    "do you know if they surrendered?",
    "my friend asked me how many went",
    "they went where",
    "is it true or just a rumor",
    "how many and which soldiers",
    "which names, which letters did they use",
]
SEVERAL = [
    ("Who found the cracks? When was it?", ("Who found the cracks?", "When was it?")),
    ("when was it written and who wrote it", ("when was it written", "who wrote it")),
    ("how wide is it, also who came up first", ("how wide is it", "who came up first")),
    ("why was it closed; will it open again?", ("why was it closed", "will it open again?")),
    ("I was away. Is it open and how long did it take?", ("Is it open", "how long did it take?")),
    ("is it open\nwho closed it", ("is it open", "who closed it")),
    ("Is it true that they left, and who said so?", ("Is it true that they left", "who said so?")),
    (
        "in what year did it open and to what depth does it go?",
        ("in what year did it open", "to what depth does it go?"),
    ),
]


@pytest.mark.parametrize(("message", "claim"), CLAIMS)
def test_a_claim_is_read_without_what_frames_it(message: str, claim: str) -> None:
    read = read_message(message)
    assert (read.claim, read.questions) == (claim, ())


@pytest.mark.parametrize("message", ONE_QUESTION)
def test_one_question_stays_whole(message: str) -> None:
    read = read_message(message)
    assert (read.claim, read.questions) == ("", (message,))


@pytest.mark.parametrize(("message", "questions"), SEVERAL)
def test_several_questions_are_parted(message: str, questions: tuple[str, ...]) -> None:
    assert read_message(message).questions == questions


def test_a_list_of_questions_is_not_parted() -> None:
    message = "Who is it? What is it? When is it? Why is it?"
    assert read_message(message).questions == (message,)


def test_whatever_is_claimed_for_sure_is_a_claim() -> None:
    assert read_message("the closed bridge", claimed=True).claim == "the closed bridge"
    assert read_message("the closed bridge").claim == ""


@pytest.mark.parametrize(
    "message", ["who did it", "is it open", "they closed it, right?", "I heard it fell", "really?"]
)
def test_what_asks_something(message: str) -> None:
    assert asks_something(message)


@pytest.mark.parametrize(
    "message", ["lol ok", "I just had lunch", "see you tomorrow", "nice", "", "https://example.org/a?b=c d"]
)
def test_what_asks_nothing(message: str) -> None:
    assert not asks_something(message)


@pytest.mark.parametrize("text", ["?" * 4_000, "is it true " * 400, "a, who " * 600, "\n" * 4_000, "so " * 2_000 + "?"])
def test_hostile_messages_are_read_in_no_time(text: str) -> None:
    assert read_message(text).questions or read_message(text).claim or not text.strip()
