"""Discord's limits, in characters unless said otherwise."""

CONTENT = 2000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELD = 1024
EMBED_FIELDS = 25  # fields
EMBED_FOOTER = 2048
EMBED_TOTAL = 6000
BUTTON_LABEL = 80
OPTION_LABEL = 100
OPTIONS = 25  # options of a menu
CHOICES = 25  # choices of an autocompletion
CHOICE_NAME = 100
CUSTOM_ID = 100
QUESTION = 1000  # ours: what /ask takes
