"""Which messages ask the bot something, and what the question is."""

import re

import discord

from bot.matching.message import asks_something
from bot.settings import Settings

_ANSWERED = (discord.MessageType.default, discord.MessageType.reply)


def asks_the_bot(message: discord.Message, me: discord.ClientUser, settings: Settings) -> bool:
    """Say whether a message of a person is meant for the bot.

    That is: every direct message; a mention of the bot or of its own role; a reply to one of its messages; and, where
    the settings say so, what is asked in an ask-channel and its threads and isn't meant for somebody else.
    """
    if message.author.bot or message.webhook_id or message.type not in _ANSWERED:
        return False
    if isinstance(message.channel, discord.DMChannel) or _mentions(message, me):
        return True
    replied = replied_to(message)
    if replied is not None and replied.author.id == me.id:
        return True
    if message.type is discord.MessageType.reply or message.mentions or message.role_mentions:
        return False  # meant for somebody else, even if the message it replies to is gone
    channel = message.channel.parent if isinstance(message.channel, discord.Thread) else message.channel
    if channel is None or not settings.is_ask_channel(channel.id, getattr(channel, "name", "")):
        return False
    match settings.ask_channels_answer:
        case "everything":
            return True
        case "questions":
            return _is_post(message) or asks_something(text_of(message))
        case _:
            return False


def may_follow_up(message: discord.Message) -> bool:
    """Say whether a message in a thread asks something and isn't meant for anybody in particular.

    Where the bot was asked in that thread a moment ago, it is meant for the bot.
    """
    if message.author.bot or message.webhook_id or message.type is not discord.MessageType.default:
        return False
    to_nobody = not (message.mentions or message.role_mentions)
    return isinstance(message.channel, discord.Thread) and to_nobody and asks_something(text_of(message))


def question_of(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the question in a message: its text without the bot's mention.

    A forum post asks with its title, too; a bare mention in reply to somebody's message asks about that message.
    """
    text = re.sub(rf"<@!?{me.id}>", " ", text_of(message))
    for role in _own_roles(message, me):
        text = text.replace(role.mention, " ")
    text = text.strip()
    if _is_post(message):
        title = getattr(message.channel, "name", "")
        text = f"{title}. {text}" if text else title
    replied = replied_to(message)
    if not text and replied is not None and replied.author.id != me.id:
        return text_of(replied)
    return text


def _is_post(message: discord.Message) -> bool:
    """Say whether a message is the first of a forum post."""
    return isinstance(message.channel, discord.Thread) and message.channel.id == message.id


def text_of(message: discord.Message) -> str:
    """Return what a message says: its text, or that of what it forwards, or that of its embeds."""
    if message.content.strip():
        return message.content.strip()
    forwarded = [snapshot.content for snapshot in message.message_snapshots if snapshot.content]
    embeds = [embed for snapshot in message.message_snapshots for embed in snapshot.embeds] + message.embeds
    embedded = [text for embed in embeds for text in (embed.title, embed.description) if text]
    return "\n".join(forwarded or embedded).strip()


def replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that a message replies to, if Discord sent it along."""
    reference = message.reference
    if reference is None or message.type is not discord.MessageType.reply:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def _mentions(message: discord.Message, me: discord.ClientUser) -> bool:
    return any(user.id == me.id for user in message.mentions) or bool(_own_roles(message, me))


def _own_roles(message: discord.Message, me: discord.ClientUser) -> list[discord.Role]:
    """Return the mentioned roles that Discord made for the bot: people pick it as often as the bot itself."""
    return [role for role in message.role_mentions if role.tags is not None and role.tags.bot_id == me.id]
