from datetime import date
from pathlib import Path

import pytest

from bot.drafting.approval import Approved, approve, left_behind
from bot.drafting.asks import Ask
from bot.drafting.folder import DraftFolder
from bot.drafting.record import DraftRecord
from bot.drafting.replies import PromptKind
from bot.errors import EditError, KnowledgeError
from bot.knowledge.edits import Edits
from bot.knowledge.model import Status
from tests.knowledge.editing import age, loaded, problems_of, save

DRAFT = """# by hand
- id: tunnel
  approved: false
  status: confirmed
  questions:
    - Which tunnel is it?   # the only one
  answer:
    - says: Cars are directed to the Mill Tunnel.
      cites: courier:4
"""
PROPOSAL = """- id: how-long-2
  approved: false
  replaces: how-long
  status: confirmed
  questions:
    - how many months will it take
    - reopening date
  answer:
    - says: Repairs take three months.
      cites: council:2
"""
FOUND = """- id: injured-2
  approved: false
  replaces: injured
  status: confirmed
  questions: [who was hurt]
  answer:
    - says: Nobody was hurt.
      cites: council:1
"""


def approved(record: DraftRecord, *ids: str) -> Approved:
    """Approve the entries with these ids, or all."""
    seen = record.as_it_is()
    return approve(record, ids or [entry.id for entry in seen.unapproved], seen)


def write(record: DraftRecord, **files: str) -> None:
    for name, text in files.items():
        save(record.folder / f"{name}.yaml", text)


def test_a_draft_waits_and_is_not_answered_from(record: DraftRecord) -> None:
    write(record, more=DRAFT)
    assert [entry.id for entry in record.as_it_is().unapproved] == ["tunnel"]
    entry = loaded(record.folder).knowledge.entries["tunnel"]
    assert (entry.approved, entry.answerable, entry.has_answer) == (False, False, True)


def test_approving_removes_the_mark_and_nothing_else(record: DraftRecord) -> None:
    write(record, more=DRAFT)
    done = approved(record)
    assert (done.ids, done.problems) == (["tunnel"], [])
    assert (record.folder / "more.yaml").read_text() == DRAFT.replace("  approved: false\n", "")
    assert loaded(record.folder).knowledge.entries["tunnel"].answerable
    assert record.as_it_is().unapproved == []


def test_removing_the_line_by_hand_does_the_same(record: DraftRecord) -> None:
    write(record, more=DRAFT.replace("  approved: false\n", ""))
    assert loaded(record.folder).knowledge.entries["tunnel"].answerable


def test_approves_only_what_is_named(record: DraftRecord) -> None:
    write(record, more=DRAFT, other=DRAFT.replace("tunnel", "tunnel-2").replace("Which", "What"))
    assert approved(record, "tunnel-2").ids == ["tunnel-2"]
    assert [entry.id for entry in record.as_it_is().unapproved] == ["tunnel"]


def test_a_proposal_is_set_apart_until_it_replaces_the_entry(record: DraftRecord) -> None:
    write(record, more=PROPOSAL)
    knowledge = loaded(record.folder).knowledge
    assert "how-long-2" not in knowledge.entries
    assert [entry.id for entry in knowledge.unapproved] == ["how-long-2"]
    assert knowledge.entries["how-long"].status is Status.DISPUTED
    assert record.load().entries["how-long"].text == "Repairs take three months."  # as it will be
    assert approved(record).ids == ["how-long-2"]
    entry = loaded(record.folder).knowledge.entries["how-long"]
    assert (entry.status, entry.text) == (Status.CONFIRMED, "Repairs take three months.")
    assert entry.questions[0] == "How long will it stay closed?"
    assert "how many months will it take" in entry.questions
    assert (record.folder / "more.yaml").read_text() == ""


def test_a_proposal_answers_what_was_unknown(record: DraftRecord) -> None:
    write(record, more=FOUND)
    assert approved(record).ids == ["injured-2"]
    entry = loaded(record.folder).knowledge.entries["injured"]
    assert (entry.status, entry.text, entry.gap) == (Status.CONFIRMED, "Nobody was hurt.", None)
    assert (entry.topic, entry.title) == ("more", "who was hurt")
    assert "Was anybody hurt?" in entry.questions
    assert "injured" not in (record.folder / "unknown.yaml").read_text()


def test_approves_a_file_of_several_at_once(record: DraftRecord) -> None:
    write(record, more=DRAFT + PROPOSAL + FOUND)
    assert len(approved(record).ids) == 3
    text = (record.folder / "more.yaml").read_text()
    assert text.startswith(DRAFT.replace("  approved: false\n", "") + "- id: injured\n  status: confirmed\n")
    assert "how-long" not in text  # that has replaced what is said elsewhere


def test_names_what_it_can_t_change_safely(record: DraftRecord) -> None:
    flow = "- {id: flow, approved: false, status: not-reported, questions: [what else is new here]}\n"
    write(record, more=DRAFT, flow=flow)
    done = approved(record)
    assert done.ids == ["tunnel"]
    assert [str(problem) for problem in done.problems] == [
        "bridge/flow.yaml:1: `flow` is written in a way that can't be changed safely; remove `approved: false` yourself"
    ]
    assert (record.folder / "flow.yaml").read_text() == flow


def test_a_record_with_mistakes_is_left_alone(record: DraftRecord) -> None:
    write(record, more=DRAFT, wrong="- id: x\n")
    with pytest.raises(KnowledgeError):
        approved(record)
    assert (record.folder / "more.yaml").read_text() == DRAFT


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("replaces: how-long", "replaces: how-lng", "no other entry has the id `how-lng`; did you mean `how-long`?"),
        ("  approved: false\n", "", "`replaces` only works with `approved: false`; add that line and run"),
        ("cites: council:2", "cites: council:7", "`council:7` does not exist: council has paragraphs 1 to 2"),
    ],
)
def test_reports_what_is_wrong_with_a_proposal(record: DraftRecord, old: str, new: str, problem: str) -> None:
    write(record, more=PROPOSAL.replace(old, new))
    with pytest.raises(KnowledgeError, match=r"bridge/more.yaml:\d+: ") as error:
        record.load()
    assert problem in str(error.value)


def test_a_record_of_which_nothing_is_approved_is_not_served(record: DraftRecord, tmp_path: Path) -> None:
    for name in ("closing", "unknown"):
        (record.folder / f"{name}.yaml").unlink()
    for path in (record.folder / "phrasings").iterdir():
        path.unlink()
    write(record, more=DRAFT)
    (problem,) = problems_of(record.folder)
    assert problem.startswith("bridge/event.yaml:1: none of its entries is approved; read them, then remove their ")
    record.load()


DISPUTE = PROPOSAL.replace("status: confirmed", "status: disputed")


def test_a_dispute_keeps_the_other_side_as_it_is_by_then(record: DraftRecord) -> None:
    write(record, more=DISPUTE)
    path = record.folder / "closing.yaml"
    before = loaded(record.folder).knowledge.entries["how-long"].text
    save(path, path.read_text().replace("two weeks", "three weeks"))  # somebody corrects it meanwhile
    corrected = before.replace("two weeks", "three weeks")
    assert corrected != before
    assert record.load().entries["how-long"].text == f"{corrected} Repairs take three months."
    assert approved(record).ids == ["how-long-2"]
    entry = loaded(record.folder).knowledge.entries["how-long"]
    assert (entry.status, entry.text) == (Status.DISPUTED, f"{corrected} Repairs take three months.")


def test_what_has_changed_since_it_was_shown_is_not_approved(record: DraftRecord) -> None:
    write(record, more=DRAFT, other=PROPOSAL)
    seen = record.as_it_is()
    write(record, more=DRAFT.replace("directed", "sent"))
    path = record.folder / "closing.yaml"
    save(path, path.read_text().replace("two weeks", "three weeks"))
    done = approve(record, ["tunnel", "how-long-2"], seen)
    assert done.ids == []
    assert [str(problem) for problem in done.problems] == [
        "bridge/more.yaml:2: `tunnel` changed while you were reading it; look at it again",
        "bridge/other.yaml:1: `how-long-2` changed while you were reading it; look at it again",
    ]


def test_two_that_replace_the_same_entry_are_approved_one_after_the_other(record: DraftRecord) -> None:
    second = PROPOSAL.replace("how-long-2", "how-long-3").replace("three", "3").replace("reopening date", "when")
    write(record, more=PROPOSAL + second)
    done = approved(record)
    assert done.ids == ["how-long-2"]
    assert [str(problem) for problem in done.problems] == [
        "bridge/more.yaml:11: `how-long-3` can't replace `how-long` too, which has just been replaced; look at it again"
    ]


def test_one_that_can_t_be_approved_keeps_no_other_back(record: DraftRecord) -> None:
    write(record, more=DRAFT, other=PROPOSAL)
    save(record.folder / "phrasings" / "more.yaml", "how-long-2: [till when is it shut]\n")
    done = approved(record)
    assert done.ids == ["tunnel"]
    (problem,) = done.problems
    assert problem.message.startswith("`how-long-2` can't be approved, the record could not be loaded with it: ")
    assert "how-long-2" in record.as_it_is().proposals


def test_what_replaces_a_draft_is_seen(record: DraftRecord) -> None:
    other = PROPOSAL.replace("replaces: how-long", "replaces: tunnel").replace("reopening date", "tunnel works")
    write(record, more=DRAFT, other=other)
    done = approved(record, "how-long-2")
    assert (done.ids, done.problems) == (["how-long-2"], [])
    entry = loaded(record.folder).knowledge.entries["tunnel"]
    assert (entry.approved, entry.text) == (True, "Repairs take three months.")


def test_a_gap_of_several_lines_goes_with_its_lines(record: DraftRecord) -> None:
    unknown = (
        "- id: hurt\n  status: not-reported\n  gap: >\n    who was\n    hurt # badly\n\n"
        "  answer: []\n  questions: [hurt]\n"
    )
    write(record, more=unknown, other=FOUND.replace("replaces: injured", "replaces: hurt"))
    assert approved(record).ids == ["injured-2"]
    entry = loaded(record.folder).knowledge.entries["hurt"]
    assert (entry.gap, entry.text) == (None, "Nobody was hurt.")
    assert "hurt # badly" not in (record.folder / "more.yaml").read_text()


def test_the_files_keep_their_line_ends_mark_and_links(record: DraftRecord, tmp_path: Path) -> None:
    text = "\ufeff" + DRAFT.replace("\n", "\r\n")
    real = tmp_path / "real.yaml"
    real.write_bytes(text.encode())
    (record.folder / "more.yaml").symlink_to(real)
    age(real)
    assert approved(record).ids == ["tunnel"]
    assert (record.folder / "more.yaml").is_symlink()
    assert real.read_bytes().decode() == text.replace("  approved: false\r\n", "")


def test_a_file_that_is_saved_meanwhile_is_not_overwritten(record: DraftRecord) -> None:
    write(record, more=DRAFT)
    edits = Edits()
    edits.put(record.folder / "more.yaml", (edits.text(record.folder / "more.yaml") or "") + "# ours\n")
    write(record, more=DRAFT + "# theirs\n")
    with pytest.raises(EditError, match="somebody has just changed it; nothing was written, run this again"):
        record.write(edits)
    assert (record.folder / "more.yaml").read_text() == DRAFT + "# theirs\n"


def test_as_of_is_raised_only_when_nothing_of_the_article_waits(record: DraftRecord) -> None:
    path = record.folder / "event.yaml"
    save(path, path.read_text().replace("as_of: 2024-03-12", "as_of: 2024-03-11"))
    write(record, more=PROPOSAL + FOUND)
    assert approved(record, "injured-2").as_of is None
    assert loaded(record.folder).knowledge.event.as_of == date(2024, 3, 11)
    assert approved(record).as_of == date(2024, 3, 12)
    assert loaded(record.folder).knowledge.event.as_of == date(2024, 3, 12)


def test_a_dispute_needs_the_approval_of_the_side_that_it_keeps(record: DraftRecord) -> None:
    other = DISPUTE.replace("replaces: how-long", "replaces: tunnel").replace("reopening date", "tunnel works")
    write(record, more=DRAFT, other=other)
    done = approved(record, "how-long-2")
    assert done.ids == []
    assert [str(problem) for problem in done.problems] == [
        "bridge/other.yaml:1: `how-long-2` keeps the sentences of `tunnel`; approve that, too"
    ]
    assert approved(record).ids == ["tunnel", "how-long-2"]
    assert len(loaded(record.folder).knowledge.entries["tunnel"].answer) == 2


def test_what_else_a_proposal_has_is_taken_over(record: DraftRecord) -> None:
    more = "  related: [why-closed]\n  asks: [how many months to repair]\n  review_by: 2024-06-01\n"
    write(record, more=PROPOSAL + more)
    assert approved(record).problems == []
    entry = loaded(record.folder).knowledge.entries["how-long"]
    assert (entry.related, entry.must_match) == (("why-closed",), ("how many months to repair",))
    assert entry.review_by == date(2024, 6, 1)


def test_what_a_moderator_noted_beside_an_old_answer_stays(record: DraftRecord) -> None:
    path = record.folder / "closing.yaml"
    text = path.read_text()
    at = text.index("The council expects two weeks")
    line_end = text.index("\n", at)
    save(path, f"{text[:line_end]}  # asked on Monday{text[line_end:]}")
    write(record, more=PROPOSAL)
    assert approved(record).ids == ["how-long-2"]
    assert "# asked on Monday" in path.read_text()


@pytest.mark.parametrize("state", ['{"taken": {}}', None])
def test_as_of_stays_while_an_article_is_not_gone_through(record: DraftRecord, state: str | None) -> None:
    path = record.folder / "event.yaml"
    save(path, path.read_text().replace("as_of: 2024-03-12", "as_of: 2024-03-10"))
    folder = DraftFolder(record.folder)
    ask = Ask(kind=PromptKind.ENTRIES, source="courier", paragraphs=(1,), count=3)
    folder.add_prompt(1, ask, "[courier:1] …")
    if state:
        folder.write("state.json", state.encode())
    write(record, more=FOUND)
    assert approved(record).as_of is None  # the council's is newer, but the Courier's is not read
    folder.prompt_path(folder.prompts()[0]).unlink()
    assert approve(record, [], record.as_it_is()).as_of == date(2024, 3, 12)


def test_changes_that_fail_half_way_are_undone(record: DraftRecord) -> None:
    write(record, more=PROPOSAL)
    (record.folder / ".more.yaml.unfinished").mkdir()  # as when the disk is full
    before = {path: path.read_bytes() for path in record.folder.glob("*.yaml")}
    with pytest.raises(EditError, match=r"more\.yaml: cannot be written"):
        approved(record)
    assert {path: path.read_bytes() for path in record.folder.glob("*.yaml")} == before


def test_what_is_saved_meanwhile_is_not_undone(record: DraftRecord) -> None:
    path = record.folder / "closing.yaml"
    edits = Edits()
    edits.put(path, (edits.text(path) or "") + "# ours\n")
    edits.write()
    save(path, path.read_text() + "# theirs\n")
    with pytest.raises(EditError, match="so what we changed is still in it; look it through"):
        edits.undo()
    assert path.read_text().endswith("# ours\n# theirs\n")


def test_what_replaces_an_entry_has_an_answer(record: DraftRecord) -> None:
    write(record, more=PROPOSAL[: PROPOSAL.index("  answer:")].replace("confirmed", "not-reported"))
    with pytest.raises(KnowledgeError, match="what replaces `how-long` needs an answer"):
        record.load()


def test_as_of_stays_when_entries_of_the_article_were_refused(record: DraftRecord) -> None:
    path = record.folder / "event.yaml"
    save(path, path.read_text().replace("as_of: 2024-03-12", "as_of: 2024-03-11"))
    folder = DraftFolder(record.folder)
    name = folder.add_prompt(1, Ask(kind=PromptKind.ENTRIES, source="council", paragraphs=(1,), count=3), "[council:1]")
    folder.add_reply(name, "x")
    folder.mark_taken(name, "x", empty=False, lost=["home-monday"])
    write(record, more=FOUND)
    done = approved(record)
    assert (done.ids, done.as_of) == (["injured-2"], None)
    assert folder.lost() == {"council": ["home-monday"]}


def test_names_the_entries_that_still_have_an_old_figure(record: DraftRecord) -> None:
    old = DRAFT.replace("Cars are directed to the Mill Tunnel.", "On 11 March 2024, 40 cars waited.").replace(
        "  approved: false\n", ""
    )
    other = old.replace("id: tunnel", "id: queue").replace("Which tunnel is it?", "How long is the queue?")
    new = PROPOSAL.replace("replaces: how-long", "replaces: tunnel").replace("three months", "11 weeks")
    write(record, more=old, other=other, new=new)
    seen = record.as_it_is()
    assert [*left_behind(seen, ["how-long-2"])] == ["Check `queue`: it has an old figure of `tunnel`, too (40)."]
