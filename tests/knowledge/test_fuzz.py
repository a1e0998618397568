from collections import Counter

import pytest

from tests.bench.fuzz_knowledge import MUTATIONS, Slice, random_mutations, slices, truncations


@pytest.fixture(scope="module")
def pieces() -> list[Slice]:
    return slices(max_lines=100)


def test_a_broken_file_is_refused_or_all_that_changed_is_named(pieces: list[Slice]) -> None:
    found = Counter()
    for name, piece, content in random_mutations(pieces, 200):
        found[name, piece.outcome(content)] += 1
    assert {name for name, _ in found} == set(MUTATIONS)
    outcomes = Counter()
    for (_, outcome), count in found.items():
        outcomes[outcome] += count
    assert set(outcomes) == {"refused", "loaded, nothing changed", "loaded, change named", "loaded, a reload asks"}
    assert outcomes["refused"] > 60


def test_a_file_that_is_cut_off_is_refused_or_all_that_is_gone_is_named(pieces: list[Slice]) -> None:
    small = [piece for piece in pieces if piece.file.topic in ("people", "event", "concepts", "other-subjects")]
    assert len(small) == 6
    outcomes = {outcome for _, piece, content in truncations(small) for outcome in [piece.outcome(content)]}
    assert outcomes == {"refused", "loaded, change named", "loaded, a reload asks"}  # and never: nothing changed
