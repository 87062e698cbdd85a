# shellcheck shell=bash
# Installs Debian packages without disturbing the host: nothing is removed, no service is started or enabled. Sourced.

# May the host be changed by us? Sets as_root to the words that go before a command.
become_root() {
  if ((EUID == 0)); then as_root=()
  elif sudo -n true 2>/dev/null; then as_root=(sudo -n)
  else return 1
  fi
}

is_debian_like() {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

# The first of the packages that the archive has; fails where it has none.
available_package() {
  local package
  for package in "$@"; do
    if [[ $(LC_ALL=C apt-cache policy "$package" 2>/dev/null) =~ Candidate:\ [^\(] ]]; then
      echo "$package"
      return
    fi
  done
  return 1
}

# Another setup may hold the lock: wait for it.
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=300 "$@"
}

refresh_package_lists() {
  echo 'Refreshing the package lists (apt-get update) …'
  apt_get update -qq || echo 'apt-get update failed at least in part: going on with the lists that are there.'
}

# install_packages PACKAGE…  fails, with the end of apt's own words, when it could not.
install_packages() {
  local log code=0 keep=(--no-remove)
  log=$(mktemp)
  # The static busybox takes the place of the other one: same programs, same paths. Nothing else may go.
  if [[ $(apt_get install --simulate --no-install-recommends "$@" 2>&1 | sed -n 's/^Remv \([^ ]*\).*/\1/p') == busybox ]]; then
    keep=()
  fi
  keep_services_still
  apt_get install --yes --no-install-recommends "${keep[@]}" "$@" >"$log" 2>&1 </dev/null || code=$?
  let_services_go
  ((code == 0)) || tail -n 15 "$log" >&2
  rm -f "$log"
  return "$code"
}

POLICY=/usr/sbin/policy-rc.d
POLICY_MARK='# Put here by isodense setup while it installs packages; it may be removed.'
SERVICES=(docker.service docker.socket containerd.service docker-registry.service)

# Debian starts a service as soon as its package is installed; this host had none, so none shall appear. A policy that
# is there already is somebody's decision and stays; ours goes at the end, also after Ctrl-C. One that a killed setup
# left carries our mark and goes too.
keep_services_still() {
  # Setups of two clones take turns, or the one would remove the other's policy. Nobody else locks this directory.
  exec 9</var/lib/dpkg
  flock 9
  services_before=$(known_services)
  if [[ ! -e $POLICY ]]; then
    printf '#!/bin/sh\n%s\nexit 101\n' "$POLICY_MARK" | "${as_root[@]}" tee "$POLICY" >/dev/null
    "${as_root[@]}" chmod 755 "$POLICY"
  fi
  trap let_services_go EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

let_services_go() {
  trap - EXIT INT TERM
  if grep -qsF "$POLICY_MARK" "$POLICY"; then "${as_root[@]}" rm -f "$POLICY"; fi
  disable_new_services
  exec 9<&-
}

# The packages also enable their services for the next boot; those that have just come with them are set back.
disable_new_services() {
  [[ -d /run/systemd/system ]] || return 0
  local service fresh=()
  for service in $(known_services); do
    [[ " ${services_before//$'\n'/ } " == *" $service "* ]] || fresh+=("$service")
  done
  ((${#fresh[@]} > 0)) || return 0
  "${as_root[@]}" systemctl --quiet disable "${fresh[@]}" || true
  echo "Left switched off: ${fresh[*]}. isodense starts an engine of its own; for one of yours: systemctl enable --now docker"
}

# Those of the services that have a unit file, one a line.
known_services() {
  local service
  for service in "${SERVICES[@]}"; do
    if [[ -e /lib/systemd/system/$service || -e /etc/systemd/system/$service ]]; then echo "$service"; fi
  done
}
