from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("answer_at: much", "`answer_at`"),
        ("answer_at: 1.5", "less than or equal to 1"),
        ("ansver_at: 0.5", "is not a setting; allowed: knowledge, answer_at"),
        ("offer_at: 0.9", "must not be above"),
        ("[1, 2]", "one setting a line"),
        ("a: [", "not valid YAML"),
    ],
)
def test_bad_settings_are_explained(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bot.yaml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"bot\.yaml") as caught:
        load_settings(path)
    assert said in str(caught.value)


def test_missing_settings_are_explained(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--config"):
        load_settings(tmp_path / "none.yaml")


def test_a_relative_knowledge_folder_counts_from_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "bot.yaml"
    path.write_text("knowledge: ../record\n")
    assert load_settings(path).knowledge == tmp_path.parent / "record"
