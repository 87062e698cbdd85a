#!/bin/sh
# Gets the programs of builtin images. For `neighbour`: stress-ng, which disturbs, and nginx, which is disturbed; for
# `lua-5.1`, `lua-5.4` and `lua-both`: two versions of one runtime that cannot stand in for each other.
# The distribution's own packages and the shared libraries that they need, unpacked into isodense's cache. Nothing is
# installed, no service is started and root is not needed. Doing it again does nothing until there is a newer version.
set -eu

cache=${ISODENSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isodense}
for program in apt-get apt-cache dpkg-deb; do
  command -v "$program" >/dev/null || {
    echo "fetch-programs: $program is missing: this script needs a Debian-like host." >&2
    exit 1
  }
done
programs=$cache/programs
mkdir -p "$programs"
partial=$(mktemp -d "$programs/.partial-XXXXXX")
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

version_of() {
  apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n 's/^Version: *//p' | head -n 1
}

# The package and the libraries among everything that it depends on.
packages_of() {
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$1" |
    grep -E "^($1|z?lib[^:]*)\$" | sort -u
}

# fetch PACKAGE  unpacks it into $cache/programs/PACKAGE_VERSION: bin/PACKAGE, lib/… and the loader where programs expect it.
fetch() {
  package=$1
  version=$(version_of "$package")
  if [ -z "$version" ] && [ "$(id -u)" = 0 ]; then
    apt-get -qq update
    version=$(version_of "$package")
  fi
  [ -n "$version" ] || {
    echo "fetch-programs: apt knows no package $package. Run apt-get update, then try again." >&2
    return 1
  }
  target=$programs/${package}_$(echo "$version" | tr ':~' '__')
  if [ -d "$target" ]; then
    echo "$package $version is in $target"
    return
  fi
  work=$partial/$package
  mkdir -p "$work/debs" "$work/tree" "$work/out/bin" "$work/out/lib"
  packages=$(packages_of "$package")
  # shellcheck disable=SC2086 # a list of words
  (cd "$work/debs" && apt-get -qq download $packages 2>../apt.log) || {
    cat "$work/apt.log" >&2
    echo "fetch-programs: cannot download $package. Is the package list old? apt-get update renews it." >&2
    return 1
  }
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/tree" || return 1; done
  copy_with_libraries "$package" "$work/tree" "$work/out" || return 1
  chmod 755 "$work/out"
  mv -T "$work/out" "$target" 2>/dev/null || [ -d "$target" ] # another run may have been first
  echo "$package $version unpacked into $target"
}

# The unpacked loader itself says which libraries the program takes, of the unpacked ones and not of this host's.
copy_with_libraries() {
  program=$(find "$2/usr/bin" "$2/usr/sbin" -name "$1" -type f 2>/dev/null | head -n 1)
  loader=$(cd "$2" && find lib64 lib usr/lib64 usr/lib -maxdepth 1 -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
  if [ -z "$program" ] || [ -z "$loader" ]; then
    echo "fetch-programs: the packages of $1 hold no program $1, or no loader for it" >&2
    return 1
  fi
  search=$(find "$2" -type d \( -path '*/lib/*-linux-gnu*' -o -name lib \) | paste -sd:)
  cp "$program" "$3/bin/"
  mkdir -p "$3/$(dirname "${loader#usr/}")"
  real_loader=$(find "$2" -name "$(basename "$loader")" -type f | head -n 1)
  cp "$real_loader" "$3/${loader#usr/}"
  "$real_loader" --library-path "$search" --list "$program" >"$3.libraries" || {
    echo "fetch-programs: a library of $1 is missing:" >&2
    cat "$3.libraries" >&2
    return 1
  }
  sed -n 's/^[[:space:]]*[^ ]* => \(\/[^ ]*\) .*/\1/p' "$3.libraries" | while read -r library; do
    case $library in */ld-linux*) ;; *) cp -L "$library" "$3/lib/" || exit 1 ;; esac
  done || return 1
  chmod 755 "$3"/bin/* "$3"/lib/*
}

failed=0
for package in stress-ng nginx lua5.1 lua5.4; do fetch "$package" || failed=1; done
exit "$failed"
