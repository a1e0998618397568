# Each target sets itself up in .venv, from the pinned files in requirements/; a second start finds everything there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NEWEST := .venv-newest
LOCK := .venv-lock
ARGS ?=

# Twice quiet: no warnings, only errors.
PIP := -m pip --quiet --quiet --disable-pip-version-check --no-input install
UV_COMPILE := $(LOCK)/bin/uv pip compile --quiet --no-config --no-header --no-build

.PHONY: help demo run test check format newest lock
.DELETE_ON_ERROR:

help: ## this list
	@echo "On the Record. Each of these first sets up what it needs, in $(VENV):"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "    make %-8s %s\n", $$1, $$2 }' Makefile
	@echo "Options go into ARGS: make demo ARGS=--no-browser. The Python that $(VENV) is made with: make demo PYTHON=python3.12"
	@echo "Once one of them has run, also: $(BIN)/onrecord --help, or after . $(BIN)/activate: onrecord --help"

demo: $(VENV)/demo.stamp ## the real bot in a simulated Discord in your browser
	@$(BIN)/onrecord demo $(ARGS)

run: $(VENV)/run.stamp ## the bot on Discord, with the token in DISCORD_TOKEN
	@$(BIN)/onrecord run $(ARGS)

test: $(VENV)/dev.stamp ## all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(VENV)/dev.stamp ## pins, format, lint, types, architecture
	@$(BIN)/python $(PIP) --dry-run --no-index --no-build-isolation -e '.[dev]' || { \
	    echo "requirements/*.txt lack what pyproject.toml asks for: make lock" >&2; exit 1; }
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_architecture.py

format: $(VENV)/dev.stamp ## auto-fixes
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

newest: ## the tests with the newest versions that pyproject.toml allows, in .venv-newest
	$(python-is-new-enough)
	@echo "Installing the newest versions in $(NEWEST) (a minute or two) …"
	@$(PYTHON) -m venv --clear $(NEWEST)
	@$(NEWEST)/bin/python $(PIP) -e '.[dev]'
	@$(NEWEST)/bin/python -m pytest $(ARGS)

lock: ## regenerate requirements/*.txt: the newest versions that pyproject.toml allows
	$(python-is-new-enough)
	@echo "Resolving with uv in $(LOCK) …"
	@$(PYTHON) -m venv --clear $(LOCK)
	@$(LOCK)/bin/python $(PIP) 'uv>=0.9,<1'
	@$(call compile,dev,--extra dev)
	@$(call compile,demo,--extra demo --constraint requirements/dev.txt)
	@$(call compile,run,--constraint requirements/dev.txt)
	@$(wheels-exist)
	@rm -rf $(LOCK)

$(BIN)/python:
	$(python-is-new-enough)
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)

# What the bot needs is in the demo's file too, and what the demo needs in the developers' file.
$(VENV)/run.stamp: INCLUDED :=
$(VENV)/demo.stamp: INCLUDED := run
$(VENV)/dev.stamp: INCLUDED := demo run

$(VENV)/%.stamp: requirements/%.txt pyproject.toml $(BIN)/python
	@echo "Installing $< (a minute or two, once) …"
	@$(BIN)/python $(PIP) --require-hashes -r $<
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(INCLUDED:%=$(VENV)/%.stamp)
	@echo "Ready. From now on also: $(BIN)/onrecord --help, or after . $(BIN)/activate: onrecord --help"

define python-is-new-enough
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
    echo "On the Record needs Python 3.11 or newer. $(PYTHON) is not: $$($(PYTHON) --version 2>&1 | head -n 1)"; \
    echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; \
    exit 1; \
} >&2
endef

# $(call compile,NAME,OPTIONS): requirements/NAME.txt, for every system and Python from 3.11 on, wheels only.
define compile
{ \
    echo "# Made by \`make lock\` from the ranges in pyproject.toml; do not edit." && \
    echo "# For CPython 3.11 and newer on Linux, macOS and Windows: pip install --require-hashes -r requirements/$(1).txt" && \
    $(UV_COMPILE) --universal --python-version 3.11 --generate-hashes --no-annotate --group build $(2) pyproject.toml; \
} >$(LOCK)/$(1).txt && mkdir -p requirements && mv $(LOCK)/$(1).txt requirements/$(1).txt
endef

# Every pin must have a wheel for each system and Python of these.
define wheels-exist
for system in x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-pc-windows-msvc; do \
    for python in 3.11 3.12 3.13 3.14; do \
        MACOSX_DEPLOYMENT_TARGET=14.0 $(UV_COMPILE) --no-deps --python-platform $$system --python-version $$python \
            requirements/dev.txt >/dev/null || { echo "No wheel for Python $$python on $$system." >&2; exit 1; }; \
    done; \
done
endef
