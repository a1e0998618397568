"""The names and descriptions of the commands, in the language of whoever sees them."""

import discord
from discord import app_commands

from bot.answering.languages import catalogue, locales


class CatalogueTranslator(app_commands.Translator):
    """Looks up what a command is called in the catalogue of a locale; what isn't there stays English."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return a text of a command in a locale, or None to leave it in English."""
        return catalogue(locale.value).commands.get(string.message) if locale.value in locales() else None
