# The commands of the project. `make demo` needs Python 3.11 or later and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench wheel-test env clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.serving  ## the sample world on the embedded graph, one learner's path, the API with GraphiQL
	@$(BIN)/skillway demo

test: $(VENV)/.developing .jars/neo4j/.ready  ## all set-up, then the whole suite, on the embedded graph and on Neo4j
	$(BIN)/python -m pytest

check: $(VENV)/.developing  ## format, lint, types and layers (fast)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright --level error
	$(BIN)/lint-imports

format: $(VENV)/.developing  ## format the code, and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.developing .jars/neo4j/.ready  ## the benchmarks: a table, and JSON under build/bench
	$(BIN)/python -m benchmarks $(BENCH)

.env:  ## random passwords for docker compose, in a file that only you can read
	@(umask 177; printf 'NEO4J_PASSWORD=%s\n' "$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(24))')" > .env)
	@echo "wrote .env"

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Skillway needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serving: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.serving
	$(PIP) install --quiet --upgrade --constraint constraints.txt pip
	$(PIP) install --quiet --constraint constraints.txt --group dev
	@touch $@

.jars/neo4j/.ready: $(wildcard tests/neo4j/*)
	@sh tests/neo4j/fetch.sh .jars/neo4j

clean:  ## remove what was built; the data of the demo stays
	rm -rf $(VENV) .jars build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
