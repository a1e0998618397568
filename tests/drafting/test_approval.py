from pathlib import Path

import pytest

from bot.drafting.approval import approve
from bot.drafting.record import DraftRecord
from bot.errors import KnowledgeError
from bot.knowledge.model import Status
from tests.knowledge.editing import loaded, problems_of, save

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
    done = approve(record)
    assert (done.ids, done.problems) == (["tunnel"], [])
    assert (record.folder / "more.yaml").read_text() == DRAFT.replace("  approved: false\n", "")
    assert loaded(record.folder).knowledge.entries["tunnel"].answerable
    assert record.as_it_is().unapproved == []


def test_removing_the_line_by_hand_does_the_same(record: DraftRecord) -> None:
    write(record, more=DRAFT.replace("  approved: false\n", ""))
    assert loaded(record.folder).knowledge.entries["tunnel"].answerable


def test_approves_only_what_is_named(record: DraftRecord) -> None:
    write(record, more=DRAFT, other=DRAFT.replace("tunnel", "tunnel-2").replace("Which", "What"))
    assert approve(record, {"tunnel-2"}).ids == ["tunnel-2"]
    assert [entry.id for entry in record.as_it_is().unapproved] == ["tunnel"]


def test_a_proposal_is_set_apart_until_it_replaces_the_entry(record: DraftRecord) -> None:
    write(record, more=PROPOSAL)
    knowledge = loaded(record.folder).knowledge
    assert "how-long-2" not in knowledge.entries
    assert [entry.id for entry in knowledge.unapproved] == ["how-long-2"]
    assert knowledge.entries["how-long"].status is Status.DISPUTED
    assert record.load().entries["how-long"].text == "Repairs take three months."  # as it will be
    assert approve(record).ids == ["how-long-2"]
    entry = loaded(record.folder).knowledge.entries["how-long"]
    assert (entry.status, entry.text) == (Status.CONFIRMED, "Repairs take three months.")
    assert entry.questions[0] == "How long will it stay closed?"
    assert "how many months will it take" in entry.questions
    assert (record.folder / "more.yaml").read_text() == ""


def test_a_proposal_answers_what_was_unknown(record: DraftRecord) -> None:
    write(record, more=FOUND)
    assert approve(record).ids == ["injured-2"]
    entry = loaded(record.folder).knowledge.entries["injured"]
    assert (entry.status, entry.text, entry.gap) == (Status.CONFIRMED, "Nobody was hurt.", None)


def test_approves_a_file_of_several_at_once(record: DraftRecord) -> None:
    write(record, more=DRAFT + PROPOSAL + FOUND)
    assert len(approve(record).ids) == 3
    assert (record.folder / "more.yaml").read_text() == DRAFT.replace("  approved: false\n", "")


def test_names_what_it_can_t_change_safely(record: DraftRecord) -> None:
    flow = "- {id: flow, approved: false, status: not-reported, questions: [what else is new here]}\n"
    write(record, more=DRAFT, flow=flow)
    done = approve(record)
    assert done.ids == ["tunnel"]
    assert [str(problem) for problem in done.problems] == [
        "bridge/flow.yaml:1: `flow` is written in a way that can't be changed safely; remove `approved: false` yourself"
    ]
    assert (record.folder / "flow.yaml").read_text() == flow


def test_a_record_with_mistakes_is_left_alone(record: DraftRecord) -> None:
    write(record, more=DRAFT, wrong="- id: x\n")
    with pytest.raises(KnowledgeError):
        approve(record)
    assert (record.folder / "more.yaml").read_text() == DRAFT


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("replaces: how-long", "replaces: how-lng", "no other entry has the id `how-lng`; did you mean `how-long`?"),
        ("  approved: false\n", "", "`replaces` is for drafts; approve them with `onrecord draft --approve`"),
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
