"""/knowledge: what moderators do with the record."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.desk import Desk, Reloaded
from bot.answering.reply import long_date
from bot.cogs.render import CONTENT_LIMIT, escape, shorten
from bot.settings import Settings

SHOWN = 10
NOT_ALLOWED = "Only moderators may do that: it takes Manage Server, or a role named in the bot's settings."


class Knowledge(commands.GroupCog, group_name="knowledge", group_description="Manage what the bot knows"):
    """Reload and status, for moderators alone."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings

    async def _may(self, interaction: discord.Interaction) -> bool:
        """Say whether a person is a moderator, and tell those who are not what they lack."""
        if interaction.permissions.manage_guild or self._has_role(interaction.user):
            return True
        await interaction.response.send_message(NOT_ALLOWED, ephemeral=True)
        return False

    def _has_role(self, user: discord.User | discord.Member) -> bool:
        roles = user.roles if isinstance(user, discord.Member) else []
        return any(
            role.id in self.settings.moderator_roles or role.name in self.settings.moderator_roles for role in roles
        )

    @app_commands.command()
    async def reload(self, interaction: discord.Interaction) -> None:
        """Load the knowledge again; with problems, the old one keeps serving."""
        if not await self._may(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(report(await self.desk.reload()), ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Show what the bot knows now."""
        if not await self._may(interaction):
            return
        knowledge = self.desk.knowledge
        entries = [entry for entry in knowledge.entries.values() if not entry.common]
        answered = sum(entry.answerable for entry in entries)
        lines = [
            f"**{escape(knowledge.event.title)}**, as of {long_date(knowledge.event.as_of)}",
            f"{answered} entries with an answer, {len(entries) - answered} not reported, "
            f"{sum(len(entry.all_wordings) for entry in entries):,} wordings",
            f"Sources: {', '.join(escape(source.publisher) for source in knowledge.sources.values())}",
            f"Version {knowledge.checksum[:12]}",
        ]
        if self.desk.problems:
            lines.append(
                f"The last reload failed with {len(self.desk.problems)} problems; this is the knowledge before it."
            )
        await interaction.response.send_message(shorten("\n".join(lines), CONTENT_LIMIT), ephemeral=True)


def report(reloaded: Reloaded) -> str:
    """Return what a reload did, in at most a message."""
    if reloaded.changes is None:
        count = len(reloaded.problems)
        lines = [f"**Not reloaded: {count} problem{'s' if count != 1 else ''}.** The knowledge before keeps serving."]
        lines += [f"- {escape(str(problem))}" for problem in reloaded.problems[:SHOWN]]
        lines += [f"… and {count - SHOWN} more; `onrecord check` lists them all."] if count > SHOWN else []
        return shorten("\n".join(lines), CONTENT_LIMIT)
    lines = ["**Reloaded.**" if reloaded.changes else "**Reloaded; nothing has changed.**"]
    for name in ("added", "changed", "removed"):
        ids: tuple[str, ...] = getattr(reloaded.changes, name)
        if ids:
            more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
            lines.append(f"{name.capitalize()} ({len(ids)}): {', '.join(f'`{key}`' for key in ids[:SHOWN])}{more}")
    if reloaded.changes.beside:
        lines.append("Event, sources or concepts changed.")
    if reloaded.warnings:
        lines.append(f"**Warning: {len(reloaded.warnings)} golden questions no longer hold:**")
        lines += [f"- {escape(str(warning))}" for warning in reloaded.warnings[:SHOWN]]
    return shorten("\n".join(lines), CONTENT_LIMIT)
