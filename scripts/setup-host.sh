#!/usr/bin/env bash
# Puts on this host what isodense runs: container engine and runtimes, QEMU, a static busybox, a kernel for the machines.
#   --tests  also what the tests of isodense need
#   --yes    do not ask (nor is asked outside of a terminal, or where CI is set)
# What is not available is listed, and the rest continues: isodense measures with what there is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/host-programs.sh
source scripts/lib/host-programs.sh
# shellcheck source=scripts/lib/install-packages.sh
source scripts/lib/install-packages.sh

ask=true
[[ -t 0 && -t 1 && -z ${CI:-} ]] || ask=false
programs=$HOST_PROGRAMS
for argument in "$@"; do
  case $argument in
    --yes) ask=false ;;
    --tests) programs+=$TEST_PROGRAMS ;;
    *)
      echo "setup-host: expected --yes or --tests, got $argument" >&2
      exit 2
      ;;
  esac
done

main() {
  local missing
  missing=$(missing_programs "$programs")
  if [[ -z $missing ]]; then
    echo 'host programs: all there'
  else
    echo 'This host lacks:'
    while IFS='|' read -r program packages purpose; do printf '  %-20s %s\n' "$program" "$purpose"; done <<<"$missing"
    provide "$missing"
  fi
  fetch_guest_kernel
  fetch_programs
}

provide() {
  local missing=$1
  if ! is_debian_like; then
    echo 'This is no Debian-like host: install these programs with its own package manager. Going on without them.'
    return
  fi
  if ! become_root; then
    collect_packages "$missing"
    echo "Only root may install packages. Run this, then try again:"
    echo "  sudo apt-get install --no-install-recommends ${wanted[*]}"
    echo 'Going on with what there is.'
    return
  fi
  collect_packages "$missing"
  if ((${#unknown[@]} > 0)); then
    refresh_package_lists
    collect_packages "$missing"
  fi
  ((${#unknown[@]} == 0)) || echo "This host's archive has no package ${unknown[*]}: going on without."
  ((${#wanted[@]} > 0)) || return 0
  if $ask && ! agreed; then
    echo 'Nothing installed. Going on with what there is.'
    return
  fi
  install_wanted
  missing=$(missing_programs "$programs")
  [[ -z $missing ]] || echo "Still missing: $(cut -d'|' -f1 <<<"$missing" | paste -sd' '). What needs them will be left out."
}

# Sorts the packages of the missing programs into wanted and unknown to the archive.
collect_packages() {
  local packages package
  wanted=() unknown=()
  while IFS='|' read -r _ packages _; do
    # shellcheck disable=SC2086 # alternatives are words
    if package=$(available_package $packages); then
      [[ " ${wanted[*]} " == *" $package "* ]] || wanted+=("$package")
    else
      unknown+=("${packages// / or }")
    fi
  done <<<"$1"
}

agreed() {
  local answer
  read -r -p "Install ${wanted[*]}? No service is started. [Y/n] " answer
  [[ $answer =~ ^([yY].*)?$ ]]
}

install_wanted() {
  echo "Installing ${wanted[*]} …"
  install_packages "${wanted[@]}" && return
  echo 'That failed; the package lists may be old.'
  refresh_package_lists
  install_packages "${wanted[@]}" || echo 'Could not install them. Going on with what there is.'
}

# One kernel stays until the cache goes: asking apt for a newer one would take seconds each time.
fetch_guest_kernel() {
  local cache=${ISODENSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isodense}
  if compgen -G "$cache/kernels/*/boot/vmlinuz-*" >/dev/null; then
    echo 'guest kernel: in the cache'
    return
  fi
  sh scripts/fetch-guest-kernel.sh || echo 'No guest kernel: virtual machines will be left out, unless a variant names a kernel.'
}

fetch_programs() {
  local cache=${ISODENSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isodense}
  if compgen -G "$cache/programs/stress-ng_*/bin/stress-ng" >/dev/null && compgen -G "$cache/programs/nginx_*/bin/nginx" >/dev/null; then
    echo 'noisy neighbours: in the cache'
    return
  fi
  sh scripts/fetch-programs.sh || echo 'Not all programs of noisy neighbours: the interference experiment will be left out, or its HTTP victim.'
}

main
