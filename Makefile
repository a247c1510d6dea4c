# Every target sets up what it needs by itself: an isolated environment in .venv with the locked dependencies.
#   make run                       read samples/ into out/ and print the summary
#   make run INPUT=报告 OUT=结果    read one's own files
INPUT ?= samples
OUT ?= out
PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The folders as the package tree that users import: what `gongkai.pipeline` is called while it lies in pipeline/ (for mypy).
TREE := build/tree
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench bench-checks bench-scans bench-scan-speed bench-fuzz bench-bulk chaos format lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## the environment alone

$(READY): requirements-build.lock requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "gongkai needs Python 3.11 or newer as $(PYTHON) (make PYTHON=python3.12 …)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "python3 -m venv does not work here; on Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "setting up $(VENV) (once) …"
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY)  ## read INPUT (samples/) into OUT (out/) and print the summary
	@$(BIN)/python -m gongkai run "$(INPUT)" -o "$(OUT)"

test: $(READY)  ## all tests
	@$(BIN)/python -m pytest

check: $(READY) $(TREE)  ## format, lint, types and the direction of imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@cd $(TREE) && ../../$(BIN)/python -m mypy --config-file ../../pyproject.toml --cache-dir ../../.mypy_cache -p gongkai
	@cd tests && MYPYPATH=../$(TREE) ../$(BIN)/python -m mypy --config-file ../pyproject.toml --cache-dir ../.mypy_cache/tests \
	  --explicit-package-bases .
	@$(BIN)/python -m pytest -q tests/test_imports.py

$(TREE): Makefile $(wildcard pipeline/facade/*.py)
	@rm -rf $(TREE) && mkdir -p $(TREE)/gongkai
	@cd $(TREE)/gongkai && ln -s ../../../schemas ../../../extractors ../../../pipeline . \
	  && ln -s ../../../pipeline/facade/*.py ../../../pipeline/facade/py.typed .

bench: $(READY)  ## measure against python-docx, pdfplumber, openpyxl, lxml, LibreOffice and a bare typer program, side by side
	@$(BIN)/python tests/bench/bench.py
	@$(BIN)/python tests/bench/pdf.py
	@$(BIN)/python tests/bench/sheets.py
	@$(BIN)/python tests/bench/office.py

bench-checks: $(READY)  ## the mutation bench of the cross-checks: share caught, false findings, time, memory
	@cd tests && ../$(BIN)/python -m bench.checks $(BENCH)

bench-scans: $(READY)  ## the bench of recognition: generated scans from easy to hard, what is right and what is wrong unnoticed
	@cd tests && ../$(BIN)/python -m bench.scans $(BENCH)

bench-scan-speed: $(READY)  ## scanned pages against bare recognition of the same crops and rapidocr over the whole page
	@cd tests && ../$(BIN)/python -m bench.scan_speed $(BENCH)

bench-fuzz: $(READY)  ## damaged files of every format: exceptions, crashes, hangs, memory (BENCH="--replay docx 17" for one again)
	@cd tests && ../$(BIN)/python -m extractors.fuzz $(BENCH)

bench-bulk: $(READY)  ## bulk runs: workers against a bare loop, isolation, unchanged and grown input, memory of the parent
	@cd tests && ../$(BIN)/python -m bench.bulk $(BENCH)

chaos: $(READY)  ## thousands of files, some hostile, and kills at any moment (CHAOS="--seed 7 --files 5000 --seeds 20")
	@cd tests && ../$(BIN)/python -m chaos.run $(CHAOS)

format: $(READY)  ## let ruff format and mend what it can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:  ## resolve the dependencies anew (needs uv) into the lock files, for all platforms
	@echo 'setuptools>=77' | uv pip compile - -o requirements-build.lock --quiet --upgrade \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
	@uv pip compile pyproject.toml --extra dev --extra ocr -o requirements.lock --quiet --upgrade \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

clean:  ## remove the environment, caches and what was built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
