# make demo    a sample company in the browser         make test    the whole suite
# make venv    the environment, for developers         make check   everything that CI checks
# make lint    format, lint, types, imports            make bench   what things cost
# make format  let ruff rewrite                        make lock    pin the newest allowed packages
# make docs    rewrite the generated tables            make races   many who press at once, 12 minutes
# make faults  kills and a failing Slack, 30 minutes   make occasions  two years by the clock, 15 minutes
# make closing a month closed while many write, an hour  make mutants  small mistakes that no test sees
# make clean   remove what was made here

PYTHON ?= python3
BIN    := .venv/bin
# The pin files name everything down to the last package, so nothing is left to resolve; older pips
# resolve an extra (coverage[toml]) past its pin once something newer is out. `pip check` looks.
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PINNED := $(PIP) install --quiet --require-hashes --no-deps
# Two workers: the suite is half waiting (databases, browser), more only fight on a small machine.
# SEED=1 repeats an order of tests; without it each run has another.
PYTEST := $(BIN)/pytest -n 2 --dist worksteal $(if $(SEED),--randomly-seed=$(SEED))
PURE   := ledger/*,scoring/*,views/*
# What runs the pure packages line by line; covering is slow, so the other tests go without.
LINES  := tests/ledger tests/scoring tests/views tests/commands

# What a test run depends on: the content of every file git knows or would add, and what tests may skip.
TREE = { git -c safe.directory='*' ls-files -coz --exclude-standard | LC_ALL=C sort -z | xargs -0 cksum 2>&1; \
         echo "$(HUIKUAN_REQUIRE_SHARED)"; } | cksum

LOCK = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
       --no-emit-index-url --no-emit-find-links $(UPGRADE) pyproject.toml

.PHONY: help venv demo test check lint format types imports dependencies coverage bench docs lock clean races faults occasions closing mutants
.DELETE_ON_ERROR:

help:
	@sed -n '/^#/!q;s/^# //p' Makefile

# --- the environment ---------------------------------------------------------

venv: .venv/dev.stamp

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Huikuan needs Python 3.11 or newer; install it, or name one: make venv PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1), and Huikuan needs 3.11 or newer. Name a newer one: make venv PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# What the product needs, and the product itself, in place.
.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Huikuan needs into .venv (once; a minute or two) …"
	@$(PINNED) -r requirements/run.txt
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "Installing what its developers need …"
	@$(PINNED) -r requirements/dev.txt
	@$(PIP) check
	@touch $@

lock: .venv/dev.stamp
	$(LOCK) --group build --output-file requirements/run.txt
	$(LOCK) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

# --- trying it ---------------------------------------------------------------

demo: .venv/run.stamp
	@$(BIN)/huikuan demo $(if $(DATA),--data "$(DATA)") $(if $(COMPANY),--company "$(COMPANY)") \
	  $(if $(CURRENCY),--currency "$(CURRENCY)") $(if $(ZONE),--zone "$(ZONE)") $(if $(PORT),--port "$(PORT)")

# Two years of weekly and monthly messages in five zones, on each database, with two processes.
occasions: .venv/dev.stamp
	@$(BIN)/python -W ignore -m faults.occasions

bench: .venv/dev.stamp
	@$(BIN)/python -m benchmarks

# 200 cards and 200 pairs of cards on each database, with two processes; then without the guards: red.
races: .venv/dev.stamp
	@$(BIN)/python -m faults.races
	@$(BIN)/python -m faults.races --sabotage all

# 200 closes on each database while four processes write 50 facts; then without the guards: red.
closing: .venv/dev.stamp
	@$(BIN)/python -m faults.closing
	@$(BIN)/python -m faults.closing --sabotages

# 200 kills on each database while Slack fails 30 % of the calls; then without the guards: red.
faults: .venv/dev.stamp
	@$(BIN)/python -m faults.storm
	@$(BIN)/python -m faults.storm --sabotages

# Every mutant of ledger/ and scoring/ against their own tests; who survives, and why: docs/mutants.md
mutants: .venv/dev.stamp
	@$(BIN)/mutmut run --max-children 2
	@$(BIN)/python -m faults.mutants

# --- checking it -------------------------------------------------------------

# Always runs the whole suite; a green run leaves a note of the tree that it was green for.
test: .venv/dev.stamp
	@rm -f .tested
	@tree="$$($(TREE))"; red=0; \
	  $(PYTEST) $(LINES) --cov --cov-report= || red=1; \
	  $(PYTEST) tests $(LINES:%=--ignore=%) || red=1; \
	  [ $$red = 0 ] && echo "$$tree" > .tested

check: lint types imports dependencies coverage

# Runs the suite only if this very tree has no green run behind it.
coverage: .venv/dev.stamp
	@if [ -f .coverage ] && [ "$$(cat .tested 2>/dev/null)" = "$$($(TREE))" ]; \
	  then echo "tests: green for this tree already"; else $(MAKE) --no-print-directory test; fi
	@$(BIN)/coverage report --include='$(PURE)' --fail-under=100

lint: .venv/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

docs: .venv/dev.stamp
	@$(BIN)/python -m tests.house.readme

types: .venv/dev.stamp
	@$(BIN)/mypy

imports: .venv/dev.stamp
	@$(BIN)/lint-imports

dependencies: .venv/dev.stamp
	@$(BIN)/deptry .

clean:
	rm -rf .venv .tested .coverage* .*_cache .hypothesis *.egg-info build dist mutants
