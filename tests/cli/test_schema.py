import json
from pathlib import Path

import pytest

from bot import paths
from bot.knowledge.shapes import FILES
from tests.cli.conftest import OnRecord

SHIPPED = paths.ROOT / "knowledge" / "schema"


@pytest.mark.parametrize("kind", FILES)
def test_prints_the_schema_that_is_shipped(onrecord: OnRecord, kind: str) -> None:
    printed = onrecord("schema", kind).stdout
    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert printed == (SHIPPED / f"{kind}.schema.json").read_text("utf-8")


def test_prints_the_schema_of_entries_when_no_kind_is_named(onrecord: OnRecord) -> None:
    assert onrecord("schema").stdout == onrecord("schema", "entries").stdout


def test_writes_one_file_per_kind_into_a_folder(onrecord: OnRecord, tmp_path: Path) -> None:
    done = onrecord("schema", "--into", tmp_path / "new" / "schema")
    assert (done.exit_code, done.output) == (0, "")
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "new" / "schema").iterdir()}
    assert written == {path.name: path.read_text("utf-8") for path in SHIPPED.iterdir()}


def test_says_where_it_cannot_write(onrecord: OnRecord, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = onrecord("schema", "--into", tmp_path / "file" / "schema")
    assert done.exit_code == 2
    said = "cannot be written: Not a directory; choose another place with --into"
    assert done.stderr == f"{tmp_path}/file/schema/event.schema.json: {said}\n"
