"""Evidence -> a confidence that means what it says: of answers given at 0.9, nine in ten are right."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from bot.errors import SettingsError
from bot.matching.evidence import PIECES, Evidence

Index = Annotated[int, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tree(_Shape):
    """One regression tree. Node 0 is its root; a node whose `piece` is -1 is a leaf.

    A value up to `threshold` goes to `left`, another to `right`, both further down; `values` are in logits.
    """

    piece: list[Annotated[int, Field(ge=-1, lt=len(PIECES))]]
    threshold: list[FiniteFloat]
    left: list[Index]
    right: list[Index]
    values: list[FiniteFloat]

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        size = len(self.piece)
        if not size or any(len(column) != size for column in (self.threshold, self.left, self.right, self.values)):
            raise ValueError("its columns are of different lengths")
        for node, piece in enumerate(self.piece):
            if piece >= 0 and not (node < self.left[node] < size and node < self.right[node] < size):
                raise ValueError("its nodes don't point further down")
        return self

    def walk(self, values: Sequence[float]) -> list[int]:
        """Return the nodes that some values of the evidence lead through."""
        path = [0]
        while (piece := self.piece[path[-1]]) >= 0:
            node = path[-1]
            path.append(self.left[node] if values[piece] <= self.threshold[node] else self.right[node])
        return path


class Forest(_Shape):
    """Boosted trees (Friedman 2001): their sum is a logit, which `slope` and `shift` rescale (Platt 1999)."""

    base: FiniteFloat
    trees: list[Tree]
    slope: Annotated[FiniteFloat, Field(gt=0)] = 1.0
    shift: FiniteFloat = 0.0

    def probability(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability, from 0 to 1, that a sequence of all pieces of evidence stands for."""
        values = [piece.value for piece in evidence]
        total = self.base + sum(tree.values[tree.walk(values)[-1]] for tree in self.trees)
        return logistic(self.slope * total + self.shift)

    def contributions(self, evidence: Sequence[Evidence]) -> list[float]:
        """Return what each piece adds to the logit: the steps that it decides, in all trees."""
        values = [piece.value for piece in evidence]
        found = [0.0] * len(values)
        for tree in self.trees:
            path = tree.walk(values)
            for node, following in pairwise(path):
                found[tree.piece[node]] += self.slope * (tree.values[following] - tree.values[node])
        return found


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the bot is, learned on many records at many depths; tested on records that it was not learned on.

    `answer` yields the probability that the best answer is right, `offer` that one of the first three is.
    """

    answer: Forest
    offer: Forest

    def of_answer(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability that the best answerable entry answers the question."""
        return self.answer.probability(evidence) if evidence else 0.0

    def of_offer(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability that one of the three best answerable entries does."""
        return self.offer.probability(evidence) if evidence else 0.0


def logistic(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


class ConfidenceFile(_Shape):
    """config/confidence.json: the forests, for which pieces of evidence they are, and how well they predict."""

    about: str
    pieces: list[str]
    answer: Forest
    offer: Forest
    reliability: list[dict[str, float]]
    thresholds: list[dict[str, float]]

    @model_validator(mode="after")
    def _fits_the_evidence(self) -> Self:
        if self.pieces != [piece.name for piece in PIECES]:
            raise ValueError("it was made for other pieces of evidence than this version has")
        return self


def read_confidence(path: Path) -> ConfidenceFile:
    """Read a confidence file; raises SettingsError when it can't be used."""
    try:
        return ConfidenceFile.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}; check `confidence` in the settings") from error
    except (ValueError, RecursionError) as error:  # also not UTF-8, not JSON, not the shape
        raise SettingsError(
            f"{path}: is not what `onrecord calibrate` writes ({_reason(error)}); restore it or run that command again"
        ) from error


def load_confidence(path: Path) -> Confidence:
    """Read the confidence from a file; raises SettingsError when it can't be used."""
    content = read_confidence(path)
    return Confidence(content.answer, content.offer)


def _reason(error: Any) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg']}" if where else str(first["msg"])
    return str(error)
