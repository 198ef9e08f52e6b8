# Starts, tests and checks the project. Every target first installs what is lacking; a second run is instant.

PORT ?= 8000
HOST ?= 127.0.0.1
SCALE ?= 20

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PYTEST := $(PYTHON) -m pytest
TWO := -n 2 --dist worksteal
# Tests choose their database themselves, whatever a developer's shell says.
CLEAN := env -u DATABASE_URL -u ZZSPACE_DATA_DIR
# As a server would have it, for checks that look at settings only.
PRODUCTION := env -u DEBUG -u ZZSPACE_DEMO SECRET_KEY=checks-look-at-settings-and-never-sign-anything-0123456789 \
	ALLOWED_HOSTS=filing.example.gov.cn ZZSPACE_BASE_URL=https://filing.example.gov.cn DATABASE_URL=sqlite://:memory:

.DELETE_ON_ERROR:
.PHONY: help install demo demo-reset test test-postgres test-browser lint bench soak clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# Installing ------------------------------------------------------------------------------------------------------

install: .venv/.packages .venv/.libraries node_modules/.packages ## Python packages, libraries for PDF, front-end assets

.venv/bin/uv:
	@.ci/install python
	@echo "Installing Python packages into .venv …"
	@"$$(.ci/install which-python)" -m venv .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv

.venv/.packages: requirements.lock | .venv/bin/uv
	@.venv/bin/uv pip sync --quiet --python $(PYTHON) requirements.lock
	@touch $@

.venv/.libraries: .ci/install | .venv/bin/uv
	@.ci/install libraries
	@touch $@

node_modules/.packages: package-lock.json package.json .npmrc
	@.ci/install node
	@echo "Installing front-end assets into node_modules …"
	@npm ci --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

# Running ---------------------------------------------------------------------------------------------------------

demo: install ## the product with demo data on PORT (8000); Ctrl-C ends it
	@exec env HOST=$(HOST) PORT=$(PORT) deploy/demo

demo-reset: ## wipes the demo's data; the next make demo starts afresh
	@exec deploy/demo reset

# Testing ---------------------------------------------------------------------------------------------------------

test: install ## all but browser, soak and measurements, on SQLite
	@.ci/install readers
	@$(CLEAN) $(PYTEST) $(TWO)

test-postgres: install ## again on a throwaway PostgreSQL, with those that need real concurrency
	@.ci/install readers
	@.ci/install database
	@$(CLEAN) ZZSPACE_MUST_RUN=postgres $(PYTHON) -m tests.postgres $(PYTEST) $(TWO)

test-browser: install ## journeys in a real Chromium
	@.ci/install browser
	@$(CLEAN) $(PYTEST) $(TWO) -m browser

bench: install ## measures, on SQLite and on a throwaway PostgreSQL
	@.ci/install database
	@$(CLEAN) $(PYTEST) -m bench --benchmark-enable
	@$(CLEAN) $(PYTHON) -m tests.postgres $(PYTEST) -m bench --benchmark-enable -k "not test_rules and not test_pdf"

soak: install ## long random walks, generated files, broken-off work on PostgreSQL; SCALE=20
	@.ci/install database
	@.ci/install office
	@$(CLEAN) ZZSPACE_SOAK_SCALE=$(SCALE) $(PYTHON) -m tests.postgres $(PYTEST) -n 2 --dist loadfile -m soak

# Checking --------------------------------------------------------------------------------------------------------

lint: install ## style, types, layers, templates, migrations, settings, diagrams
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --check --quiet
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint --lint --quiet templates
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@$(PRODUCTION) $(MANAGE) workflow_diagram --check
	@$(PRODUCTION) $(MANAGE) campaign_diagram --check

clean: ## removes what was installed and cached; data under var/ stays
	rm -rf .venv node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks test-results
