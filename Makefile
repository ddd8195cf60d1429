# `make` prints what can be done. PORT=, HOST=, YANXUN_DATA= and YANXUN_DEMO=0 may follow any target that starts the site.
SHELL := /bin/bash
VENV ?= .venv
PYTHON := $(VENV)/bin/python
PYTEST := $(PYTHON) -m pytest
# Components stay as written: a line end behind an inline component would print a space.
PAGES := find templates -name '*.html' -not -path 'templates/cotton/*' -print0 | xargs -0
DJADE := $(VENV)/bin/djade --target-version 5.2
export VENV
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run dev run-production-like test test-with-servers test-embedded test-on-servers check lint format \
        messages bench bench-search screens runtime development system

help: ## Print this list
	@echo "Two commands: make run (no root), make test (root on Debian installs the servers it tests with)"
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: runtime ## Start the site with the demo city: http://127.0.0.1:8000
	@exec $(PYTHON) -m deploy.start

dev: development ## The same with DEBUG on and a web server that reloads
	@exec $(PYTHON) -m deploy.start --dev

run-production-like: runtime system ## The same on a PostgreSQL, Redis and Elasticsearch of its own (root on Debian)
	@exec $(PYTHON) -m deploy.services --keep -- $(PYTHON) -m deploy.start

test: development system ## Lint, then all tests, on SQLite and on real servers that it starts and stops
	@exec $(PYTHON) -m deploy.services -- $(MAKE) --no-print-directory test-with-servers

test-with-servers: lint # both halves run, whatever the first one says
	@code=0; \
	$(MAKE) --no-print-directory test-on-servers || code=1; \
	$(MAKE) --no-print-directory test-embedded || code=1; \
	exit $$code

test-embedded:
	@echo "== tests on SQLite, the file broker and the database search engine"
	@$(PYTEST) -n 2 -q

test-on-servers:
	@echo "== tests on PostgreSQL, Redis and Elasticsearch"
	@if [ -n "$$YANXUN_TEST_POSTGRES_URL" ]; then \
	  DATABASE_URL=$$YANXUN_TEST_POSTGRES_URL REDIS_URL=$$YANXUN_TEST_REDIS_URL \
	  ELASTICSEARCH_URL=$$YANXUN_TEST_ELASTICSEARCH_URL $(PYTEST) -n 2 --dist loadgroup -q -m "not embedded"; \
	elif [ -n "$$CI" ]; then echo "no servers, and CI is set" >&2; exit 1; \
	else echo "   skipped: no servers on this machine (root on Debian gets them by make test)"; fi

check: development lint ## Format, lint, types, imports, migrations, messages, templates, fast tests
	@$(PYTEST) -n 2 -q -m "not browser and not servers" tests/architecture tests/core tests/deploy

lint: development
	@echo "== format"      && $(PYTHON) -m ruff format --check .
	@echo "== lint"        && $(PYTHON) -m ruff check .
	@echo "== types"       && $(PYTHON) -m mypy .
	@echo "== imports"     && $(PYTHON) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo
	@echo "== migrations"  && $(PYTHON) manage.py makemigrations --check --dry-run
	@echo "== messages"    && $(PYTHON) -m deploy.messages --check
	@echo "== templates"   && $(PAGES) $(DJADE) --check
	@echo "== deployment"  && SITE_URL=https://yanxun.example SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(PYTHON) manage.py check --deploy --fail-level WARNING

format: development ## Format code and sort imports
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PAGES) $(DJADE) || true

messages: development ## Bring the message catalogues up to date with the sources and compile them
	@$(PYTHON) -m deploy.messages

bench: development system ## Measure what docs/performance.md promises, on the servers of production
	@exec $(PYTHON) -m deploy.services -- $(PYTHON) -m benchmarks.run

bench-search: development system ## Measure how good the search is on judged queries (SEARCH_JUDGEMENTS=folder for others)
	@exec $(PYTHON) -m deploy.services -- $(PYTHON) -m benchmarks.search_quality.evaluate

screens: development ## Draw the README's screenshots from the running demo
	@exec $(PYTHON) -m docs.screens

runtime:
	@deploy/virtual-environment runtime

development:
	@deploy/virtual-environment development

system:
	@deploy/system-packages
