# Two commands matter: `make run` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ifeq ($(PYTHON),)
$(error kehou needs Python 3.11 or newer on the PATH)
endif
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup setup-dev run reset test check bench format

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Build the environment: .venv and the frontend bundle
	@$(PYTHON) tools/environment.py

setup-dev:
	@$(PYTHON) tools/environment.py --dev

run: setup ## Start the demo city: http://localhost:8000 (PORT=… for another port)
	@exec .venv/bin/kehou up --demo --port $(PORT)

reset: setup ## Throw the demo away and build it anew
	@.venv/bin/kehou up --demo --reset --no-serve

test: setup-dev ## Every test: SQLite, PostgreSQL, a real browser
	@.venv/bin/python tools/test.py $(ARGS)

check: setup-dev ## Format, lint, types, import contracts; under a minute
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: setup-dev ## Put the code into form
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only .

bench: setup-dev ## Ratios from one run
	@.venv/bin/python -m bench
