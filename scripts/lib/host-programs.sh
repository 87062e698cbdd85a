# shellcheck shell=bash
# What isodense runs on this host, and which Debian packages give it. Sourced.
# shellcheck disable=SC2034 # the tables are read by setup-host.sh

# Users' PATHs often lack the system directories, where dockerd and mke2fs are.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

case $(uname -m) in
  aarch64) emulator=qemu-system-aarch64 emulator_package=qemu-system-arm ;;
  *) emulator=qemu-system-x86_64 emulator_package=qemu-system-x86 ;;
esac

# program | packages, the first one that the archive has is taken (13 splits what 12 had in one) | what for
HOST_PROGRAMS="
dockerd          | docker.io            | container engine
containerd       | containerd           | part of the container engine
runc             | runc                 | container runtime
crun             | crun                 | container runtime
runsc            | runsc                | gVisor, a container runtime with a kernel of its own
$emulator        | $emulator_package    | virtual machines
static-busybox   | busybox-static       | the builtin image and the machines' first program
ip               | iproute2             | networks of containers and machines
iptables         | iptables             | networks of containers
mke2fs           | e2fsprogs            | disks of virtual machines
unshare          | util-linux           | plain processes, private engine
nsenter          | util-linux           | plain processes, private engine
setpriv          | util-linux           | plain processes, private engine
xz               | xz-utils             | unpacks kernels and images
zstd             | zstd                 | unpacks images
setfattr         | attr                 | capabilities of files in images
"

# What only the tests and the benchmark of isodense itself need.
TEST_PROGRAMS="
docker           | docker-cli docker.io | the benchmark compares with its command line
chromium         | chromium             | tests of the report in a real browser
openssl          | openssl              | certificates for tests of engines behind TLS
docker-registry  | docker-registry      | tests of images of private registries
"

# missing_programs TABLE  prints the lines of the table, without padding, whose program this host lacks.
missing_programs() {
  local program packages purpose
  while IFS='|' read -r program packages purpose; do
    read -r program <<<"$program"
    read -r packages <<<"$packages"
    read -r purpose <<<"$purpose"
    [[ -z $program ]] || has_program "$program" || printf '%s|%s|%s\n' "$program" "$packages" "$purpose"
  done <<<"$1"
}

has_program() {
  case $1 in
    # A dynamically linked busybox cannot run in an image that holds nothing else.
    static-busybox) command -v busybox && is_static "$(command -v busybox)" ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    *) command -v "$1" ;;
  esac >/dev/null
}

is_static() {
  [[ $(LC_ALL=C ldd "$1" 2>&1) == *@(not a dynamic executable|statically linked)* ]]
}
