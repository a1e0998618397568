from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.jsonl import AskedQuestion, LabelledQuestion, dump, lines_of, read_questions
from bot.errors import QuestionsError
from tests.conftest import DATA


class TestLines:
    def test_only_line_feeds_end_a_line(self) -> None:
        content = '{"question": "a\u2028b\u0085c"}\n\n  \n{"question": "d"}\r\n'.encode()
        read = [(number, AskedQuestion.model_validate_json(line).question) for number, line in lines_of(content)]
        assert read == [(1, "a\u2028b\u0085c"), (4, "d")]

    def test_a_byte_order_mark_is_no_part_of_the_first_line(self) -> None:
        assert list(lines_of(b"\xef\xbb\xbf{}\n")) == [(1, b"{}")]

    @given(st.text())
    def test_what_is_dumped_is_one_line_and_reads_the_same(self, text: str) -> None:
        line = dump({"question": text.encode("utf-8", "replace").decode()}).encode()
        ((_, read),) = lines_of(line)
        assert AskedQuestion.model_validate_json(read).question == text.encode("utf-8", "replace").decode()


class TestAskedQuestion:
    @pytest.mark.parametrize(
        ("history", "earlier"),
        [
            (None, []),
            ("one", ["one"]),
            ([], []),
            (["one", "two"], ["one", "two"]),
            ([str(i) for i in range(2_000)], [str(i) for i in range(1_980, 2_000)]),
        ],
    )
    def test_the_latest_twenty_earlier_messages_are_read(
        self, history: list[str] | str | None, earlier: list[str]
    ) -> None:
        assert AskedQuestion(question="x", history=history).earlier == earlier


class TestReadQuestions:
    def read(self, tmp_path: Path, content: str) -> list[LabelledQuestion]:
        path = tmp_path / "questions.jsonl"
        path.write_text(content, "utf-8")
        return read_questions(path)

    def test_reads_every_line(self, tmp_path: Path) -> None:
        line = '{"id": 7, "question": "a\u2028b", "kind": "plain", "paragraphs": [1], "must": ["x"], "source": "upi"}'
        (label,) = self.read(tmp_path, f"\ufeff{line}\n\n")
        assert label == LabelledQuestion(
            id=7, question="a\u2028b", kind="plain", paragraphs=[1], must=["x"], source="upi"
        )

    def test_every_bad_line_is_reported_with_its_reason(self, tmp_path: Path) -> None:
        with pytest.raises(QuestionsError) as caught:
            self.read(
                tmp_path,
                '{"id": 1}\n'
                "nope\n"
                '{"question": "x", "kind": "y", "paragraphs": [], "must": ["("]}\n'
                '{"question": "x", "kind": "y", "paragraphs": ["one"]}\n'
                '{"question": "x", "kind": "y", "paragraphs": [1]}\n'
                '["x"]\n',
            )
        path = tmp_path / "questions.jsonl"
        assert [line.partition(": ")[0] for line in str(caught.value).splitlines()] == [
            f"{path}:{number}" for number in (1, 2, 3, 4, 6)
        ]
        reasons = [line.partition(": ")[2] for line in str(caught.value).splitlines()]
        assert reasons[0] == "`question`: Field required"
        assert reasons[1] == 'is not a JSON object such as {"id": 1, "question": "…"}'
        assert reasons[2].startswith("`must`: ")
        assert reasons[3].startswith("`paragraphs.0`: ")
        assert reasons[4] == 'is not a JSON object such as {"id": 1, "question": "…"}'

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(QuestionsError, match="cannot be read: No such file"):
            read_questions(tmp_path / "gone.jsonl")

    @pytest.mark.parametrize("name", ["a", "b", "c", "d"])
    def test_the_labelled_questions_of_the_project_can_be_read(self, name: str) -> None:
        assert len(read_questions(DATA / "questions" / f"{name}.jsonl")) >= 300
