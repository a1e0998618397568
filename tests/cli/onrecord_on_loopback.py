"""Runs `onrecord`, as a process of its own, with the Discord at the address in ONRECORD_LOOPBACK."""

import os
import sys

import discord.http
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.cli.app import main

if __name__ == "__main__":  # not when multiprocessing imports it, in the processes that load and fit
    # discord.py has no setting for where Discord is; these two class attributes are all that names it.
    address = os.environ["ONRECORD_LOOPBACK"]
    discord.http.Route.BASE = f"{address}api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = URL(address.replace("http", "ws", 1))
    sys.argv[0] = "onrecord"
    main()
