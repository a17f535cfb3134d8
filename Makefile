# heald: make demo heals a real service while you watch; make test runs all tests. Both install what is missing first.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
FUZZTIME ?= 60s
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
export GOTOOLCHAIN = local

.PHONY: demo test build setup check check-quick fuzz generate e2e e2e-serve e2e-bad e2e-living e2e-strangers e2e-console e2e-postgres determinism bench-crashes bench-canary bench-daemon bench clean

demo: build
	@if [ -t 0 ] && [ -t 1 ]; then bin/heald demo; else bin/heald demo --yes; fi

test: build
	$(GO) test ./...

# Copied, since a file that the linker has just written may lie in the system's cache in pieces of 2 MB, each of which one touch maps as a whole:
# 15 MB more resident memory, until it is read from the disk again.
build: setup
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/heald.linked ./cmd/heald
	@cp bin/heald.linked bin/heald.copied && mv -f bin/heald.copied bin/heald && rm bin/heald.linked

setup:
	@scripts/setup.sh

# The console's pages: their Go code is committed, and a test says when it is out of date.
generate:
	$(GO) run github.com/a-h/templ/cmd/templ@v0.3.977 generate -path internal/web

# The quick part of check: what needs no long run.
check-quick: setup
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

check: check-quick
	$(GO) test -race ./...
	$(MAKE) fuzz

# A while of each fuzz target.
fuzz:
	@for target in $$(grep -rl --include='*_test.go' '^func Fuzz' .); do \
		dir=$$(dirname $$target); \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$target); do \
			echo "fuzz $$dir $$name"; \
			$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$dir || exit 1; \
		done; \
	done

# Services with real dependencies from the package index, in real virtual environments; needs the network.
e2e: build
	HEALD_E2E=1 $(GO) test -count=1 -timeout 30m -skip TestStrangers ./e2e/... ./internal/language/python/environ/... ./internal/prepare/... ./internal/demo/...

# The daemon under what happens to one: killed, flooded, stopped, without space, braked, twice on one store.
e2e-serve: build
	HEALD_E2E=1 $(GO) test -count=1 -timeout 30m -skip TestStrangers -v ./e2e/serve

# Services that are not ours (Flask, FastAPI) under traffic, guarded by the whole daemon; needs the network.
e2e-living: build
	HEALD_E2E=1 $(GO) test -count=1 -timeout 30m -run 'TestLiving' -v ./e2e

# Public packages as they are published (Flask, FastAPI, Werkzeug), broken, under traffic; skipped where their sources cannot be had.
e2e-strangers:
	HEALD_E2E=1 $(GO) test -count=1 -timeout 60m -run TestStrangers -v ./e2e/serve

# What harms, hangs, floods or is cut short, and bytes that must stay as they are: the long part of the bad-input tests.
e2e-bad: build
	HEALD_SLOW=1 $(GO) test -count=1 -timeout 30m -run 'TestScripts/bad|TestPatchKeepsBytes|TestContract' ./cmd/heald

# The store and the runner on a PostgreSQL of the distribution, which is installed when it is missing; nothing may be skipped.
e2e-postgres: setup
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || test -n "$$HEALD_POSTGRES" || apt-get install -y -qq postgresql >/dev/null
	HEALD_POSTGRES_REQUIRED=1 $(GO) test -count=1 -timeout 30m ./internal/store/postgres/... ./internal/runner/...

# The console in a real browser; SCREENSHOTS=DIR keeps what it looked like.
e2e-console:
	@command -v chromium >/dev/null || apt-get install -y chromium fonts-inter fonts-jetbrains-mono
	$(if $(SCREENSHOTS),@mkdir -p $(SCREENSHOTS))
	HEALD_E2E=1 HEALD_SCREENSHOTS=$(abspath $(SCREENSHOTS)) $(GO) test -count=1 -timeout 10m -run TestBrowser ./internal/web

# Ten runs of one case with the same seed give byte-identical patches.
determinism: build
	HEALD_DETERMINISM=1 $(GO) test -count=1 -timeout 30m -run TestDeterminism -v ./cmd/heald

# The corpus that the engine grew up with, and those that were written by somebody who had not seen it.
bench-crashes: build
	bin/heald bench crashes --data bench/crashes
	bin/heald bench crashes --data bench/unseen
	bin/heald bench crashes --data bench/unseen2
	bin/heald bench crashes --data bench/unseen3

# Simulated canaries of each kind: none of the bad may be promoted, at most one of a thousand good ones aborted.
bench-canary:
	CANARIES=1000 $(GO) test -count=1 -timeout 20m -run TestTrials -v ./internal/deliver

# The daemon's memory while nothing happens, and how soon it is ready with 10,000 open cases in its store.
bench-daemon: build
	HEALD_E2E=1 $(GO) test -count=1 -timeout 10m -run 'TestIdleMemory|TestReadyWithManyCases' -v ./e2e/serve

bench: setup
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin
