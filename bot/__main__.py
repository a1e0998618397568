"""`python -m bot` is `onrecord`."""

from bot.cli.app import main

if __name__ == "__main__":
    main()
