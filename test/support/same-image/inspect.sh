#!/bin/sh
# Says what a process finds around itself, one property a line: `is NAME VALUE`. Judges nothing.
# It reads the environment from /proc, since a shell drops names that it cannot use.

is() { # NAME WORD …
  name=$1
  shift
  echo "is $name $*"
}

yes_or_no() { # NAME COMMAND …
  asked=$1
  shift
  if "$@" >/dev/null 2>&1; then is "$asked" yes; else is "$asked" no; fi
}

status() { while read -r key value; do [ "$key" != "$1:" ] || echo $value; done <"/proc/$$/status"; }
stat_field() { set -- "$1" $(cat "/proc/$$/stat"); shift "$1"; echo "$1"; }
mounted() { kind=nothing; while read -r _ at type options _; do [ "$at" != "$1" ] || kind="$type ${options%%,*}"; done </proc/mounts; echo "$kind"; }

is arguments "$(tr '\0' '|' <"/proc/$$/cmdline")"
is environment "$(tr '\n\0' '~\n' <"/proc/$$/environ" | grep -v '^HOSTNAME=' | sort | tr '\n' '|')"
yes_or_no hostname-in-environment grep -qz "^HOSTNAME=$(hostname)\$" "/proc/$$/environ"
for field in Uid Gid Groups SigBlk SigIgn CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp; do is "$field" "$(status "$field")"; done
is umask "$(umask)"
is directory "$(pwd -P) $(stat -c '%u:%g %a' .)"
for place in / /etc /tmp /data/made /volume /secret /etc/passwd /etc/hosts /etc/hostname /etc/resolv.conf /dev /dev/pts /dev/shm /dev/mqueue; do is "mode-of-$place" "$(stat -L -c '%F %u:%g %a' "$place" 2>&1)"; done
yes_or_no reads-by-supplementary-group cat /secret
yes_or_no first-process [ "$$" = 1 ]
yes_or_no leads-session [ "$(stat_field 6)" = "$$" ]
yes_or_no leads-process-group [ "$(stat_field 5)" = "$$" ]
is terminal "$(stat_field 7)"
is nice "$(stat_field 19)"
is policy "$(stat_field 41)"
is descriptors "$(ls "/proc/$$/fd" | tr '\n' ' ')"
for descriptor in 0 1 2; do is "kind-of-descriptor-$descriptor" "$(stat -L -c %F "/proc/$$/fd/$descriptor")"; done
yes_or_no opens-stdout-again sh -c ': >/dev/stdout'
for place in / /proc /sys /dev /dev/pts /dev/shm /dev/mqueue; do is "mounted-at-$place" "$(mounted "$place")"; done
is size-of-/dev/shm "$(df -k /dev/shm | { read -r _; read -r _ size _; echo "$size"; })"
is names-in-/dev "$(ls /dev | tr '\n' ' ')"
for device in null zero full random urandom tty; do is "device-$device" "$(stat -c '%F %a %t:%T' "/dev/$device")"; done
for link in fd stdin stdout stderr ptmx core; do is "link-$link" "$(readlink "/dev/$link")"; done
yes_or_no opens-pseudo-terminal sh -c ': <>/dev/ptmx'
yes_or_no knows-localhost grep -Eq '^127\.0\.0\.1[[:space:]].*localhost' /etc/hosts
yes_or_no hostname-in-file [ "$(cat /etc/hostname)" = "$(hostname)" ]
yes_or_no sees-loopback grep -q 'lo:' /proc/net/dev
yes_or_no alone [ "$(ls -d /proc/[0-9]* 2>/dev/null | wc -l)" -lt 6 ]
is stack-limit "$(ulimit -s)"
is core-limit "$(ulimit -c)"
echo READY
while read -r _; do :; done
