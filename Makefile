# The commands of the house; `make help` lists them.
PYTHON := $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench translations

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(VENV)/run.stamp ## run the main job here, with invented people and simulated phones; PORT=8100 takes another port
	@$(BIN)/python -m amparo demo $(if $(PORT),--port $(PORT))

demo-reset: $(VENV)/run.stamp ## throw the demo's data away and start anew
	@$(BIN)/python -m amparo demo --reset $(if $(PORT),--port $(PORT))

test: $(VENV)/test.stamp browser peers ## everything: style, types, directions, rules, migrations, translations, all tests
	@$(MAKE) --no-print-directory static-checks
	@$(BIN)/python -m tools.with_database $(BIN)/pytest -n 2 -q

check: $(VENV)/test.stamp peers static-checks ## all of it but the browser
	@$(BIN)/python -m tools.with_database $(BIN)/pytest -n 2 -q -m "not browser"

translations: $(VENV)/test.stamp ## bring the files of words up to date with the code
	@$(BIN)/python -m tools.translations extract

bench: $(VENV)/bench.stamp ## measure against the floors; prints JSON
	@$(BIN)/python -m tools.bench

.PHONY: static-checks browser peers
static-checks: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@AMPARO_MODE=test $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.check_actions
	@$(BIN)/python -m tools.check_sizes
	@$(BIN)/python -m tools.check_opening
	@$(BIN)/python -m tools.translations compile
	@$(BIN)/python -m tools.translations check
	@AMPARO_MODE=test $(BIN)/python -m tools.with_database $(BIN)/python manage.py makemigrations --check --dry-run

peers: $(VENV)/test.stamp
	@$(BIN)/python -m tools.install_peers

browser:
	@sh tools/install_chromium.sh

$(VENV)/%.stamp: requirements/%.lock
	@[ -n "$(PYTHON)" ] || { echo "Amparo needs Python 3.11 to 3.13. Install one of them and run make again."; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python --require-hashes -r $<; \
	 else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<; fi
	@touch $@
