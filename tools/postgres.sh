#!/usr/bin/env bash
# A PostgreSQL 15 of one's own in a folder, for tests and benchmarks: on a random port of 127.0.0.1 and a socket in the
# folder, with a password, and as careful with the disk as in production. Run by root, it lives as user postgres.
#
#   tools/postgres.sh start DIR    makes or restarts it (same port), prints its URL
#   tools/postgres.sh stop DIR     stops it; the files stay
#   tools/postgres.sh kill9 DIR    kills every process of it at once, as a crash would, and waits until all are gone
set -euo pipefail

bin=${QYZMET_PG_BIN:-/usr/lib/postgresql/15/bin}
[ $# = 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
action=$1
dir=$(realpath -m -- "$2")
data=$dir/data

# From the root folder, since postgres may not enter the one where the caller stands.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else (cd / && exec "$@"); fi
}

fail() {
  printf 'postgres.sh: %s\n' "$*" >&2
  exit 1
}

create() {
  mkdir -p "$dir"
  chmod 700 "$dir"
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  as_postgres test -w "$dir/." || fail "user postgres cannot reach $dir"
  [ ${#dir} -lt 85 ] || fail "the path is too long for a socket: $dir"
  local password
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  as_postgres tee "$dir/password" <<<"$password" >/dev/null
  as_postgres "$bin/initdb" -D "$data" -U qyzmet -E UTF8 --locale=C -A scram-sha-256 --pwfile="$dir/password" \
    --no-instructions --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  rm -f "$dir/initdb.log"
  as_postgres tee -a "$data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 200
fsync = on
synchronous_commit = on
CONF
}

# Below 32768, where no outgoing connection takes the port between two starts.
try_start() {
  as_postgres "$bin/pg_ctl" -D "$data" -l "$dir/log" -o "-p $1" -w -t 60 start </dev/null >/dev/null 2>&1 9>&-
}

start() {
  local port attempt password
  [ -e "$data/PG_VERSION" ] || create
  for attempt in {1..20}; do
    port=$(cat "$dir/port" 2>/dev/null || echo $((20000 + RANDOM % 12000)))
    if try_start "$port"; then break; fi
    [ "$attempt" -lt 20 ] || { tail -n 20 "$dir/log" >&2; fail "PostgreSQL does not start in $dir"; }
    [ ! -e "$dir/port" ] || sleep 0.5
  done
  password=$(cat "$dir/password")
  if [ ! -e "$dir/port" ]; then
    PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U qyzmet qyzmet
    echo "$port" >"$dir/port"
  fi
  echo "postgresql://qyzmet:$password@127.0.0.1:$port/qyzmet"
}

stop() {
  if [ -e "$data/postmaster.pid" ]; then
    as_postgres "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop >/dev/null 2>&1 || fail "it does not stop in $dir"
  fi
}

alive() {
  local state
  state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1) && [ -n "$state" ] && [ "$state" != Z ]
}

kill9() {
  local postmaster pids pid waits
  postmaster=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || fail "no PostgreSQL runs in $dir"
  # A file left by a crash may name a number that is somebody else's by now.
  [ "$(readlink "/proc/$postmaster/cwd")" = "$data" ] || fail "process $postmaster is not the PostgreSQL of $dir"
  pids="$postmaster $(awk -v parent="$postmaster" \
    '{sub(/.*\) /, ""); if ($2 == parent) {split(FILENAME, part, "/"); print part[3]}}' \
    /proc/[0-9]*/stat 2>/dev/null | tr '\n' ' ' || true)"
  # shellcheck disable=SC2086
  kill -9 $pids 2>/dev/null || true
  for pid in $pids; do
    for waits in {1..100}; do
      alive "$pid" || break
      [ "$waits" -lt 100 ] || fail "process $pid does not die"
      sleep 0.05
    done
  done
  # A dead process that nobody has collected yet counts as living for PostgreSQL, which then would not start.
  as_postgres rm -f "$data/postmaster.pid"
}

case $action in
  start | stop | kill9) "$action" ;;
  *) fail "unknown: $action" ;;
esac
