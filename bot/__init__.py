"""On the Record: a Discord bot that answers questions about a news event with sourced sentences."""
