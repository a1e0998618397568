"""From articles to a record with a language model's help: prompts out, replies in, everything checked."""
