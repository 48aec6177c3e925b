# make demo: set up, then take a bundled cohort through nbgrader.  make test: set up, then test everything.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test lint types check solutions bench clean

help:
	@echo "make demo    release a chapter, autograde a bundled cohort with nbgrader, show the table"
	@echo "make test    run the whole test suite"
	@echo "make check   check every exercise and every case (forklings author check)"
	@echo "make bench   measure the engine against bare programs"
	@echo "make clean   remove what the others set up"

# The mark is made last, so a set-up that was interrupted is taken up again.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "forklings needs Python 3.11 or later; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
		{ echo "no virtual environment could be made; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing packages into $(VENV); this takes some minutes the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)
	@$(BIN)/python demo/run.py

test: $(READY) lint types
	$(BIN)/pytest -n 3 --dist loadfile
	$(BIN)/pytest -n 2 solutions/

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

solutions: $(READY)
	$(BIN)/pytest solutions/

check: $(READY)
	$(BIN)/forklings author check

bench: $(READY)
	$(BIN)/python benchmarks/overhead.py

clean:
	rm -rf $(VENV) demo/course .cache .pytest_cache .mypy_cache .ruff_cache
