#!/bin/sh
# Gets a kernel for the virtual machines: the distribution's own cloud kernel, unpacked into isodense's cache.
# Nothing is installed and root is not needed. Doing it again does nothing until the distribution has a newer one.
set -eu

cache=${ISODENSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isodense}
for program in apt-get apt-cache dpkg-deb; do
  command -v "$program" >/dev/null || {
    echo "fetch-guest-kernel: $program is missing: this script needs a Debian-like host." >&2
    echo "Elsewhere, give the variant a kernel: { driver: qemu, kernel: /boot/vmlinuz-… }" >&2
    exit 1
  }
done
metapackage=linux-image-cloud-$(dpkg --print-architecture)

# The metapackage depends on exactly one image, whose name carries the kernel's release.
dependency() {
  apt-cache show --no-all-versions "$metapackage" 2>/dev/null |
    sed -n 's/^Depends: *\(linux-image-[^ ,(]*\).*/\1/p' | head -n 1
}
package=$(dependency)
if [ -z "$package" ] && [ "$(id -u)" = 0 ]; then
  apt-get -qq update
  package=$(dependency)
fi
[ -n "$package" ] || {
  echo "fetch-guest-kernel: apt knows no package $metapackage. Run apt-get update, then try again." >&2
  exit 1
}

version=$(apt-cache show --no-all-versions "$package" | sed -n 's/^Version: *//p' | head -n 1)
kernels=$cache/kernels
target=$kernels/${package}_$(echo "$version" | tr ':~' '__')
if [ -d "$target" ]; then
  echo "guest kernel: $package $version is in $target"
  exit 0
fi

# Unpacked beside its place and then renamed: whoever looks sees all of it or nothing.
mkdir -p "$kernels"
partial=$(mktemp -d "$kernels/.partial-XXXXXX")
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
(cd "$partial" && apt-get -qq download "$package" 2>apt.log) || {
  cat "$partial/apt.log" >&2
  echo "fetch-guest-kernel: cannot download $package. Is the package list old? apt-get update renews it." >&2
  exit 1
}
dpkg-deb -x "$partial"/*.deb "$partial/tree"
[ -n "$(find "$partial/tree/boot" -name 'vmlinuz-*')" ] || {
  echo "fetch-guest-kernel: $package has no boot/vmlinuz" >&2
  exit 1
}
chmod 755 "$partial/tree"
mv -T "$partial/tree" "$target" 2>/dev/null || [ -d "$target" ] # another run may have been first
echo "guest kernel: $package $version unpacked into $target"
