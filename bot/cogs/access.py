"""Who is a moderator. The one place that decides it, for commands, buttons and menus."""

from typing import Any

import discord
from discord import app_commands

from bot.cogs.context import context_of
from bot.settings import Settings

NOT_ALLOWED = "You need the Manage Server permission or a moderator role to use this."
WRONG_SERVER = "This only works in servers that are listed under `moderator_servers` in the bot's settings."


def hide_from_members(command: app_commands.Group | app_commands.Command[Any, ..., Any], settings: Settings) -> None:
    """Show a command to those with Manage Server alone; with roles, Discord would hide it from them."""
    if not settings.moderator_roles:
        command.default_permissions = discord.Permissions(manage_guild=True)


async def require_moderator(interaction: discord.Interaction) -> bool:
    """Say whether a person is a moderator here; those who are not are told what they lack."""
    refusal = refusal_for(interaction)
    if refusal:
        await interaction.response.send_message(refusal, ephemeral=True)
    return refusal is None


def refusal_for(interaction: discord.Interaction) -> str | None:
    """Return why a person may not moderate here; None if they may.

    Manage Server and roles by name count in the servers of the settings only (where none are listed: while the bot is
    in a single server), or the owner of any server could invite the bot and manage it. A role's id is of one server.
    """
    settings = context_of(interaction).settings
    member = interaction.user
    roles = [role for role in getattr(member, "roles", []) if not role.is_default()]
    if interaction.guild_id is None:
        return NOT_ALLOWED
    if any(role.id in settings.moderator_roles for role in roles):
        return None
    servers = settings.moderator_servers
    if interaction.guild_id not in servers and (servers or len(interaction.client.guilds) > 1):
        return WRONG_SERVER
    named = bool(servers) and any(role.name in settings.moderator_roles for role in roles)
    return None if interaction.permissions.manage_guild or named else NOT_ALLOWED
