# Two commands to begin with: `make demo` and `make test`. The rest is for those who work on Vigie itself.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo

.PHONY: help demo test check format bench bench-peers bench-drift quality chaos soak fuzz openapi clean

help:  ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or say 'make PYTHON=/path/to/python3.11 …'"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp per set of extras, so that a second `make` starts at once and a changed pin installs again.
$(VENV)/.demo: pyproject.toml requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e ".[train,ui]"
	@touch $@

$(VENV)/.dev: pyproject.toml requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e ".[dev]"
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo  ## the whole path on an invented sample; stays up until Ctrl-C (ONCE=1: ends by itself)
	$(BIN)/vigie demo $(DEMO) $(if $(ONCE),--once,)

test: $(VENV)/.dev  ## every test (PostgreSQL, Chromium, Prometheus and its Alertmanager are needed; a missing one is named)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile $(ARGS)

check: $(VENV)/.dev  ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev  ## the benchmarks, each a table against its reference
	$(BIN)/python -m benchmarks

bench-peers: $(VENV)/.dev  ## the service against MLServer, LitServe, BentoML, MLflow and FastAPI, each installed beside it
	$(BIN)/python -m benchmarks.load.peers --kind text
	$(BIN)/python -m benchmarks.load.peers --kind columns
	$(BIN)/python -m benchmarks.load.peers --kind net

bench-drift: $(VENV)/.dev  ## the drift report against Evidently and NannyML, and what it finds on real rows, about ten minutes
	$(BIN)/python -m benchmarks.drift
	$(BIN)/python -m benchmarks.drift.detection

quality: $(VENV)/.dev  ## the quality table on the real data, about two hours (TASK=airline: one row)
	$(BIN)/python -m benchmarks.quality $(TASK)

chaos: $(VENV)/.dev  ## kill -9 at random moments under load, on SQLite and PostgreSQL: is everything that was answered kept?
	$(BIN)/python -m benchmarks.chaos --rounds 20

soak: $(VENV)/.dev  ## ten minutes at half load: does the service's memory stay flat?
	$(BIN)/python -m benchmarks.load.soak

fuzz: $(VENV)/.dev  ## thousands of requests made from the OpenAPI document, about five minutes
	FUZZ=200 $(BIN)/python -m pytest -q -s tests/serving/test_contract.py

openapi: $(VENV)/.dev  ## write the service's contract anew, docs/reference/openapi.json
	$(BIN)/python docs/reference/openapi.py

clean:  ## remove what was built
	rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache build dist
