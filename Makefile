# Everything a person needs on a fresh Debian 12 with Go, Node and gcc:
#
#   make run     build everything and start the server
#   make test    all tests, browsers included; what CI runs
#   make build   bin/veche, static, with all codecs; make CODECS=bsd build leaves out those
#                under the GPL (`veche version` says what is missing then)
#   make bench   the figures of docs/performance.md, with the load of the machine beside them;
#                ten minutes, or two with QUICK=1
#   make soak    the long tests
#   make lint    only the checks that need no running
#   make clean   remove what was built; the data folder stays
#
# make run ARGS="--config veche.yaml" hands arguments to `veche serve`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# Tests wait for media in real time: one thing after the other, whatever -j says.
# The tools inside use all cores by themselves.
.NOTPARALLEL:

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
# The C libraries of the codecs: avcodec is all of them, bsd those under BSD licences.
CODECS ?= avcodec
ifeq ($(filter avcodec bsd,$(CODECS)),)
$(error CODECS is avcodec or bsd, not $(CODECS))
endif
# netgo, osusergo: name and user look-ups in Go, since those of libc cannot be linked statically.
TAGS := $(CODECS),netgo,osusergo
LDFLAGS := -s -w -X main.version=$(VERSION)
STATIC := -linkmode external -extldflags -static
GOLANGCI_VERSION := v2.13.1
GOLANGCI := .tools/golangci-lint-$(GOLANGCI_VERSION)

# What the web application is built from. Results of its tests are not.
WEB_SOURCES := $(shell find webui -type f \
	-not -path '*/node_modules/*' -not -path 'webui/dist/*' -not -path 'webui/e2e/*' \
	-not -path '*/test-results*/*' -not -path '*/playwright-report/*' -not -name '*.go' -not -name '*.md' 2>/dev/null)

.PHONY: run build test bench soak lint clean \
	packages-build packages-test voices go-build go-lint go-test web web-lint web-test e2e

run: build
	bin/veche serve $(ARGS)

build: packages-build web voices go-build

test: packages-test go-lint web-lint web voices go-build go-test web-test e2e
	@echo "make test: everything passed; logs are in build/"

packages-build:
	@.ci/packages build $(CODECS)

packages-test:
	@.ci/packages build $(CODECS) test

# Go

go-build:
	CGO_ENABLED=1 go build -trimpath -tags '$(TAGS)' -ldflags '$(LDFLAGS) $(STATIC)' -o bin/veche ./cmd/veche
	@if ldd bin/veche 2>/dev/null; then echo "bin/veche is not static" >&2; exit 1; fi

lint: go-lint web-lint

go-lint: $(GOLANGCI)
	go mod tidy -diff
	go vet -tags '$(TAGS)' ./...
	go vet -tags bsd ./media/codec/...
	CGO_ENABLED=0 go vet ./media/codec/...
	$(GOLANGCI) fmt --diff
	$(GOLANGCI) run --allow-parallel-runners ./...

$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION); minutes the first time, kept in .tools/"
	@mkdir -p .tools/tmp
	GOBIN=$(CURDIR)/.tools/tmp GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@mv .tools/tmp/golangci-lint $@ && rmdir .tools/tmp

# go-lint has vetted already.
go-test:
	@.ci/gotest build/go-test-bsd.log -vet=off -tags bsd,netgo,osusergo -timeout 5m ./media/codec/...
	@.ci/gotest build/go-test.log -vet=off -race -tags '$(TAGS)' -timeout 20m ./...

bench: build
	CGO_ENABLED=1 go build -trimpath -tags '$(TAGS)' -ldflags '$(STATIC)' -o bin/vechebench ./cmd/vechebench
	bin/vechebench $(if $(QUICK),--quick)
	go test -tags '$(TAGS)' -run '^$$' -bench . -benchtime $(if $(QUICK),0.2s,1s) ./media/forward ./media/peer ./media/mix ./media/record ./media/codec/... ./media/compose ./media ./rtsp/camera

soak: build
	@.ci/gotest build/soak.log -tags 'soak,$(TAGS)' -run Soak -timeout 60m ./...

# What callers hear, spoken by espeak-ng; without it they hear tones.

VOICES := sip/leg/prompts

voices: build/voices.stamp

build/voices.stamp: $(wildcard $(VOICES)/*.go $(VOICES)/voices/*.go)
	go run ./$(VOICES)/voices $(VOICES)/built
	@mkdir -p build && touch $@

# Web. `npm ci` runs only when the lock file has changed; the build only when a source has.

webui/node_modules/.stamp: webui/package-lock.json
	cd webui && npm ci --no-audit --no-fund
	@touch $@

web: build/web.stamp

build/web.stamp: webui/node_modules/.stamp $(WEB_SOURCES)
	cd webui && npm run build
	@mkdir -p build && touch $@

web-lint: webui/node_modules/.stamp
	cd webui && npm run lint
	cd webui && npm run typecheck

web-test: webui/node_modules/.stamp
	cd webui && npm test

e2e: build
	cd webui && npm run e2e

clean:
	rm -rf bin build webui/test-results webui/test-results-far webui/playwright-report
	[ ! -d webui/dist ] || find webui/dist -mindepth 1 -not -name placeholder -delete
	find $(VOICES)/built -mindepth 1 -not -name placeholder -delete
