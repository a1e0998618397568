import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cogs import custom_ids, limits
from bot.knowledge.shapes import FILES
from bot.matching.matcher import Matcher

ids = st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True).filter(lambda text: len(text) <= 40)
checksums = st.text("0123456789abcdef", min_size=64, max_size=64)
TEMPLATES = (custom_ids.ENTRY, custom_ids.TOPICS, custom_ids.QUESTIONS, custom_ids.RELOAD)
LONGEST = "a" * 40


def read(custom_id: str) -> list[dict[str, str]]:
    """Return what each kind of button or menu reads in a custom id."""
    assert len(custom_id) <= limits.CUSTOM_ID
    found = [re.fullmatch(template, custom_id) for template in TEMPLATES]
    return [match.groupdict() for match in found if match]


@settings(max_examples=30)
@given(ids, ids)
def test_an_entrys_id_is_read_as_it_was_written(event: str, entry: str) -> None:
    assert read(custom_ids.entry(event, entry)) == [{"event": event, "entry": entry}]


@settings(max_examples=30)
@given(ids)
def test_a_menus_id_is_read_as_it_was_written(event: str) -> None:
    assert read(custom_ids.topics(event)) == [{"event": event}]
    assert read(custom_ids.questions(event)) == [{"event": event}]


@settings(max_examples=30)
@given(ids, st.sampled_from(["apply", "keep"]), checksums)
def test_a_reloads_id_is_read_with_the_start_of_its_checksum(event: str, choice: str, checksum: str) -> None:
    assert read(custom_ids.reload(event, choice, checksum)) == [
        {"event": event, "choice": choice, "checksum": checksum[:12]}
    ]


def test_ids_of_the_greatest_length_fit() -> None:
    assert len(custom_ids.entry(LONGEST, LONGEST)) == 86
    assert len(custom_ids.reload(LONGEST, "apply", "0" * 64)) == 64


def test_the_greatest_length_is_the_one_that_the_files_allow() -> None:
    schema = FILES["event"].model_json_schema()["$defs"]["EventShape"]["properties"]["id"]
    assert schema["maxLength"] == len(LONGEST)


def test_ids_that_buttons_of_today_carry_stay_readable() -> None:
    """What is posted stays posted: a change of these needs another version beside them."""
    assert custom_ids.entry("nk-troops", "route") == "r1:e:nk-troops:route"
    assert custom_ids.topics("nk-troops") == "r1:t:nk-troops"
    assert custom_ids.questions("nk-troops") == "r1:q:nk-troops"
    assert custom_ids.reload("nk-troops", "keep", "0123456789abcdef") == "r1:r:nk-troops:keep:0123456789ab"


@pytest.mark.parametrize(
    "custom_id",
    ["r1:e:nk-troops", "r1:e:nk-troops:Route", "r1:e::route", f"r1:e:{LONGEST}a:b", "r2:e:a:b", "r1:r:a:apply:xyz", ""],
)
def test_other_ids_are_nobodys(custom_id: str) -> None:
    assert read(custom_id) == []


def test_every_shipped_entry_has_an_id_that_leads_back(shipped_matcher: Matcher) -> None:
    knowledge = shipped_matcher.knowledge
    for entry in knowledge.entries:
        assert read(custom_ids.entry(knowledge.event.id, entry)) == [{"event": knowledge.event.id, "entry": entry}]
        assert set(entry) <= set(string.ascii_lowercase + string.digits + "-")
