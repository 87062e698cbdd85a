#!/usr/bin/env bash
# Sets up what is missing, checks, then runs all tests. Arguments go to vitest: npm test -- test/stats
# The last line is `N passed, N failed, N skipped`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh

stage 'Node packages and build' bash scripts/setup-node.sh
stage 'Host programs' bash scripts/setup-host.sh --tests
bash scripts/check.sh
printf '\n== Tests\n'
exec node node_modules/vitest/vitest.mjs run "$@"
