"""Every error that On the Record raises on purpose.

    OnRecordError
    ├── SettingsError      config/bot.yaml or the environment is not usable
    ├── KnowledgeError     the knowledge has problems; carries all of them
    ├── QuestionsError     a file of questions (eval, ask --jsonl) is not usable
    ├── EditError          a file of the knowledge can't be read or changed
    ├── StoreError         the database can't be used
    ├── DraftError         a draft can't be started or continued
    └── StartError         Discord refused the bot: token or intents

Each message says where and what to do, in words for the person who can do it.
"""

from dataclasses import dataclass


class OnRecordError(Exception):
    """Base of all errors a user can cause; its text is shown as it is."""


class SettingsError(OnRecordError):
    """The settings cannot be used."""


class QuestionsError(OnRecordError):
    """A file of questions cannot be used."""


class EditError(OnRecordError):
    """A file of the knowledge can't be read or changed, or somebody else has just changed it."""


class StoreError(OnRecordError):
    """The database can't be used."""


class DraftError(OnRecordError):
    """A draft can't be started or continued."""


class StartError(OnRecordError):
    """The bot cannot start on Discord."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file: `path:line: message`. Lines count from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class KnowledgeError(OnRecordError):
    """The knowledge cannot be used; `problems` holds every reason, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
