# Two commands matter: `make brief` (the main job on the example texts) and `make test` (every check).
# Needs make and Python 3.11 or later; installs pinned wheels into .venv and nothing elsewhere.

SHELL := /bin/sh
VENV ?= .venv
RAW ?= ../shared/data
JOBS ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
COMPILE := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help brief test lint bench wheelhouse requirements facts atlas-check clean

help:
	@echo 'make brief         the main job on examples/: writes out/brief.html, claims.json, run.json'
	@echo 'make test          lint, types, floors, and every test'
	@echo 'make lint          ruff, mypy, import-linter'
	@echo 'make bench         timings of the main steps'
	@echo 'make wheelhouse    wheels for an install without a network, in wheelhouse/'
	@echo 'make requirements  compile the pins again'
	@echo 'make facts RAW=DIR rebuild the packaged facts from the publishers'"'"' files in DIR'
	@echo 'make atlas-check  check every network and write docs/atlas-check.md'
	@echo 'make clean         remove .venv, out, caches'

brief: $(VENV)/.core
	$(BIN)/lodestone brief examples/*.txt examples/*.html --for JPN --out out/

test: lint
	$(BIN)/python -m pytest -n $(JOBS) -rs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks --json

facts: $(VENV)/.core
	$(BIN)/lodestone atlas build --raw $(RAW)

atlas-check: $(VENV)/.core
	$(BIN)/lodestone atlas check --markdown docs/atlas-check.md

wheelhouse: $(VENV)/.core
	rm -rf wheelhouse
	$(PIP) download --quiet --require-hashes --only-binary :all: --dest wheelhouse -r requirements/core.txt
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir wheelhouse .
	@echo 'Carry wheelhouse/ over, then: python -m pip install --no-index --find-links wheelhouse lodestone'

requirements: $(VENV)/.dev
	$(COMPILE) --group pyproject.toml:build --output-file requirements/build.txt
	$(COMPILE) pyproject.toml --output-file requirements/core.txt
	$(COMPILE) pyproject.toml --extra dev --constraints requirements/core.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv out wheelhouse dist build .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache

# A Python is good enough when it runs and is at least 3.11; PYTHON=... overrides the choice.
$(VENV)/pyvenv.cfg:
	@for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "making $(VENV) with $$("$$candidate" --version)"; exec "$$candidate" -m venv $(VENV); \
	  fi; \
	done; \
	echo 'Lodestone needs Python 3.11 or later with venv; found none. Install it, or say which: make PYTHON=/path/to/python3.12' >&2; exit 2

$(VENV)/.core: requirements/build.txt requirements/core.txt pyproject.toml | $(VENV)/pyvenv.cfg
	@echo 'installing pinned requirements (requirements/core.txt)'
	@$(INSTALL) -r requirements/build.txt -r requirements/core.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.core
	@echo 'installing what the checks need (requirements/dev.txt)'
	@$(INSTALL) -r requirements/dev.txt
	@touch $@
