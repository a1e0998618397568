"""/knowledge: what moderators do with the knowledge."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.reload import Reload
from bot.cogs.access import require_moderator
from bot.cogs.context import ServiceBot
from bot.cogs.knowledge.buttons import confirmation
from bot.cogs.knowledge.report import reload_report, status_report


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Knowledge(commands.GroupCog, group_name="knowledge", group_description="Manage what the bot knows"):
    """Reload and status, for moderators alone; everything is shown to the moderator alone.

    A reload with problems changes nothing. One that takes much away, or that breaks a required question, shows what
    it would do and waits for the moderator to apply it.
    """

    def __init__(self, bot: ServiceBot) -> None:
        self.bot = bot
        group = self.app_command
        assert isinstance(group, app_commands.Group)
        if not bot.settings.moderator_roles:  # with roles, Discord would hide the commands from them
            group.default_permissions = discord.Permissions(manage_guild=True)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let moderators alone use these commands."""
        return await require_moderator(interaction)

    @app_commands.command()
    async def reload(self, interaction: discord.Interaction) -> None:
        """Load the edited files; if there's a problem, nothing changes."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        result = await self.bot.service.reload()
        if result.outcome is Reload.NEEDS_CONFIRMATION:
            view = confirmation(self.bot.service.knowledge.event.id, result)
            await interaction.followup.send(reload_report(result), view=view, ephemeral=True)
        else:
            await interaction.followup.send(reload_report(result), ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Show what the bot knows now."""
        service = self.bot.service
        await interaction.response.defer(ephemeral=True, thinking=True)
        exam = await service.exam()
        await interaction.followup.send(status_report(service.knowledge, exam, service.problems), ephemeral=True)
