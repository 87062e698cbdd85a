#!/usr/bin/env bash
# The steps of action.yml, in this order: set-up, measure, judge. Runs in the caller's directory, whose paths the inputs are.
# Inputs come as INPUT_… in the environment, never as part of a command's text; outputs go to $GITHUB_OUTPUT, where there is one:
#   INPUT_SCENARIO=my-app.yaml bash scripts/action.sh measure && bash scripts/action.sh judge
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/install-packages.sh
source "$home/scripts/lib/install-packages.sh"

main() {
  [[ $OSTYPE == linux* ]] || end_with 30 'isodense measures on Linux, and this runner is none: it'
  run_directory=$(realpath -m -- "${INPUT_OUT:-isodense-run}")
  case ${1:-} in
    set-up) set_up ;;
    measure) measure ;;
    judge) judge ;;
    *)
      echo "action: expected set-up, measure or judge, got ${1:-nothing}" >&2
      exit 2
      ;;
  esac
}

# What can be wrong at once is said at once: the other steps take minutes.
set_up() {
  [[ -n ${INPUT_SCENARIO:-} ]] || wrong_input 'scenario: expected the path of a scenario file, got nothing'
  [[ -e $INPUT_SCENARIO ]] || wrong_input "scenario: there is no file $INPUT_SCENARIO in $PWD; is the repository checked out?"
  [[ ! -e $run_directory/run.json ]] || wrong_input "out: $run_directory already holds a run; name another directory"
  check_choices
  bash "$home/scripts/setup-node.sh"
  [[ ${INPUT_INSTALL:-true} == false ]] || bash "$home/scripts/setup-host.sh" --yes
  # A job that was cancelled may have left something on a runner that is not thrown away.
  isodense sweep || true
}

measure() {
  local options=(--out "$run_directory" --quiet) more=() code=0
  [[ -z ${INPUT_ROUNDS:-} ]] || options+=(--rounds "$INPUT_ROUNDS")
  # Split at white space, and not expanded any further.
  read -r -d '' -a more <<<"${INPUT_RUN_OPTIONS:-}" || true
  isodense run "${more[@]}" "${options[@]}" -- "$INPUT_SCENARIO" || code=$?
  [[ ! -e $run_directory ]] || output run-directory "$run_directory"
  [[ ! -e $run_directory/report.html ]] || output report "$run_directory/report.html"
  end_with "$code" 'nothing was judged: isodense run'
}

judge() {
  local options=() verdict=none code=0
  [[ -z ${INPUT_GATES:-} ]] || options+=(--gates "$INPUT_GATES")
  [[ -z ${INPUT_BASELINE:-} ]] || options+=(--baseline "$INPUT_BASELINE")
  [[ ${INPUT_STRICT:-} != true ]] || options+=(--strict)
  [[ ${INPUT_CONFIRM:-} != true ]] || options+=(--confirm)
  # What an earlier judgement left must not be taken for this one's.
  rm -f -- "$run_directory/verdicts.json"
  isodense gate "${options[@]}" -- "$run_directory" || code=$?
  if [[ -e $run_directory/verdicts.json ]]; then
    verdict=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).outcome' "$run_directory/verdicts.json")
  fi
  output verdict "$verdict"
  end_with "$code" 'isodense gate'
}

# Namespaces and cgroups need root. What root made in the run directory is then given to the caller, who uploads and removes it.
isodense() {
  local code=0
  become_root || as_root=()
  if ((${#as_root[@]} == 0)); then
    node "$home/bin/isodense.js" "$@" || code=$?
  else
    # Made by root, ~/.cache would be closed to everything else that the caller runs.
    mkdir -p -- "${ISODENSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isodense}"
    "${as_root[@]}" --preserve-env env "PATH=$PATH" "HOME=$HOME" node "$home/bin/isodense.js" "$@" || code=$?
    [[ ! -e $run_directory ]] || "${as_root[@]}" chown -R "$(id -u):$(id -g)" -- "$run_directory"
  fi
  return "$code"
}

check_choices() {
  local name value
  for name in install strict confirm; do
    value=INPUT_${name^^}
    [[ ${!value:-false} =~ ^(true|false)$ ]] || wrong_input "$name: expected true or false, got ${!value}"
  done
}

wrong_input() {
  echo "action: input $1" >&2
  output exit-code 2
  [[ ${GITHUB_ACTIONS:-} != true ]] || printf '::error title=isodense::input %s\n' "${1//%/%25}"
  exit 2
}

# output NAME VALUE  where a line of its own cannot be forged: values are numbers, words of ours, and paths without line breaks.
output() {
  [[ -z ${GITHUB_OUTPUT:-} ]] || printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"$GITHUB_OUTPUT"
}

# end_with CODE WHAT  ends the step; gates that are broken have annotations of their own.
end_with() {
  output exit-code "$1"
  if (($1 != 0 && $1 != 10)) && [[ ${GITHUB_ACTIONS:-} == true ]]; then
    echo "::error title=isodense::$2 ended with exit code $1; the log of this step says why, and docs/gates.md of isodense what the code means"
  fi
  exit "$1"
}

main "$@"
