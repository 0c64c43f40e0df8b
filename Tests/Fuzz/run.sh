#!/usr/bin/env bash
# Fuzzes what reads other people's bytes: Tests/Fuzz/run.sh SECONDS [TARGET...]
#
# Builds every room with libFuzzer and AddressSanitizer into .build-fuzz, then runs each target for
# SECONDS (60). Inputs that crash, hang or eat memory are left in .build-fuzz/found/TARGET; the ones
# worth keeping become seeds of the unit tests. Exit 1 if there is one.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(Parser Session IDX CIFAR CSV NPZ Picture Weights Import ONNX Names)
out=$PWD/.build-fuzz
log=$out/build.log
mkdir -p "$out"
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0

swift=(swiftc -O -wmo -enable-testing -parse-as-library -swift-version 6
  -sanitize=fuzzer,address -I "$out")
for library in COpenBLAS CCSV CZlib CTurboJPEG CPNG CCairo CReadline; do
  swift+=(-Xcc "-fmodule-map-file=Sources/$library/module.modulemap")
done
swift+=(-I Sources/Kernels/include)
for flag in $(pkg-config --cflags cairo); do swift+=(-Xcc "$flag"); done

# room NAME: compiled again if any source is newer than its object.
room() {
  local files
  mapfile -t files < <(find "Sources/$1" -name '*.swift' | sort)
  if [ -z "$(find Sources -newer "$out/$1.o" -name '*.swift' 2>/dev/null | head -n 1)" ] &&
    [ -e "$out/$1.o" ]; then return; fi
  echo "· build $1"
  "${swift[@]}" -module-name "$1" -emit-module -emit-module-path "$out/$1.swiftmodule" \
    -emit-object -o "$out/$1.o" "${files[@]}" >>"$log" 2>&1 || { tail -n 30 "$log"; exit 2; }
}

: >"$log"
for file in Sources/Kernels/*.c; do
  clang -O2 -g -ffp-contract=off -Wno-psabi -std=gnu17 -I Sources/Kernels/include -c "$file" \
    -o "$out/$(basename "$file" .c).kernel.o"
done
rooms=(Tensors Costs Networks Datasets Training Pruning Language Plots Reports Sessions Sweeps Workspaces
  Notebook Commands)
for name in "${rooms[@]}"; do room "$name"; done
objects=()
for name in "${rooms[@]}"; do objects+=("$out/$name.o"); done

# Readers take a path: files in memory, where there is such a folder.
files=$out/files
[ ! -w /dev/shm ] || files=$(mktemp -d /dev/shm/pollard-fuzz.XXXXXX)
trap '[ "$files" = "$out/files" ] || rm -rf "$files"' EXIT

found=0
for target in "${targets[@]}"; do
  echo "· $target: $seconds s"
  "${swift[@]}" -module-name "${target}Fuzz" "Tests/Fuzz/${target}Fuzz.swift" \
    Tests/Fuzz/ReaderInput.swift "${objects[@]}" "$out"/*.kernel.o \
    -lopenblas -lcsv -lz -lturbojpeg -lpng16 -lcairo -o "$out/$target" >>"$log" 2>&1 || { tail -n 30 "$log"; exit 2; }
  mkdir -p "$out/corpus/$target" "$out/found/$target" "$out/files"
  seeds=()
  [ ! -d "Tests/Fuzz/Seeds/$target" ] || seeds=("Tests/Fuzz/Seeds/$target")
  FUZZ_FOLDER=$files timeout -k 10 $((seconds + 60)) "$out/$target" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -use_value_profile=1 \
    -print_final_stats=1 -artifact_prefix="$out/found/$target/" \
    "$out/corpus/$target" "${seeds[@]}" >"$out/$target.log" 2>&1 || {
    found=1
    echo "  FAILED: $out/$target.log"
    tail -n 25 "$out/$target.log"
  }
  grep -E 'stat::number_of_executed_units|stat::slowest_unit_time_sec|stat::peak_rss_mb' \
    "$out/$target.log" | sed 's/^/  /' || true
done
exit "$found"
