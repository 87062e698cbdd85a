#!/usr/bin/env bash
# Everything that is wrong without running it: format, types, lint at zero warnings, unused files, exports and
# dependencies. All of them run, so that one run shows everything.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh
PATH=$PWD/node_modules/.bin:$PATH

code=0
stage 'Format (oxfmt)' oxfmt --check || code=1
stage 'Types (tsc)' tsc -p tsconfig.json || code=1
stage 'Lint (oxlint)' npm run --silent lint || code=1
stage 'Unused code (knip)' knip --no-progress || code=1
exit "$code"
