# Lovende: the only commands to remember. Everything is set up in .venv, which `make clean` removes.
#   make demo   the platform with the example      make report the report of the example, from files
#   make test   all tests                          make check  lint, types, contracts, docs
#   make fix    format and mend what can be        make docs   the documentation in site/
#   make bench  measurements                       make clean  away with all that make made
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
STATE := .venv/.state
PO := $(wildcard lovende/locale/*/LC_MESSAGES/*.po)
DESIGN := lovende/web/static/dkfds

.PHONY: help setup demo report test check fix bench docs pictures clean
help:
	@sed -n '2,5p' Makefile | sed 's/^# *//'

# What running needs: the interpreter, the pinned packages, the package itself, the Danish texts.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lovende needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making .venv (about 1.4 GB for 'make demo', 2.3 GB with the tools for 'make test')"
	@$(PYTHON) -m venv .venv

$(STATE)/runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned packages that Lovende runs on"
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@mkdir -p $(STATE) && touch $@

$(STATE)/dev: requirements/dev.txt $(STATE)/runtime
	@echo "Installing the pinned tools for tests and docs"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(STATE)/texts: $(PO) hatch_build.py $(STATE)/runtime
	@$(BIN)/python hatch_build.py
	@touch $@

# The design system of the Danish public sector; nothing of it is committed.
$(STATE)/design: package.json package-lock.json tools/design_system.py $(STATE)/runtime
	@echo "Fetching the design system"
	@PATH="$$PWD/$(BIN):$$PATH" $(BIN)/npm ci --omit=dev --ignore-scripts --silent --no-fund --no-audit
	@$(BIN)/python tools/design_system.py node_modules/dkfds/dist $(DESIGN)
	@touch $@

setup: $(STATE)/dev $(STATE)/texts $(STATE)/design

# The example is written once, and anew when its sources changed.
demo/study/study.toml: $(shell find lovende/examples lovende/formats/xlsform -name '*.*' -not -name '*.pyc') | $(STATE)/texts
	@$(BIN)/lovende example demo/study --force
	@touch $@

demo: $(STATE)/texts $(STATE)/design
	@$(BIN)/lovende serve --demo --data demo/platform --open

report: $(STATE)/texts demo/study/study.toml
	@$(BIN)/lovende report demo/study/study.toml -o demo/report --open
	@echo "The report lies in demo/report/report.da.html"

test: setup
	@$(BIN)/python -m pytest
	@$(BIN)/python -m tests.on_postgres

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python tools/check_texts.py
	$(BIN)/mkdocs build --strict --quiet

fix: setup
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/python tools/check_texts.py --update

# The peers that are measured against.
$(STATE)/bench: requirements/bench.txt $(STATE)/dev
	@echo "Installing the pinned peers for measurements"
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

bench: setup $(STATE)/bench
	@$(BIN)/python -m benchmarks

docs: setup
	@$(BIN)/mkdocs build --strict --quiet && echo "The documentation lies in site/index.html"

# The pictures in the documentation, taken by the journeys in the browser.
pictures: setup
	@LOVENDE_PICTURES=1 LOVENDE_REQUIRE=chromium $(BIN)/python -m pytest -q tests/browser -k journeys

clean:
	rm -rf .venv build dist site demo node_modules $(DESIGN)
