# Sluice: everything a person does to this package. `make help` lists it.
#
# `make demo` and `make test` do their own set-up on a plain Debian or Ubuntu with Swift 6.3.

SWIFT_NEEDED := 6.3
APT_PACKAGES := libxml2-dev libsqlite3-dev zlib1g-dev pkg-config

# Where builds go, how many compilers at once, and where `make demo` puts its feeds.
SCRATCH ?= .build
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
DEMO_OUT ?= demo-feed

# What the demo converts, and under which agreements.
DEMO_INPUT ?= Samples/neighbourhood
AGREEMENTS ?= Policies/frailty-neighbourhood/agreement.yaml Policies/direct-care-mdt/agreement.yaml
DEMO_FLAGS ?= --run-date 2026-11-21
# Settings that the agreements name: the key of made-up pseudonyms. NAME=value.
DEMO_KEY := 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
DEMO_ENV ?= SLUICE_KEY_NEIGHBOURHOOD=$(DEMO_KEY)
# The exit code that the samples must give: something in them is for quarantine.
DEMO_EXIT ?= 1
EXPECTED := Samples/expected

# How often `make bench` measures each speed.
BENCH_ROUNDS ?= 7

# Where `make install` puts the program.
PREFIX ?= /usr/local
DESTDIR ?=

# Small functions are called across rooms in the hot path: optimised across modules, conversions
# take 3 % less time of the processor.
RELEASE := swift build -c release --static-swift-stdlib -Xswiftc -cross-module-optimization \
	--scratch-path $(SCRATCH) --jobs $(JOBS)
BENCHMARKS := swift build -c release --package-path Tests/Benchmarks \
	--scratch-path $(SCRATCH)/benchmarks --jobs $(JOBS)
STAGE := $(SCRATCH)/stage
INSTALLED := bin/sluice share/man/man1/sluice.1 \
	share/bash-completion/completions/sluice share/zsh/site-functions/_sluice \
	share/fish/vendor_completions.d/sluice.fish
SOURCES := Package.swift $(shell find Sources -type f)
# The day of the newest entry in the change log, so that a rebuilt man page is the same page.
RELEASED := $(shell sed -n 's/^## \[[0-9.]*\] - \([0-9-]*\)$$/\1/p' CHANGELOG.md | head -1)

.DEFAULT_GOAL := help
.PHONY: help setup build demo expected test lint fuzz tsan bench instructions install uninstall \
	clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check Swift, and install the system packages that are missing
	@command -v swift >/dev/null || { \
		echo "error: Swift $(SWIFT_NEEDED) or later is needed, and there is no swift on the PATH;" \
			"see https://www.swift.org/install" >&2; exit 1; }
	@found=$$(swift --version 2>/dev/null \
		| sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1); \
	printf '%s\n' "$(SWIFT_NEEDED)" "$${found:-0}" | sort -V -C || { \
		echo "error: Swift $(SWIFT_NEEDED) or later is needed, this is $${found:-unknown};" \
			"see https://www.swift.org/install" >&2; exit 1; }
	@command -v dpkg-query >/dev/null || { \
		echo "note: not a Debian or Ubuntu; the headers of libxml2, SQLite and zlib, and" \
			"pkg-config, must be installed by other means" >&2; exit 0; }; \
	missing=; for package in $(APT_PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q ' installed$$' \
			|| missing="$$missing $$package"; \
	done; \
	test -n "$$missing" || exit 0; \
	if test "$$(id -u)" = 0; then as_root=; \
	elif command -v sudo >/dev/null; then as_root=sudo; \
	else echo "error: these packages are missing, and without root or sudo they cannot be" \
		"installed; ask for: apt-get install$$missing" >&2; exit 1; fi; \
	echo "installing$$missing"; \
	$$as_root apt-get update -qq && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $$missing

# One binary with Swift's library inside, its man page and its completions, made by itself.
$(STAGE)/sluice: $(SOURCES)
	@$(MAKE) --no-print-directory setup
	$(RELEASE) --product sluice
	@mkdir -p $(STAGE)
	@cp "$$($(RELEASE) --show-bin-path)/sluice" $@.new && mv $@.new $@ && touch $@

$(STAGE)/sluice.1: $(STAGE)/sluice CHANGELOG.md
	$(RELEASE) --product generate-manual
	@"$$($(RELEASE) --show-bin-path)/generate-manual" $< -o - \
		$(if $(RELEASED),--date $(RELEASED)) > $@.new && mv $@.new $@

$(STAGE)/sluice.%: $(STAGE)/sluice
	@$< --generate-completion-script $* > $@.new && mv $@.new $@

build: $(STAGE)/sluice ## build the program for release

demo: $(STAGE)/sluice ## turn the made-up practices' records into feeds under the agreements
	@test -d $(DEMO_INPUT) || { echo "error: there is no $(DEMO_INPUT)" >&2; exit 1; }
	@test -n "$(AGREEMENTS)" || { echo "error: there is no agreement in Policies" >&2; exit 1; }
	@if test -e $(DEMO_OUT); then \
		find $(DEMO_OUT) -maxdepth 2 -name manifest.json 2>/dev/null | grep -q . || { \
			echo "error: $(DEMO_OUT) is not a feed of an earlier demo; move it away" >&2; \
			exit 1; }; \
		rm -rf $(DEMO_OUT); \
	fi
	@env $(DEMO_ENV) $(STAGE)/sluice convert $(DEMO_INPUT) $(AGREEMENTS:%=--agreement %) \
		--out $(DEMO_OUT) $(DEMO_FLAGS); code=$$?; \
	test $$code -eq $(DEMO_EXIT) || { \
		echo "error: the demo ended with exit code $$code, not $(DEMO_EXIT)" >&2; exit 1; }
	@echo "The feeds are in $(DEMO_OUT)"

expected: ## write Samples/expected anew, after a mapping or an agreement has changed
	@$(MAKE) --no-print-directory demo
	@rm -rf $(EXPECTED) && cp -R $(DEMO_OUT) $(EXPECTED) && chmod -R u=rwX,go=rX $(EXPECTED)

test: setup ## build and run every test
	swift test --disable-xctest --scratch-path $(SCRATCH) --jobs $(JOBS)

lint: ## check the layout of every Swift file
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

fuzz: setup ## give hostile input to everything that takes bytes; hours
	python3 Tests/Fuzz/run.py --scratch $(SCRATCH)/fuzz

# The program alone is built with the sanitizer, whose races end it with 66, which no test expects.
tsan: setup ## run the tests of streams against a program that looks for data races (Linux)
	swift build --sanitize thread --scratch-path $(SCRATCH)/tsan --jobs $(JOBS) --product sluice
	clang -Wall -Werror -shared -fPIC -O1 -o $(SCRATCH)/tsan/mutexes.so Tests/Chaos/mutexes.c
	swift build --build-tests --scratch-path $(SCRATCH) --jobs $(JOBS)
	env SLUICE_PROGRAM="$$(swift build --sanitize thread --scratch-path $(SCRATCH)/tsan \
		--show-bin-path)/sluice" TSAN_OPTIONS="exitcode=66 report_bugs=1" \
		LD_PRELOAD="$(abspath $(SCRATCH))/tsan/mutexes.so" \
		swift test --skip-build --disable-xctest --scratch-path $(SCRATCH) \
		--filter 'EndToEndTests.(Stream|Unordered|Watch|Ledger|TimeLimit)'

bench: $(STAGE)/sluice ## measure speed and memory beside the limits of the parsers
	$(BENCHMARKS)
	@"$$($(BENCHMARKS) --show-bin-path)/Benchmarks" $< $(SCRATCH)/benchmark-data $(BENCH_ROUNDS)

instructions: $(STAGE)/sluice ## count the instructions of fixed work, against those held
	@python3 Tests/Benchmarks/instructions.py $<

install: $(addprefix $(STAGE)/sluice,.1 .bash .zsh .fish) ## install under PREFIX
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,$(dir $(INSTALLED)) share/sluice)
	install -m 755 $(STAGE)/sluice $(DESTDIR)$(PREFIX)/bin/sluice
	install -m 644 $(STAGE)/sluice.1 $(DESTDIR)$(PREFIX)/share/man/man1/sluice.1
	install -m 644 $(STAGE)/sluice.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/sluice
	install -m 644 $(STAGE)/sluice.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sluice
	install -m 644 $(STAGE)/sluice.fish \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sluice.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/sluice/Mappings $(DESTDIR)$(PREFIX)/share/sluice/Policies
	cp -R Mappings $(DESTDIR)$(PREFIX)/share/sluice/Mappings
	install -d $(DESTDIR)$(PREFIX)/share/sluice/Policies
	cp -R Policies/indicators Policies/codes $(DESTDIR)$(PREFIX)/share/sluice/Policies
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/sluice

uninstall: ## remove what `make install` put under PREFIX
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,$(INSTALLED))
	rm -rf $(DESTDIR)$(PREFIX)/share/sluice

clean: ## remove what was built, and nothing else
	swift package --scratch-path $(SCRATCH) clean
	rm -rf $(STAGE) $(SCRATCH)/benchmarks $(SCRATCH)/benchmark-data
