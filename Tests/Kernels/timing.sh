#!/usr/bin/env bash
# What tiles cost on this machine: timing.c.
set -euo pipefail
cd "$(dirname "$0")"
sources=../../Sources/Kernels
program=$(mktemp)
trap 'rm -f "$program"' EXIT
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
[ -x "$clang" ] || clang=clang
"$clang" -O3 -ffp-contract=off -w -std=gnu17 -I"$sources/include" timing.c \
  "$sources"/{Base,AVX2,AVX512,NEON,Dispatch,FewImages}.c -o "$program" -lm
"$program"
