#!/usr/bin/env bash
# How the parts are built; sourced by ./run, ./check and ./bench from the repository's root, after tools/install.sh.
# Whatever has not changed is not done again: a stamp under build/stamps/ holds the hash of what went in.

# One build at a time in one tree; waits for another ./run or ./check. unlock_build before anything that goes on living.
lock_build() {
  mkdir -p build/stamps
  exec 9>build/.lock
  flock -n 9 || { echo "Waiting for another build in this folder …"; flock 9; }
}

unlock_build() {
  exec 9>&-
}

hash_of() {
  find "$@" \( -name node_modules -o -path web/dist \) -prune -o -type f -print0 2>/dev/null |
    sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64
}

# unless_same STAMP RESULT COMMAND…: runs COMMAND unless RESULT exists and STAMP's inputs (in $inputs) are as last time.
unless_same() {
  local stamp=build/stamps/$1 result=$2 now
  shift 2
  # shellcheck disable=SC2086
  now=$(hash_of $inputs)
  if [ -e "$result" ] && [ "$now" = "$(cat "$stamp" 2>/dev/null)" ]; then return 0; fi
  rm -f "$stamp"
  "$@" || return $?
  echo "$now" >"$stamp"
}

# No script of a package runs: what is fetched is only ever read, or run by name.
npm_ci() {
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund)
}

npm_build() {
  (cd web && npm run build)
}

fetch_deps() {
  local inputs="deps/package.json deps/package-lock.json deps/.npmrc"
  unless_same deps deps/node_modules step "download npm packages of deps/" npm_ci deps
}

fetch_bench() {
  local inputs="benchmarks/package.json benchmarks/package-lock.json benchmarks/.npmrc"
  unless_same bench_modules benchmarks/node_modules step "download npm packages of benchmarks/" npm_ci benchmarks
}

build_web() {
  [ -e web/package.json ] || return 0
  local inputs="web/package.json web/package-lock.json web/.npmrc"
  unless_same web_modules web/node_modules step "download npm packages of web/" npm_ci web || return $?
  inputs="web data api"
  unless_same web web/dist step "build the pages" npm_build
}

# A C++ compiler of this code wants up to 1.5 GB.
jobs() {
  local cores memory_kb
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
  local fitting=$((memory_kb / 1572864))
  [ "$fitting" -ge 1 ] || fitting=1
  echo $((cores < fitting ? cores : fitting))
}

# build PRESET [NINJA ARGUMENT…]
build() {
  local preset=$1 ninja=build/$1/build.ninja
  shift
  if [ ! -e "$ninja" ] || [ CMakePresets.json -nt "$ninja" ]; then
    cmake --preset "$preset" || return $?
    touch "$ninja"
  fi
  ninja -C "build/$preset" -j "$(jobs)" "$@"
}
