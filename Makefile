# Every target sets up its own environment: python3 with venv, git and make are enough. uv is used where present.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= auto

.PHONY: demo test torture run bench check build clean compiled

# The lock names every package, so pip resolves nothing: its resolver would ask for a newer release of a package with extras.
$(READY): requirements.lock pyproject.toml
	@if [ ! -x $(BIN)/python ]; then \
	  if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed $(VENV); else $(PYTHON) -m venv $(VENV); fi; fi
	@if command -v uv >/dev/null 2>&1; then \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --require-hashes -r requirements.lock && \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
	  $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . ; fi
	@touch $(READY)

demo: $(READY)        ## the whole path on invented interviews, in a throw-away folder
	$(BIN)/fieldnotes demo

# As an installed program is: where Python may not write bytecode, every process would compile all modules again.
compiled: $(READY)
	@$(BIN)/python -m compileall -q fieldnotes

test: check compiled  ## what CI runs: style, types, walls, then every test
	$(BIN)/python -m pytest -n $(WORKERS) -m "not torture"

torture: compiled     ## the long campaigns: every kill point, every fault, thousands of damaged files
	$(BIN)/python -m pytest -n $(WORKERS) -m torture

run: $(READY)         ## open the application
	$(BIN)/fieldnotes

bench: compiled       ## speeds, as ratios within one run
	$(BIN)/python -m tests.bench

check: $(READY)       ## style, types, import walls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

build: $(READY)       ## a wheel and a source archive
	$(BIN)/python -m hatchling build

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
