#!/bin/sh
# Builds every tests/fuzz/fuzz_*.cpp and runs each for a while; ends with 1 if any crashes, hangs or does not build.
#   tests/fuzz/run.sh [SECONDS] [NAME…]     e.g. tests/fuzz/run.sh 60 json calendar
# Lines at the top of a target say what it needs beside src/base (each at most 120 wide, or clang-format breaks it;
# repeat as needed):
#   // modules: rules …                whole folders of src/
#   // sources: src/http/uri.cpp …     single files
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
flags="-std=c++23 -stdlib=libstdc++ -O1 -g1 -Wall -Wextra -Werror -Isrc -I. -fsanitize=fuzzer-no-link $sanitize"
libraries="-lyaml-cpp -lpugixml -lre2 -lboost_json -lfmt -lcrypto -lsodium -lz"
mkdir -p "$build/objects" "$build/crashes"

# What most sources include is parsed once, as in the other builds (docs/decisions/0015).
common="$build/objects/precompiled.pch"
header="-Wno-pragma-once-outside-header -Xclang -fno-pch-timestamp -x c++-header"
$compiler $flags $header src/precompiled.hpp -o "$common"

line() { sed -n "s|^// $1: *||p" "$2"; }

# unit SOURCE… → prints the path of one object of them all: compiled together, what they include is compiled once, and
# so is a unit that several targets want.
unit() {
  unit="$build/objects/$(echo "$@" | cksum | cut -d' ' -f1)"
  if [ ! -e "$unit.done" ]; then
    printf '#include "%s"\n' "$@" >"$unit.cpp"
    $cached $compiler $flags -include-pch "$common" -c "$unit.cpp" -o "$unit.o" >&2 || return 1
    : >"$unit.done"
  fi
  echo "$unit.o"
}

# module NAME → prints the path of an archive of all of src/NAME.
module() {
  if [ ! -e "$build/objects/$1.done" ]; then
    sources=$(ls src/"$1"/*.cpp | grep -Ev '(_test|testing)\.cpp$')
    objects=$(echo $sources | xargs -n 8 | while read -r some; do unit $some || exit 1; done) || return 1
    rm -f "$build/objects/$1.a"
    ar rc "$build/objects/$1.a" $objects && : >"$build/objects/$1.done"
  fi
  echo "$build/objects/$1.a"
}

# objects TARGET → prints all that it is linked from. Its sources are compiled a folder at a time.
objects() {
  unit "$1" || return 1
  for folder in $(line sources "$1" | xargs -rn 1 dirname | sort -u); do
    unit $(line sources "$1" | xargs -rn 1 | grep "^$folder/[^/]*$") || return 1
  done
  for name in $(line modules "$1") base; do module "$name" || return 1; done
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
  if ! objects=$(objects "$target") ||
    ! $compiler -fsanitize=fuzzer $sanitize $objects -Wl,--as-needed $libraries -o "$build/$name"; then
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
