from tests.bench.fuzz_replies import fuzz


def test_changed_replies_lose_nothing_and_nothing_wrong_is_taken() -> None:
    fates = fuzz(300, seed=99)
    assert fates["taken"] > 1000
    assert fates["refused"] > 100
