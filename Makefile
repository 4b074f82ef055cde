# Netstrata. `make` alone lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# The installed program runs where no Swift toolchain is.
RELEASE = -c release --product netstrata --static-swift-stdlib
PROGRAM = .build/release/netstrata

unitdir = $(DESTDIR)$(PREFIX)/lib/systemd/system
sysusersdir = $(DESTDIR)$(PREFIX)/lib/sysusers.d
tmpfilesdir = $(DESTDIR)$(PREFIX)/lib/tmpfiles.d
networkddir = $(DESTDIR)$(PREFIX)/lib/systemd/networkd.conf.d
sharedir = $(DESTDIR)$(PREFIX)/share
bashdir = $(sharedir)/bash-completion/completions
zshdir = $(sharedir)/zsh/site-functions
fishdir = $(sharedir)/fish/vendor_completions.d

.PHONY: help setup build run test test-systemd check format openapi bench install uninstall

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building and testing need and isn't there (Debian)
	@scripts/setup

build: setup ## build the program, in release mode
	$(SWIFT) build $(RELEASE)

run: build ## try it: the daemon in namespaces of its own, where it can't harm the host
	@scripts/run $(PROGRAM)

test: setup ## build and run every test; those of the kernel in namespaces of their own
	@SWIFT="$(SWIFT)" scripts/test

test-systemd: ## show the program, once built, under a live systemd in a container (PROGRAM=.build/debug/netstrata)
	@Tests/Systemd/run $(PROGRAM)

check: ## format, file lengths, imports, the generated OpenAPI document, no machine's paths
	@SWIFT="$(SWIFT)" scripts/check

format: ## format the Swift sources in place
	$(SWIFT) format --in-place --recursive Sources Tests $(wildcard Benchmarks) Package.swift

openapi: ## write openapi/openapi.json from the routes and types
	$(SWIFT) build --product netstrata
	mkdir -p openapi
	.build/debug/netstrata openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json

bench: build ## measure, and print a table of ratios
	@Benchmarks/run

install: ## install program, unit, drop-ins and completions (DESTDIR, PREFIX=/usr/local); build first
	@test -x $(PROGRAM) || { echo "run 'make build' first" >&2; exit 1; }
	install -D -m 0755 -s $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/netstrata
	install -d $(unitdir) $(bashdir) $(zshdir) $(fishdir)
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' deploy/netstrata.service > $(unitdir)/netstrata.service
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' deploy/netstrata-host.service > $(unitdir)/netstrata-host.service
	install -m 0644 deploy/netstrata-host.socket $(unitdir)/netstrata-host.socket
	chmod 0644 $(unitdir)/netstrata.service $(unitdir)/netstrata-host.service
	install -D -m 0644 deploy/sysusers.conf $(sysusersdir)/netstrata.conf
	install -D -m 0644 deploy/tmpfiles.conf $(tmpfilesdir)/netstrata.conf
	install -D -m 0644 deploy/networkd/10-netstrata.conf $(networkddir)/10-netstrata.conf
	$(PROGRAM) completions bash > $(bashdir)/netstrata
	$(PROGRAM) completions zsh > $(zshdir)/_netstrata
	$(PROGRAM) completions fish > $(fishdir)/netstrata.fish
	@test -n "$(DESTDIR)" || scripts/after-install

uninstall: ## remove what install installed; the database in /var/lib/netstrata stays
	rm -f $(DESTDIR)$(PREFIX)/bin/netstrata $(unitdir)/netstrata.service $(sysusersdir)/netstrata.conf
	rm -f $(unitdir)/netstrata-host.service $(unitdir)/netstrata-host.socket
	rm -f $(tmpfilesdir)/netstrata.conf $(networkddir)/10-netstrata.conf
	rm -f $(bashdir)/netstrata $(zshdir)/_netstrata $(fishdir)/netstrata.fish
