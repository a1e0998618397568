"""Discord: a folder per feature, each with a `setup`. Cogs translate and decide nothing."""
