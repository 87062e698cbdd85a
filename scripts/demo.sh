#!/usr/bin/env bash
# From a fresh clone to a report: sets up what is missing, then measures scenarios/quickstart.yaml.
# Arguments go to `isodense run`: npm run demo -- --only runc,vm
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh

stage 'Node packages and build' bash scripts/setup-node.sh
stage 'Host programs' bash scripts/setup-host.sh

started=$(mktemp)
trap 'rm -f "$started"' EXIT
code=0
stage 'isodense run scenarios/quickstart.yaml' node bin/isodense.js run scenarios/quickstart.yaml "$@" || code=$?

# With --out elsewhere, isodense itself has said where.
report=$(find reports -name report.html -newer "$started" 2>/dev/null | tail -n 1 || true)
[[ -z $report ]] || printf '\nOpen the report: %s\n' "file://$PWD/$report"
exit "$code"
