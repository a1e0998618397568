from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.conversation import Conversations
from bot.answering.desk import Desk
from bot.answering.editor import GONE, MEANWHILE, Editor
from bot.answering.knowledge_folder import KnowledgeFolder
from bot.answering.loading import LoadingProcess
from bot.answering.reload import Reload
from bot.answering.service import Service
from bot.errors import EditError, StoreError
from bot.knowledge.editing import EntryText, new_id, parse_sentences
from bot.knowledge.model import Entry, Status
from bot.matching.decision import Engine
from tests.answering.conftest import edit, write

NOW = datetime(2024, 3, 14, 2, tzinfo=UTC)
OLD_TUNNEL = EntryText(
    "Which way can I drive instead?", Status.CONFIRMED, (("Cars are sent through the Old Tunnel.", ("courier:4",)),)
)
LORRIES = EntryText("May lorries pass?", Status.CONFIRMED, (("Lorries may not pass.", ("council:2",)),))


@pytest.fixture
def editor(service: Service) -> Editor:
    return Editor(service)


def seen(service: Service) -> Entry:
    return service.knowledge.entries["detour"]


def file(bridge: Path) -> str:
    return (bridge / "closing.yaml").read_text("utf-8")


class TestTogether:
    """Two moderators and a text editor change the record at once: nobody's change is lost without being told."""

    async def test_a_form_opened_before_another_was_saved_is_refused(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        before = seen(service)
        await editor.apply(await editor.set_text(before, OLD_TUNNEL), 1, NOW)
        with pytest.raises(EditError, match=GONE):
            await editor.set_text(before, LORRIES)
        assert "Old Tunnel" in file(bridge)

    async def test_what_somebody_saved_by_hand_is_not_written_over(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "New Tunnel")
        with pytest.raises(EditError, match=r"was edited here and isn't loaded yet. Run `/knowledge reload`"):
            await editor.set_text(seen(service), OLD_TUNNEL)
        assert "New Tunnel" in file(bridge)

    async def test_a_file_that_was_changed_between_trying_and_saving_is_left_alone(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        proposal = await editor.set_text(seen(service), OLD_TUNNEL)
        edit(bridge / "closing.yaml", "Dana Okafor", "Dana Okafor-Reyes")
        with pytest.raises(EditError, match="somebody has just changed it; nothing was written"):
            await editor.apply(proposal, 1, NOW)
        assert "Old Tunnel" not in file(bridge)
        assert await service.store.audit.latest("bridge", 1) == []

    async def test_two_new_entries_of_one_name_do_not_break_the_record(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        first = await editor.add_entry(LORRIES, "detour")
        second = await editor.add_entry(EntryText("May lorries pass", Status.NOT_REPORTED, gap="whether"), "injured")
        await editor.apply(first, 1, NOW)
        with pytest.raises(EditError, match=MEANWHILE):
            await editor.apply(second, 2, NOW)
        assert (await service.reload()).problems == ()

    async def test_two_changes_of_different_files_are_both_served(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        first = await editor.add_phrasings("detour", ["may lorries use the tunnel"])
        second = await editor.add_phrasings("why-closed", ["cracks or what"])
        await editor.apply(first, 1, NOW)
        await editor.apply(second, 2, NOW)
        entries = service.knowledge.entries
        assert "may lorries use the tunnel" in entries["detour"].phrasings
        assert "cracks or what" in entries["why-closed"].phrasings
        assert (await service.reload()).outcome is Reload.UNCHANGED

    async def test_what_was_edited_by_hand_is_not_served_unseen(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        edit(bridge / "closing.yaml", "Dana Okafor", "Dana Okafor-Reyes")
        proposal = await editor.add_phrasings("detour", ["may lorries use the tunnel"])
        assert (proposal.others, proposal.harmless) == (("who-found",), False)

    async def test_a_title_is_not_set_back_by_an_older_form(self, editor: Editor, service: Service) -> None:
        before = seen(service)
        says = tuple((one.says, tuple(map(str, one.cites))) for one in before.answer)
        await editor.apply(await editor.set_text(before, EntryText("By which road?", before.status, says)), 1, NOW)
        with pytest.raises(EditError, match=GONE):
            await editor.set_text(before, EntryText(before.title, Status.UNVERIFIED, says))

    async def test_an_unfinished_edit_of_the_same_entry_is_not_served_unseen(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        edit(bridge / "closing.yaml", "Mill Tunnel", "Half Tunnel")
        proposal = await editor.add_phrasings("detour", ["may lorries use the tunnel"])
        assert (proposal.others, proposal.harmless) == (("detour",), False)

    async def test_a_file_in_the_middle_of_an_edit_is_said(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        text = file(bridge)
        at = text.index("- says: Cars are sent")
        write(bridge / "closing.yaml", text[:at] + text[at:].replace("cites:", "cite:"))
        with pytest.raises(EditError, match="was edited here and isn't loaded yet"):
            await editor.set_text(seen(service), OLD_TUNNEL)

    async def test_an_edit_of_the_event_is_not_served_unseen(
        self, editor: Editor, service: Service, bridge: Path
    ) -> None:
        first = await editor.add_phrasings("detour", ["may lorries use the tunnel"])
        second = await editor.add_phrasings("why-closed", ["cracks or what"])
        edit(bridge / "event.yaml", "2024-03-12\n  never", "2024-03-13\n  never")
        await editor.apply(first, 1, NOW)
        with pytest.raises(EditError, match=MEANWHILE):
            await editor.apply(second, 2, NOW)


async def test_a_preview_is_not_kept_for_the_next_start(
    service: Service, bridge: Path, tmp_path: Path, engine: Engine
) -> None:
    source = KnowledgeFolder(bridge, None, tmp_path)
    source.open()
    loading = LoadingProcess(source, engine.confidence, engine.thresholds)
    other = Service(Desk(engine), Conversations(timedelta(minutes=1)), loading, service.notes)
    try:
        proposal = await Editor(other).set_text(seen(other), OLD_TUNNEL)
        kept = source.last_good()
        assert kept is not None
        assert "Mill" in kept.knowledge.entries["detour"].text
        await Editor(other).apply(proposal, 1, NOW)
        kept = source.cached()
        assert kept is not None
        assert "Old" in kept.knowledge.entries["detour"].text
    finally:
        loading.close()


async def test_a_change_that_can_not_be_noted_is_not_made(
    editor: Editor, service: Service, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, proposal = file(bridge), await editor.add_phrasings("detour", ["may lorries use the tunnel"])

    async def fail(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(service.store.audit, "add", fail)
    with pytest.raises(StoreError):
        await editor.apply(proposal, 1, NOW)
    assert file(bridge) == before
    assert "may lorries use the tunnel" not in service.knowledge.entries["detour"].phrasings


async def test_a_requirement_that_is_broken_already_is_not_asked_about_again(
    editor: Editor, service: Service, bridge: Path
) -> None:
    edit(bridge / "closing.yaml", "asks: [what day did they shut the crossing]", "asks: [who found the cracks]")
    await service.confirm((await service.reload()).checksum)
    for phrasing in ("may lorries use it", "may vans go there", "may trucks go there"):
        proposal = await editor.add_phrasings("detour", [phrasing])
        assert proposal.broken == ()
        await editor.apply(proposal, 1, NOW)


async def test_a_phrasing_that_breaks_a_required_question_asks_first(editor: Editor, bridge: Path) -> None:
    write(bridge / "phrasings" / "closing.yaml", "{}\n")
    proposal = await editor.add_phrasings("detour", ["what day did they shut the crossing"])
    assert [broken.question for broken in proposal.broken] == ["what day did they shut the crossing"]
    assert not proposal.harmless


async def test_undo_takes_back_what_was_done_and_nothing_else(editor: Editor, service: Service, bridge: Path) -> None:
    before = file(bridge)
    number = await editor.apply(await editor.set_text(seen(service), OLD_TUNNEL), 1, NOW)
    edit(bridge / "closing.yaml", "Dana Okafor", "Dana Okafor-Reyes")
    record = await service.store.audit.get("bridge", number)
    assert record is not None
    await editor.apply(await editor.undo(record), 2, NOW)
    assert file(bridge) == before.replace("Dana Okafor", "Dana Okafor-Reyes")


async def test_undo_of_what_was_changed_since_is_refused(editor: Editor, service: Service, bridge: Path) -> None:
    number = await editor.apply(await editor.set_text(seen(service), OLD_TUNNEL), 1, NOW)
    edit(bridge / "closing.yaml", "Old Tunnel", "Very Old Tunnel")
    record = await service.store.audit.get("bridge", number)
    assert record is not None
    with pytest.raises(EditError, match="Those lines were changed after that"):
        await editor.undo(record)


async def test_a_source_can_be_cited_at_once(editor: Editor, service: Service, bridge: Path) -> None:
    source = {"publisher": "BBC", "kind": "broadcast", "published": NOW.date(), "paragraphs": 4}
    await editor.apply(await editor.add_source("bbc", source, None), 1, NOW)
    assert service.knowledge.sources["bbc"].publisher == "BBC"
    assert service.knowledge.event.as_of.day == 12  # nobody has checked the rest of the record
    wanted = EntryText("May lorries pass?", Status.UNVERIFIED, (("Lorries may pass at night.", ("bbc:4",)),))
    await editor.apply(await editor.add_entry(wanted, "detour"), 1, NOW)
    assert service.knowledge.entries["may-lorries-pass"].status is Status.UNVERIFIED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("It opens on Monday.", "Line 1 must end with the source"),
        ("It opens. [council:1]\nIt closes [council]", "Line 2 must end with the source"),
        ("It opens. [council:0]", "Line 1"),
        ("[council:1]", "Line 1"),
    ],
)
def test_a_sentence_without_its_source_is_named(text: str, message: str) -> None:
    with pytest.raises(EditError, match=message):
        parse_sentences(text)


def test_sentences_have_their_sources_at_their_end() -> None:
    text = "It opens on Monday [sic]. [council:3, courier:1]\n\n  It is safe. [courier:2]"
    assert parse_sentences(text) == (
        ("It opens on Monday [sic].", ("council:3", "courier:1")),
        ("It is safe.", ("courier:2",)),
    )


@pytest.mark.parametrize(
    "title", ["Is it?", "北韓派了多少士兵", "3,000 or 12,000?", "x" * 500, "Who found the cracks?"]
)
def test_a_new_entry_gets_an_id_of_its_own(title: str, service: Service) -> None:
    key = new_id(title, service.knowledge.entries)
    assert key not in service.knowledge.entries
    assert 0 < len(key) <= 40
    assert key[0].isalpha()
