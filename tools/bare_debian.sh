#!/usr/bin/env bash
# How long a newcomer waits: a bare Debian 12 in DIR (debootstrap, minimal), this repository cloned into it, ./run until
# it answers, then a second start. Prints the seconds with and without downloads. Needs root and debootstrap; takes
# about ten minutes.
#
#   tools/bare_debian.sh DIR [PORT]     DIR must not exist; it stays afterwards, to be looked at (rm -rf it when done)
#
# What is committed is measured. Sources, proxies and certificates of this machine are copied, so that apt and npm reach
# what they reach here.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "Only root can build a chroot." >&2; exit 1; }
[ ! -e "$1" ] || { echo "$1 exists already" >&2; exit 1; }
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dir=$(realpath -m -- "$1")
port=${2:-$((20000 + RANDOM % 12000))}
log=$dir.log
server=""

finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  local point
  for point in dev/shm dev/pts dev sys proc; do
    if mountpoint -q "$dir/$point"; then umount "$dir/$point"; fi
  done
}
trap finish EXIT
trap 'exit 130' INT TERM

make_bare() {
  local mirror
  mirror=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\(http[^ ]*\).*/\2/p' | head -n 1 || true)
  debootstrap --variant=minbase bookworm "$dir" "${mirror:-http://deb.debian.org/debian}" >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; exit 1; }
  if [ -e /etc/apt/sources.list.d/debian.sources ]; then
    rm -f "$dir/etc/apt/sources.list"
    cp /etc/apt/sources.list.d/debian.sources "$dir/etc/apt/sources.list.d/"
  fi
  apt-config dump | grep -E '^Acquire::(https?|Check)' >"$dir/etc/apt/apt.conf.d/90machine" || true
  mkdir -p "$dir/usr/local/share/ca-certificates"
  cp /usr/local/share/ca-certificates/*.crt "$dir/usr/local/share/ca-certificates/" 2>/dev/null || true
  if command -v npm >/dev/null; then
    npm config get proxy https-proxy 2>/dev/null | grep -E '=http' >"$dir/etc/npmrc" || true
  fi
  cp /etc/resolv.conf /etc/hosts "$dir/etc/"
  git clone -q "$repository" "$dir/srv/qyzmet"
  mount -t proc proc "$dir/proc"
  mount -t sysfs sysfs "$dir/sys"
  mount --bind /dev "$dir/dev"
  mount -t devpts devpts "$dir/dev/pts"
  mount -t tmpfs tmpfs "$dir/dev/shm"
}

# Only what a login gives, and where this machine keeps its certificates and proxies.
inside() {
  local kept
  kept=$(env | grep -E '^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)=' || true)
  # shellcheck disable=SC2086
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp TERM=dumb LANG=C.UTF-8 $kept \
    chroot "$dir" "$@"
}

answers() (
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
  head -n 1 <&3 | grep -q ' 200'
)

# Starts ./run in the background and waits for its answer; `took` is in milliseconds.
start() {
  local began now
  began=$(date +%s%3N)
  inside /srv/qyzmet/run --port "$port" >"$1" 2>&1 </dev/null &
  server=$!
  until answers 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { tail -n 30 "$1" >&2; echo "./run ended before it answered" >&2; exit 1; }
    sleep 0.05
  done
  now=$(date +%s%3N)
  took=$((now - began))
}

make_bare
took=0
start "$dir.first.log"
total=$((took / 1000))
downloads=$(sed -n 's/^== download .*: \([0-9]*\) s$/\1/p' "$dir.first.log" | awk '{s += $1} END {print s + 0}')
sed -n 's/^== \(.*: [0-9]* s\)$/  \1/p' "$dir.first.log"
echo "first start: $total s, of which downloads $downloads s, without them $((total - downloads)) s"
kill "$server"
wait "$server" 2>/dev/null || true
start "$dir.second.log"
echo "second start: $took ms"
