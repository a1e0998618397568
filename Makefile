# Each target sets itself up in .venv; a second start finds everything there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/run.stamp
DEMO := $(VENV)/demo.stamp
DEV := $(VENV)/dev.stamp
ARGS ?=

.PHONY: demo run test check format

demo: $(DEMO)
	@$(BIN)/onrecord demo $(ARGS)

run: $(RUN)
	@$(BIN)/onrecord run $(ARGS)

test: $(DEV)
	@$(BIN)/python -m pytest $(ARGS)

check: $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_architecture.py

format: $(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

$(BIN)/python:
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(RUN): $(BIN)/python pyproject.toml
	@echo "Installing what the bot needs (a minute or two, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(DEMO): $(BIN)/python pyproject.toml
	@echo "Installing what the demo needs (a minute or two, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[demo]'
	@touch $@ $(RUN)

$(DEV): $(BIN)/python pyproject.toml
	@echo "Installing what the tests need (a minute or two, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(DEMO) $(RUN)
