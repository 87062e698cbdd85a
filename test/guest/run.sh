# The first program of the guest: makes it a host with control groups of version 2 and runs the checks and the command line.
mount -t cgroup2 cgroup /sys/fs/cgroup || exit 1
mount -t tmpfs tmp /tmp && mount -t tmpfs tmp /var/tmp || exit 1
export ISODENSE_STATE=/var/tmp/state ISODENSE_CACHE=/var/tmp/cache HOME=/tmp
echo READY
node /isodense/guest/checks.mjs
echo "CHECKS $?"
cd /tmp
node /isodense/bin/isodense.js run /isodense/guest/scenario.yaml --out /tmp/run --quiet --json >/tmp/summary.json
echo "RUN $?"
# In pieces: longer lines than 8 KiB are cut.
base64 -w 4096 /tmp/run/run.json | sed 's/^/MANIFEST /'
base64 -w 4096 /tmp/summary.json | sed 's/^/SUMMARY /'
echo "LEFT $(ls -d /sys/fs/cgroup/isodense* 2>/dev/null) $(grep -c isodense /proc/mounts) $(ls /var/tmp/state 2>/dev/null | tr '\n' ' ')"
echo END
