#!/usr/bin/env bash
# Makes the command line ready: the npm packages of package-lock.json, and dist/ built from src/. Does what is stale only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  echo "isodense needs Node 20.19 or newer; this is $(node --version). See https://nodejs.org/en/download" >&2
  exit 1
fi

if node scripts/lib/packages-installed.mjs; then
  echo 'npm packages: as in package-lock.json'
else
  # The only install scripts among them compile optional speed-ups of SSH, which nothing here uses.
  echo 'npm packages: installing those of package-lock.json …'
  npm ci --no-audit --no-fund --ignore-scripts
fi

built=dist/.built
if [[ -e $built ]]; then
  # Folders count too: their time changes when a file in them goes.
  newer=$(find src package-lock.json tsconfig.json tsconfig.build.json -newer "$built" -print -quit)
fi
if [[ -e $built && -z $newer ]]; then
  echo 'dist: up to date'
else
  echo 'dist: building …'
  # What is changed while the compiler runs must look newer than the build.
  stamp=$(mktemp)
  trap 'rm -f "$stamp"' EXIT
  rm -rf dist
  npm run --silent build
  touch --reference="$stamp" "$built"
fi
