"""What people are told when something fails, and what is logged: for commands, buttons, menus and completions."""

import logging

import aiohttp
import discord
from discord import app_commands

log = logging.getLogger(__name__)
FAILED = "Something went wrong and has been logged. Please try again."
TOO_LATE = (10062, 40060)  # unknown interaction, already acknowledged: Discord no longer wants an answer
UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)
UNANSWERED = (discord.HTTPException, *UNREACHABLE)
"""What sending something to Discord raises when it doesn't arrive."""


async def report_failure(interaction: discord.Interaction, error: Exception) -> None:
    """Log what failed, and tell the person in private if Discord still lets us."""
    if isinstance(error, app_commands.CheckFailure):
        return  # whoever checked has told them
    cause = getattr(error, "original", error)
    if isinstance(cause, discord.HTTPException) and cause.code in TOO_LATE:
        log.info("An interaction in channel %s was answered too late.", interaction.channel_id)
        return
    if isinstance(cause, UNANSWERED):
        log.warning("Cannot answer an interaction in channel %s: %s", interaction.channel_id, one_line(cause))
    else:
        log.error("A command, button or menu failed.", exc_info=cause)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(FAILED, ephemeral=True)
        else:
            await interaction.response.send_message(FAILED, ephemeral=True)
    except UNANSWERED as failed:
        log.warning("Could not tell the person either: %s", one_line(failed))


def soften_completion_error(record: logging.LogRecord) -> bool:
    """Filter what discord.py logs: a completion that comes too late is no fault, as the person has typed on."""
    error = record.exc_info[1] if record.exc_info else None
    if "autocomplete" not in str(record.msg) or not isinstance(error, UNANSWERED):
        return True
    record.msg, record.args = "Cannot complete a question: %s", (one_line(error),)
    record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return getattr(error, "code", 0) not in TOO_LATE


def is_passing(error: BaseException) -> bool:
    """Say whether another try may help: the connection broke, or Discord itself failed."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500


def one_line(error: BaseException) -> str:
    """Return an error on one line, without what might be in its text beyond the first."""
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0]}" if text and text[0] else type(error).__name__
