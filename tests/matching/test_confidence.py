import json
from pathlib import Path

import pytest

from bot import paths
from bot.errors import SettingsError
from bot.matching.confidence import Confidence, Forest, Tree, load_confidence, read_confidence
from bot.matching.evidence import PIECES, Evidence

STUMP = Tree(piece=[0, -1, -1], threshold=[0.5, 0, 0], left=[1, 0, 0], right=[2, 0, 0], values=[0.0, -1.0, 2.0])


def evidence(first: float) -> list[Evidence]:
    return [Evidence(piece.name, first if i == 0 else 0.0, "") for i, piece in enumerate(PIECES)]


def test_a_forest_sums_its_trees_and_is_rescaled() -> None:
    forest = Forest(base=0.5, trees=[STUMP, STUMP])
    assert forest.probability(evidence(0.5)) == pytest.approx(1 / (1 + 2.718281828**1.5), abs=1e-6)
    assert forest.probability(evidence(0.6)) == pytest.approx(1 / (1 + 2.718281828**-4.5), abs=1e-6)
    flat = forest.model_copy(update={"slope": 1e-9, "shift": 0.0})
    assert flat.probability(evidence(0.6)) == pytest.approx(0.5)


def test_contributions_add_up_to_the_logit() -> None:
    forest = Forest(base=0.5, trees=[STUMP])
    assert forest.contributions(evidence(1.0)) == [2.0] + [0.0] * (len(PIECES) - 1)


def test_without_evidence_there_is_no_confidence(confidence: Confidence) -> None:
    assert confidence.of_answer(()) == confidence.of_offer(()) == 0.0


def test_the_shipped_confidence_keeps_its_word_on_records_it_was_not_learned_on() -> None:
    rows = [row for row in read_confidence(paths.CONFIDENCE).reliability if row["questions"] >= 200]
    assert len(rows) == 10
    assert all(abs(row["predicted"] - row["observed"]) < 0.05 for row in rows if row["predicted"] > 0.6)
    assert all(-0.02 < row["observed"] - row["predicted"] < 0.17 for row in rows)  # where it errs, on the careful side


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content.pop("offer"), "offer: Field required"),
        (lambda content: content["answer"].update(base=float("nan")), "answer.base"),
        (lambda content: content["answer"].update(slope=0), "answer.slope"),
        (lambda content: content["pieces"].pop(), "made for other pieces of evidence"),
        (lambda content: content["answer"]["trees"][0]["left"].__setitem__(0, 0), "don't point further down"),
        (lambda content: content["answer"]["trees"][0]["piece"].pop(), "different lengths"),
        (lambda content: content["answer"]["trees"][0]["piece"].__setitem__(0, 99), "less than"),
    ],
)
def test_a_file_that_would_mislead_is_refused(tmp_path: Path, change, said: str) -> None:
    content = json.loads(paths.CONFIDENCE.read_text())
    change(content)
    path = tmp_path / "confidence.json"
    path.write_text(json.dumps(content))
    with pytest.raises(SettingsError, match="is not what `onrecord calibrate` writes") as caught:
        load_confidence(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"answer: {bias: 1}"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "confidence.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="is not what"):
        load_confidence(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_confidence(tmp_path / "none.json")
