# The two commands of the README are `make run` and `make test`.
.PHONY: run test lint e2e bench release dashboard

run: dashboard ## serve the demo book at http://127.0.0.1:8000
	cargo build && target/debug/loanbook demo && exec target/debug/loanbook serve
test: dashboard ## every test, on every database that is there
	cargo test --workspace && npm --prefix dashboard test --silent
lint: dashboard ## format, clippy, types
	cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings && npm --prefix dashboard run --silent check
e2e: dashboard ## the pages in Chromium, against a server of its own
	cargo build && .ci/with_server bash -c 'node dashboard/e2e/e2e.mjs "$$BASE" dashboard/e2e/shots'
bench: dashboard ## time of each figure in both engines, of a request, of thousands of connections, of payments; see docs/PERFORMANCE.md
	cargo build --release && target/release/loanbook bench --loans 1000,10000
	cargo bench --bench requests --bench connections --bench payments
release: dashboard ## the optimised binary, target/release/loanbook
	cargo build --release --features parquet
dashboard: dashboard/dist/index.html
dashboard/dist/index.html: dashboard/package-lock.json $(shell find dashboard -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/e2e/*')
	npm --prefix dashboard ci --no-audit --no-fund --silent && npm --prefix dashboard run --silent build
