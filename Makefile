.PHONY: run test check bench fuzz clean

BIN := .venv/bin

run:  ## dashboard on example data that went through the real intake
	@sh scripts/siapkan.sh run
	@$(BIN)/pantau demo

test:  ## every test, with a real PostgreSQL, Chromium and Dovecot
	@sh scripts/siapkan.sh test
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check:  ## style, types, import rules, data contracts, staleness of generated files
	@sh scripts/siapkan.sh test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@sh scripts/periksa_kontrak.sh
	@.tools/uv/bin/uv lock --check --quiet

bench:  ## times of the main jobs, beside yardsticks of the same run
	@sh scripts/siapkan.sh test
	@$(BIN)/python -m benchmarks

fuzz:  ## ten times as many damaged workbooks as `make test` tries
	@sh scripts/siapkan.sh test
	@PANTAU_FUZZ=5000 $(BIN)/python -m pytest tests/etl/test_kocokan.py

clean:  ## removes what the two commands brought, and the example data folder
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
