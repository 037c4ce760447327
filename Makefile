# The commands of Hài Lòng; `make` lists them. The machine needs Python 3.13, Node.js, git and make, all else is fetched here;
# the tests of the pages need Chromium, too.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PORT ?= 4566
ARCHITECTURE ?= arm64
PARAMETERS ?=
MAILS ?= artifacts/mails
SIZE ?= 1
STACK ?=
REPAIR ?=
SINCE ?=
QUEUE ?=
ID ?=
SEED ?=
YEAR ?=
TESTS ?=
CLIENT ?=
CASE ?=
MAIL ?=
RECEIPT ?=
LOG ?=
KEY ?=
PARTS ?=
MODULES ?=
NAME ?=
FILE ?=
APPLY ?=
ENV ?=
DRY ?=
TO ?=
DROP ?=
WHO ?=
BEFORE ?=
REFERENCE ?=
KEEP ?=
SCOPES ?=
ROTATE ?=
RETIRE ?=
REVOKE ?=
WEBHOOK ?=
VENDOR ?=
ADVISORIES ?=
AGAIN ?=
DAY ?=
STOP ?=
QUICK ?=
HELP ?=

export SAM_CLI_TELEMETRY := 0
# Many containers forbid Python to keep what it has compiled; each run of the tests would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# uv as it is on this machine, else one of our own.
export UV := $(or $(shell command -v uv),$(CURDIR)/.venv-uv/bin/uv)
PYTHON := .venv/bin/python
# The commands of the local cloud share the domain with the functions.
LOCAL := PYTHONPATH=layers/common:clients/python $(PYTHON) -m local
# HELP=1 with a command of operation: what else it takes.
TOLD = $(if $(HELP),--help )
SAM := .venv-sam/bin/sam
CONSOLE := npm run --silent --workspace functions/console
TYPESCRIPT := npm run --silent --workspace clients/typescript
SOURCES := functions layers clients local tests
# Each on all processors; those that share a cloud and a browser file by file, on two clouds: half of the time they wait.
FAST := -n auto -m "not e2e and not browser"
SHARED := -n 2 --dist loadfile --no-loadscope-reorder -m "e2e or browser"

.PHONY: help
help: ## list these commands
	@echo "  HELP=1 with a command of operation (make staff HELP=1) says what it takes."
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ------------------------------------------------------------------ the local cloud

.PHONY: up
up: setup ## build everything, start the local cloud, deploy to it, add demo data (PORT=4566, PARAMETERS="InvitationEmail=yes ...")
	@$(LOCAL) up --port $(PORT) $(PARAMETERS)

.PHONY: demo
demo: setup ## send one negative rating through everything, printed as it happens
	@$(LOCAL) demo

.PHONY: reply
reply: setup ## hand a mail to the local cloud as SES would: CASE=HL-... (a short reply), MAIL=file.eml (that one), or both
	@$(LOCAL) reply $(TOLD)--case "$(CASE)" --mail "$(MAIL)"

.PHONY: down
down: ## stop the local cloud
	@if test -x $(PYTHON); then $(LOCAL) down; else echo "The local cloud is not running."; fi

.PHONY: screenshots
screenshots: setup ## take the pictures of README.md and README.vi.md of the local stack, after `make up` and `make replay`
	@PYTHONPATH=layers/common:clients/python:. $(PYTHON) -m tests.browser.screenshots

.PHONY: looks
looks: setup ## take every page in every width, colour and language, with contact sheets, into artifacts/looks (NAME=queue: those)
	@PYTHONPATH=layers/common:clients/python:. $(PYTHON) -m tests.browser.looks "$(NAME)"

.PHONY: roles
roles: setup ## write docs/roles.md, who may do what, from the code that decides it
	@$(LOCAL).roles

.PHONY: mails
mails: setup ## render every e-mail with sample data into a folder (MAILS=artifacts/mails)
	@$(LOCAL).sample_mails $(MAILS)

.PHONY: calendar
calendar: setup ## the days of a year that differ from Monday to Friday (YEAR=2027)
	@$(LOCAL).working_days $(YEAR)

.PHONY: replay
replay: setup ## load the made-up half-year, so that the console shows its figures (SIZE=0.05: a part of it)
	@$(LOCAL) replay $(TOLD)--size $(SIZE)

.PHONY: redrive
redrive: setup ## start every case that should have been started (STACK=hailong: on AWS; SINCE=2026-01-31), or give dead letters back (QUEUE=notices APPLY=1)
	@$(LOCAL) redrive $(TOLD)--stack "$(STACK)" --since "$(SINCE)" --queue "$(QUEUE)" $(if $(APPLY),--apply)

.PHONY: follow
follow: setup ## what was logged of one request, from its answer to the mail (ID=…; STACK=hailong: on AWS; SINCE=2026-01-31)
	@$(LOCAL) follow $(TOLD)--stack "$(STACK)" --id "$(ID)" --since "$(SINCE)"

.PHONY: recount
recount: setup ## count all statistics anew from the tables and report differences (STACK=hailong: on AWS; REPAIR=1)
	@$(LOCAL) recount $(TOLD)--stack "$(STACK)" $(if $(REPAIR),--repair)

.PHONY: smoke
smoke: setup ## go once through a deployed stack, step by step, and clean up (STACK=hailong: on AWS)
	@$(LOCAL) smoke $(TOLD)--stack "$(STACK)"

.PHONY: verify
verify: setup ## check a receipt against the public log, or all of it (RECEIPT=, LOG=folder or address, KEY=, STACK=hailong)
	@$(LOCAL) verify $(TOLD)--receipt "$(RECEIPT)" --log "$(LOG)" --key "$(KEY)" --stack "$(STACK)"

.PHONY: tamper
tamper: setup ## break the local log on purpose, and see that each alteration is found
	@$(LOCAL) tamper

.PHONY: vendor
vendor: setup ## list vendors' clients, or add one (NAME=, SCOPES=), say where its events go (WEBHOOK=https://...), give it a new secret (ROTATE=), end the old one (RETIRE=) or it (REVOKE=); DRY=1 only says what it would do
	@$(LOCAL) vendor $(TOLD)--stack "$(STACK)" --name "$(NAME)" --scopes "$(SCOPES)" --webhook "$(WEBHOOK)" --rotate "$(ROTATE)" --retire "$(RETIRE)" --revoke "$(REVOKE)" $(if $(DRY),--dry)

.PHONY: events
events: setup ## list where events go, the log of a vendor's deliveries (VENDOR=, DAY=), deliver again (AGAIN=id or all), change its webhook secret (ROTATE=, RETIRE=), end it (STOP=); DRY=1 only says what it would do
	@$(LOCAL) events $(TOLD)--stack "$(STACK)" --vendor "$(VENDOR)" --again "$(AGAIN)" --day "$(DAY)" --rotate "$(ROTATE)" --retire "$(RETIRE)" --stop "$(STOP)" $(if $(DRY),--dry)

.PHONY: staff
staff: setup ## write down who is of the staff, or what a file of them would change (FILE=staff.csv), and change it (APPLY=1, STACK=)
	@$(LOCAL) staff $(TOLD)--stack "$(STACK)" --file "$(FILE)" $(if $(APPLY),--apply)

.PHONY: offices
offices: setup ## write down the offices and teams, or what a file of them would change (FILE=offices.csv), and change it (APPLY=1, STACK=)
	@$(LOCAL) offices $(TOLD)--stack "$(STACK)" --file "$(FILE)" $(if $(APPLY),--apply)

.PHONY: subject-access
subject-access: setup ## write down, as JSON, what is held of a person (WHO="address; number; name", STACK=)
	@$(LOCAL) subject-access $(TOLD)--stack "$(STACK)" --who "$(WHO)"

.PHONY: erase
erase: setup ## show what of a person would be erased (WHO=, or BEFORE=2021-01-01), and erase it but for some files (KEEP="case/file"; REFERENCE=, APPLY=1, STACK=)
	@$(LOCAL) erase $(TOLD)--stack "$(STACK)" --who "$(WHO)" --before "$(BEFORE)" --reference "$(REFERENCE)" --keep "$(KEEP)" $(if $(APPLY),--apply)

.PHONY: backup
backup: setup ## back the tables up (STACK=)
	@$(LOCAL) backup $(TOLD)--stack "$(STACK)"

.PHONY: restore
restore: setup ## restore into new tables, check them and show what is lost (TO=backup or moment), and put it back (APPLY=1, STACK=)
	@$(LOCAL) restore $(TOLD)--stack "$(STACK)" --to "$(TO)" $(if $(APPLY),--apply) $(if $(DROP),--drop)

# ------------------------------------------------------------------ tests

.PHONY: test
test: setup ## every test, on a local cloud of their own (TESTS="tests/e2e -k ...")
	$(if $(TESTS),,$(CONSOLE) test)
	$(if $(TESTS),,$(PYTHON) -m pytest $(FAST))
	$(PYTHON) -m pytest $(if $(TESTS),$(TESTS),$(SHARED))
	$(if $(TESTS),,@$(MAKE) --no-print-directory chaos SIZE=15 SEED=1 QUICK=1)

.PHONY: e2e
e2e: setup ## the tests of the whole chain, on the local cloud or against a stack made for them (STACK=hailong: on AWS)
	STACK="$(STACK)" $(PYTHON) -m pytest -m e2e $(if $(TESTS),$(TESTS),tests/e2e)

.PHONY: fast
fast: setup ## the tests that need no cloud and no browser: seconds
	$(if $(TESTS),,$(CONSOLE) test)
	$(PYTHON) -m pytest $(FAST) $(TESTS)

.PHONY: check
check: lint ## what CI runs: format, lint, types, templates, then every test
	$(MAKE) --no-print-directory test

.PHONY: conformance
conformance: setup ## play what happens to declaration software with a client of it (CLIENT="node clients/typescript/dist/conformance.js")
	@$(LOCAL).conformance --client "$(CLIENT)"

.PHONY: chaos
chaos: setup ## everything fails while ratings come in, and nothing may be missing afterwards (SIZE=2000, SEED="1 2 3", QUICK=1)
	@PYTHONPATH=layers/common:clients/python:. $(PYTHON) -m tests.chaos --size $(if $(filter 1,$(SIZE)),2000,$(SIZE)) --seed $(SEED) $(if $(QUICK),--quick)

.PHONY: bench
bench: setup ## measure what is built and deployed, into docs/performance.md: half an hour, on a quiet machine (PARTS="cold_starts warm")
	@PYTHONPATH=layers/common:clients/python:. $(PYTHON) -m tests.bench $(PARTS)

.PHONY: lint
lint: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(CONSOLE) check
	$(TYPESCRIPT) check
	.venv/bin/mypy $(SOURCES)
	@PYTHONPATH=layers/common:clients/python:. .venv/bin/lint-imports --no-logo >.local/imports.log || { cat .local/imports.log; exit 1; }
	$(SAM) validate --lint
	$(UV) lock --check --quiet
	PYTHONPATH=layers/common $(PYTHON) -m local.openapi --check
	PYTHONPATH=layers/common $(PYTHON) -m local.asyncapi --check
	PYTHONPATH=layers/common $(PYTHON) -m local.client_types --check
	@$(EXPORT) | diff -u layers/common/requirements.txt - \
	  || { echo "layers/common/requirements.txt is not what uv.lock says: make requirements"; exit 1; }
	@$(EXPORT_PAPER) | diff -u functions/tasks/requirements.txt - \
	  || { echo "functions/tasks/requirements.txt is not what uv.lock says: make requirements"; exit 1; }

.PHONY: audit
audit: setup .venv-audit/.synced ## what cfn-lint, checkov, bandit, pip-audit and npm audit find; what is left as it is stands in local/audit.toml (ADVISORIES=a clone of PyPA's advisory database)
	@$(LOCAL).audit $(if $(ADVISORIES),--advisories "$(ADVISORIES)")

.PHONY: mutate
mutate: setup .venv-mutate/.synced ## break the rules on purpose and list the breaks that no test notices: hours (MODULES="cases/firewall lots/signing")
	@.venv-mutate/bin/python -m local.mutate $(MODULES)

.PHONY: openapi
openapi: setup ## write openapi.json and docs/events from the code, and the Python client's types
	PYTHONPATH=layers/common $(PYTHON) -m local.openapi
	PYTHONPATH=layers/common $(PYTHON) -m local.asyncapi
	PYTHONPATH=layers/common $(PYTHON) -m local.client_types

.PHONY: holidays
holidays: setup ## write the public holidays down as the library has them, after an update of it
	PYTHONPATH=layers/common $(PYTHON) -m local.public_calendar

.PHONY: format
format: setup ## put the code into its form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	$(CONSOLE) format
	$(TYPESCRIPT) format

# boto3 is the Lambda runtime's, and with it comes jmespath; names are never resolved to see whether an e-mail arrives.
EXPORT := $(UV) export --frozen --quiet --only-group runtime --prune boto3 --prune botocore --prune jmespath --prune dnspython --no-header
# Pillow is for pictures, and the case file on paper has none.
EXPORT_PAPER := $(UV) export --frozen --quiet --only-group paper --prune pillow --no-header

.PHONY: requirements
requirements: setup ## write down for the layer, and for the case file on paper, what uv.lock says
	$(EXPORT) --output-file layers/common/requirements.txt >/dev/null
	$(EXPORT_PAPER) --output-file functions/tasks/requirements.txt >/dev/null

# ------------------------------------------------------------------ AWS

.PHONY: deploy
ifdef HELP
deploy: setup
	@$(LOCAL).environments help
else
deploy: setup ## build and deploy to the AWS account that you are signed in to (ENV=dev|staging|prod, PARAMETERS="SenderAddress=... ", DRY=1)
	@mkdir -p .local
	@$(LOCAL).environments stack "$(ENV)" $(PARAMETERS) >.local/deploy_stack
	@$(LOCAL).environments parameters "$(ENV)" $(PARAMETERS) >.local/deploy_parameters
	@$(LOCAL).first_deploy "$$(cat .local/deploy_stack)" >.local/deploy_options
	ARCHITECTURE=$(ARCHITECTURE) PATH="$(CURDIR)/.venv/bin:$$PATH" \
	  $(SAM) build --parameter-overrides Architecture=$(ARCHITECTURE)
	$(SAM) deploy $$(cat .local/deploy_options) $(if $(DRY),--no-execute-changeset) --stack-name "$$(cat .local/deploy_stack)" \
	  --parameter-overrides Architecture=$(ARCHITECTURE) BuildDigest=$$($(LOCAL).build_digest) $$(cat .local/deploy_parameters)
endif

# ------------------------------------------------------------------ environments

# SAM CLI wants a boto3 of its own and lives by itself.
.PHONY: setup
setup: .venv/.synced .venv-sam/.synced node_modules/.synced

NO_PACKAGES = { echo "make: packages could not be fetched; connect to the network and try again (see .local/setup.log)" >&2; exit 1; }

.venv/.synced: uv.lock pyproject.toml | $(UV)
	@mkdir -p .local && echo "Preparing .venv"
	@$(UV) sync --frozen >.local/setup.log 2>&1 || $(NO_PACKAGES)
	@touch $@

.venv-sam/.synced: uv.lock | $(UV)
	@mkdir -p .local && echo "Preparing .venv-sam"
	@UV_PROJECT_ENVIRONMENT=.venv-sam $(UV) sync --frozen --only-group sam >.local/setup.log 2>&1 || $(NO_PACKAGES)
	@touch $@

.venv-audit/.synced: uv.lock | $(UV)
	@mkdir -p .local && echo "Preparing .venv-audit"
	@UV_PROJECT_ENVIRONMENT=.venv-audit $(UV) sync --frozen --only-group audit >.local/setup.log 2>&1 || $(NO_PACKAGES)
	@touch $@

.venv-mutate/.synced: uv.lock | $(UV)
	@mkdir -p .local && echo "Preparing .venv-mutate"
	@UV_PROJECT_ENVIRONMENT=.venv-mutate $(UV) sync --frozen --group mutate >.local/setup.log 2>&1 || $(NO_PACKAGES)
	@touch $@

node_modules/.synced: package-lock.json | needs-node
	@mkdir -p .local && echo "Preparing node_modules"
	@npm ci >.local/setup.log 2>&1 || $(NO_PACKAGES)
	@touch $@

$(CURDIR)/.venv-uv/bin/uv: | needs-python
	@mkdir -p .local && echo "Preparing uv"
	@python3.13 -m venv .venv-uv && .venv-uv/bin/python -m pip install --quiet uv >.local/setup.log 2>&1 || $(NO_PACKAGES)

.PHONY: needs-python
needs-python:
	@python3.13 -c "" 2>/dev/null || { echo "make: Python 3.13 is missing; install it so that \`python3.13\` runs (python.org, pyenv or the system's packages)" >&2; exit 1; }

.PHONY: needs-node
needs-node:
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	  || { echo "make: Node.js 20.19 or newer is missing; install it so that \`node\` and \`npm\` run (nodejs.org or the system's packages)" >&2; exit 1; }

.PHONY: clean
clean: ## stop the local cloud and delete everything that was built or fetched
	@if test -x $(PYTHON); then $(LOCAL) down; fi
	rm -rf .aws-sam .local .venv .venv-sam .venv-audit .venv-mutate .venv-uv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
