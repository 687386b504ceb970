#!/bin/sh
# Builds every tests/fuzz/fuzz_*.cpp and runs each for a while; ends with 1 if any crashes, hangs or does not build.
#   tests/fuzz/run.sh [SECONDS] [NAME…]     e.g. tests/fuzz/run.sh 60 json calendar
# Lines at the top of a target say what it needs (each at most 120 wide, or clang-format breaks it; repeat as needed):
#   // sources: src/base/json.cpp …    compiled and linked with it
#   // libraries: -lboost_json …       linked with it
#   // flags: -I…                      for compiling the target and its sources
#   // seed: TEXT                      one file of the first corpus
# Corpora and crashes stay in build/fuzz (FUZZ_BUILD names another folder): later runs begin where earlier ones ended.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-5}
[ $# -eq 0 ] || shift
# libFuzzer takes 0 seconds for "for ever".
[ "$seconds" -ge 1 ] || { echo "usage: tests/fuzz/run.sh [SECONDS, 1 or more] [NAME…]" >&2; exit 2; }
build=${FUZZ_BUILD:-build/fuzz}
compiler=clang++-19
cached=$(command -v ccache || true)
export CCACHE_SLOPPINESS=pch_defines,time_macros
sanitize="-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all"
flags="-std=c++23 -stdlib=libstdc++ -O1 -g1 -Wall -Wextra -Werror -Isrc -fsanitize=fuzzer-no-link $sanitize"
mkdir -p "$build/objects" "$build/crashes"

# What most sources include is parsed once, as in the other builds (docs/decisions/0015).
common="$build/objects/precompiled.pch"
header="-Wno-pragma-once-outside-header -Xclang -fno-pch-timestamp -x c++-header"
$compiler $flags $header src/precompiled.hpp -o "$common"

line() { sed -n "s|^// $1: *||p" "$2"; }

# compile SOURCE "EXTRA FLAGS" → prints the object's path; sources shared by several targets are compiled once.
compile() {
  object="$build/objects/$(printf '%s %s' "$1" "$2" | cksum | cut -d' ' -f1)-$(basename "$1" .cpp).o"
  if [ ! -e "$object.done" ]; then
    $cached $compiler $flags $2 -include-pch "$common" -c "$1" -o "$object" >&2 || return 1
    : >"$object.done"
  fi
  echo "$object"
}

targets=""
if [ $# -gt 0 ]; then
  for name in "$@"; do targets="$targets tests/fuzz/fuzz_$name.cpp"; done
else
  targets=$(echo tests/fuzz/fuzz_*.cpp)
fi
rm -f "$build"/objects/*.done
failed=0
for target in $targets; do
  name=$(basename "$target" .cpp)
  extra=$(line flags "$target")
  objects=""
  built=1
  for source in $target $(line sources "$target"); do
    if object=$(compile "$source" "$extra"); then objects="$objects $object"; else built=0; fi
  done
  libraries=$(line libraries "$target")
  if [ $built = 0 ] || ! $compiler -fsanitize=fuzzer $sanitize $objects $libraries -o "$build/$name"; then
    echo "$name: does not build"
    failed=$((failed + 1))
    continue
  fi
  corpus="$build/corpus/$name"
  mkdir -p "$corpus"
  number=0
  line seed "$target" | while IFS= read -r seed; do
    number=$((number + 1))
    printf '%s' "$seed" >"$corpus/seed-$number"
  done
  if "$build/$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$build/crashes/$name-" "$corpus" >"$build/$name.log" 2>&1; then
    echo "$name: passed, $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log") inputs"
  else
    tail -n 40 "$build/$name.log"
    echo "$name: FAILED (the input is in $build/crashes, the whole output in $build/$name.log)"
    failed=$((failed + 1))
  fi
done
[ "$failed" = 0 ]
