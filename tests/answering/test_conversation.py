from datetime import datetime, timedelta

import pytest

from bot.answering.conversation import (
    MAX_CONTEXT,
    ByPerson,
    ByReply,
    ByThread,
    Conversations,
    Place,
)
from bot.answering.expiring import MOST_KEPT

NOW = datetime(2024, 10, 25, 12)
MINA, THEO = ByPerson(1, 10), ByPerson(1, 11)


@pytest.fixture
def conversations() -> Conversations:
    return Conversations(timedelta(minutes=10))


class TestPlace:
    def test_in_a_channel_a_question_is_part_of_the_persons_conversation(self) -> None:
        place = Place(1, 10)
        assert place.own == place.context == [ByPerson(1, 10)]

    def test_in_a_thread_it_is_part_of_everybodys_too(self) -> None:
        assert Place(1, 10, thread=True).own == [ByPerson(1, 10), ByThread(1)]

    def test_what_is_asked_in_private_is_a_conversation_of_its_own_also_in_a_thread(self) -> None:
        place = Place(1, 10, thread=True, private=True)
        assert place.own == place.context == [ByPerson(1, 10, private=True)]
        assert not set(place.own) & set(Place(1, 10, thread=True).context)

    def test_a_reply_follows_up_on_the_message_first_and_becomes_no_part_of_it(self) -> None:
        place = Place(1, 10, replied_to=5)
        assert place.context == [ByReply(5), ByPerson(1, 10)]
        assert place.own == [ByPerson(1, 10)]

    def test_people_channels_and_messages_with_the_same_number_are_told_apart(self) -> None:
        assert len({ByPerson(1, 1), ByThread(1), ByReply(1), ByPerson(1, 1, True), ByPerson(1, 2), ByPerson(2, 1)}) == 6


class TestConversations:
    def test_the_nearest_conversation_counts(self, conversations: Conversations) -> None:
        conversations.remember([MINA], "first", NOW)
        conversations.remember([ByReply(5)], "second", NOW)
        assert conversations.earlier([ByReply(5), MINA], NOW) == "second"
        assert conversations.earlier([ByReply(6), MINA], NOW) == "first"
        assert conversations.earlier([THEO], NOW) is None

    def test_the_latest_question_counts(self, conversations: Conversations) -> None:
        conversations.remember([MINA], "first", NOW)
        conversations.remember([MINA], "second", NOW)
        assert conversations.earlier([MINA], NOW) == "second"

    @pytest.mark.parametrize(("seconds", "remembered"), [(0, True), (600, True), (601, False)])
    def test_a_question_is_remembered_for_its_time(
        self, conversations: Conversations, seconds: int, remembered: bool
    ) -> None:
        conversations.remember([MINA], "first", NOW)
        later = NOW + timedelta(seconds=seconds)
        assert (conversations.earlier([MINA], later) == "first") is remembered

    def test_forgetting_drops_what_is_old_and_nothing_else(self, conversations: Conversations) -> None:
        for i in range(300):
            conversations.remember([ByPerson(1, i)], f"question {i}", NOW + timedelta(seconds=i))
        conversations.forget(NOW + timedelta(seconds=699))
        assert len(conversations) == 201
        conversations.forget(NOW + timedelta(seconds=900))
        assert len(conversations) == 0

    def test_asking_again_keeps_a_conversation_and_lets_the_others_go(self, conversations: Conversations) -> None:
        conversations.remember([MINA], "first", NOW)
        conversations.remember([THEO], "other", NOW)
        conversations.remember([MINA], "second", NOW + timedelta(minutes=9))
        conversations.forget(NOW + timedelta(minutes=11))
        assert conversations.earlier([MINA], NOW + timedelta(minutes=11)) == "second"
        assert len(conversations) == 1

    def test_only_so_many_are_remembered_the_latest(self, conversations: Conversations) -> None:
        conversations.remember([MINA, THEO], "first", NOW)
        for i in range(MOST_KEPT - 1):
            conversations.remember([ByReply(i)], "more", NOW)
        assert len(conversations) == MOST_KEPT
        assert conversations.earlier([MINA], NOW) is None
        assert conversations.earlier([THEO], NOW) == "first"

    def test_only_the_end_of_a_long_question_is_kept(self, conversations: Conversations) -> None:
        conversations.remember([MINA], "x" * 2_000 + "the end", NOW)
        kept = conversations.earlier([MINA], NOW)
        assert kept is not None
        assert len(kept) == MAX_CONTEXT
        assert kept.endswith("xthe end")
