# Everything goes through plein/bootstrap.py, which needs only Python 3.11 and pip.
PYTHON ?= python3
BOOT = $(PYTHON) -m plein.bootstrap
BENCHES = bench-fanout bench-timeline bench-search bench-session bench-faults

.PHONY: help run test lint demo screenshots bench $(BENCHES) lock

help:
	@echo "make run          start Plein on http://127.0.0.1:8000 (PORT, PLEIN_DATA, SERVER=daphne)"
	@echo "make test         every test, on SQLite and on PostgreSQL with Redis, in Chromium, with faults"
	@echo "make lint         ruff, oxlint"
	@echo "make demo         fill an empty database with demo people"
	@echo "make bench        all benchmarks; $(BENCHES)"
	@echo "make screenshots  the pictures in docs/screenshots"
	@echo "make lock         requirements.lock from pyproject.toml (needs uv)"

run:
	@exec $(BOOT) run

test:
	@exec $(BOOT) test

lint:
	@$(BOOT) tool -m ruff check .
	@$(BOOT) tool -m ruff format --check .
	@$(BOOT) tool -m tests.oxlint

demo:
	@$(BOOT) manage migrate --verbosity 0
	@exec $(BOOT) manage demo

screenshots:
	@exec $(BOOT) tool docs/screenshots.py

bench: $(BENCHES)

$(BENCHES): bench-%:
	@exec $(BOOT) tool -m bench.$*

# No --emit-index-url: the hashes bind, wherever the files come from.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --all-extras pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements-dev.lock pyproject.toml -o requirements.lock
