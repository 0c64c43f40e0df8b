#!/usr/bin/env bash
# The C kernels of each level against the digests in digests.txt: those that this processor has, and
# NEON, built by gcc for ARM and run by qemu.
set -euo pipefail
cd "$(dirname "$0")"
sources=../../Sources/Kernels
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
flags=(-O3 -ffp-contract=off -w -std=gnu17 -I"$sources/include")
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
[ -x "$clang" ] || clang=clang
failed=0

# build COMPILER PROGRAM OPTION...
build() {
  local compiler=$1 program=$2
  shift 2
  "$compiler" "${flags[@]}" "$@" digests.c "$sources"/{Base,AVX2,AVX512,NEON,Dispatch,FewImages}.c \
    -o "$program" -lm
}

# compare LEVEL COMMAND...
compare() {
  local level=$1
  shift
  if diff digests.txt <("$@" "$level") >"$folder/difference"; then
    echo "$level: $(wc -l <digests.txt) kernels equal"
  else
    echo "$level: other digits than digests.txt:"
    cat "$folder/difference"
    failed=1
  fi
}

build "$clang" "$folder/digests"
for level in avx2 avx512 neon; do
  if "$folder/digests" "$level" >/dev/null 2>&1; then compare "$level" "$folder/digests"; fi
done
if [ "$(uname -m)" != aarch64 ]; then
  build aarch64-linux-gnu-gcc "$folder/digests-arm" -static
  compare neon qemu-aarch64 "$folder/digests-arm"
fi
exit "$failed"
