# Karn: two commands to begin with: make demo, make test. All others: make help.
SHELL := /bin/sh
.DEFAULT_GOAL := help

UV := scripts/uv
STEP := scripts/step
PYTHON := .venv/bin/python
KARN := .venv/bin/karn
ENGINE := .venv-engine/bin/python
export UV_PYTHON_DOWNLOADS ?= never
# Files are dealt out to two workers in the order tests/conftest.py gives them.
SHARED := -n 2 --dist loadgroup --no-loadscope-reorder
# Tests read nothing of a real installation.
CLEAN_ENV := env -u KARN_DATA -u KARN_DATABASE -u DJANGO_SETTINGS_MODULE

## demo: a filled Karn on http://127.0.0.1:8000 (options: make demo ARGS="--company agency --no-serve")
demo: .venv/.ready
	@$(KARN) demo $(ARGS)

## serve: your own Karn from karn-data/ (make it first with: .venv/bin/karn init)
serve: .venv/.ready
	@$(KARN) serve $(ARGS)

## test: all tests, browser included
test: .venv/.ready-dev .venv-engine/.ready
	@$(STEP) "Making sure there is a browser" scripts/chromium
	@$(STEP) "Running the tests" $(CLEAN_ENV) $(PYTHON) -m pytest $(SHARED) $(ARGS)
	@$(STEP) "Running the tests of what is stored on PostgreSQL" $(MAKE) --no-print-directory postgres-tests
	@$(STEP) "Running the engine's tests without Django, on the older DuckDB" $(MAKE) --no-print-directory engine-tests

# Everything on PostgreSQL, slow ones and browser too: make postgres-tests WHICH=
WHICH := -m "database and not browser and not slow"

postgres-tests: .venv/.ready-dev
	@$(CLEAN_ENV) KARN_DATABASE=postgres $(PYTHON) -m pytest $(SHARED) $(WHICH) \
		$(wildcard tests/platform tests/apps tests/web tests/api tests/project tests/cli tests/browser)

engine-tests: .venv-engine/.ready
	@PYTHONPATH=$(CURDIR)/src $(CLEAN_ENV) $(ENGINE) -m pytest $(SHARED) \
		$(wildcard tests/kernel tests/engine tests/simulator)

## check: everything CI runs: lint, types, imports, translations, migrations, tests
check: lint types imports translations migrations test
	@echo "All checks passed."

## lint: ruff, and the formatting
lint: .venv/.ready-dev
	@$(STEP) "Linting" .venv/bin/ruff check .
	@$(STEP) "Checking the formatting" .venv/bin/ruff format --check --quiet .

## types: mypy --strict
types: .venv/.ready-dev
	@$(STEP) "Checking types" $(CLEAN_ENV) KARN_DATA=.mypy_cache/data .venv/bin/mypy

## imports: the floors, the order of the apps, the shelves
imports: .venv/.ready-dev
	@$(STEP) "Checking the direction of imports" .venv/bin/lint-imports --no-logo

## translations: every text in every language, and in step with the sources
translations: .venv/.ready-dev
	@$(STEP) "Checking translations" $(PYTHON) -m karn.platform.translations check

## translations-update: collect new texts into the .po files
translations-update: .venv/.ready-dev
	@$(STEP) "Collecting texts" $(PYTHON) -m karn.platform.translations update

## migrations: models and migrations say the same
migrations: .venv/.ready-dev
	@$(STEP) "Checking migrations" $(CLEAN_ENV) KARN_DATA=.mypy_cache/data \
		DJANGO_SETTINGS_MODULE=karn.project.settings $(PYTHON) -m django makemigrations --check --dry-run

## bench: all benchmarks: docs/benchmarks.md, docs/load.md (half an hour; wants a quiet machine)
bench: .venv/.ready-dev
	@$(STEP) "Running the benchmark" $(PYTHON) -m benchmarks $(ARGS)
	@$(MAKE) --no-print-directory load

## load: pages with 100,000 and 1,000,000 customers, into docs/load.md (wants wrk; options: make load LOAD="--sizes S")
load: .venv/.ready-dev
	@$(STEP) "Measuring pages under load" $(PYTHON) -m benchmarks.load $(LOAD)

## clean: remove environments, caches and the demo; never karn-data/
clean:
	rm -rf .venv .venv-engine .uv demo-data bench-data test-artifacts dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

## help: this list
help:
	@echo "make …"; sed -n 's/^## /  /p' $(firstword $(MAKEFILE_LIST))

# Environments, made from the lock file; made again when it changes.
.venv/.ready: pyproject.toml uv.lock scripts/uv
	@$(STEP) "Setting up Karn from the lock file" $(UV) sync --frozen --no-dev --inexact --quiet
	@$(PYTHON) -m karn.platform.translations compile
	@touch $@

.venv/.ready-dev: pyproject.toml uv.lock scripts/uv
	@$(STEP) "Setting up Karn and its tools from the lock file" $(UV) sync --frozen --quiet
	@touch $@ .venv/.ready

.venv-engine/.ready: pyproject.toml uv.lock scripts/uv
	@$(STEP) "Setting up the engine's own environment" env UV_PROJECT_ENVIRONMENT=.venv-engine \
		$(UV) sync --frozen --quiet --no-install-project --only-group engine
	@touch $@

.PHONY: demo serve test postgres-tests engine-tests check lint types imports translations translations-update migrations \
	bench load clean help
