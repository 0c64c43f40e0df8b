#include "PlainKernels.h"

#if defined(__aarch64__)
#define PLAIN_FMA 1
#else
#define PLAIN_FMA 0
#endif
#define PLAIN(name) name##Base
#define PLAIN_OUTPUTS 2
#define PLAIN_VECTORS 1
#define PLAIN_POSITIONS 2
#define PLAIN_SPANS 1
#include "PlainLoops.h"

#if defined(__x86_64__)
#define PLAIN_FMA 1
#define PLAIN(name) name##AVX2
#define PLAIN_OUTPUTS 4
#define PLAIN_VECTORS 1
#define PLAIN_POSITIONS 4
#define PLAIN_SPANS 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "PlainLoops.h"
#pragma clang attribute pop

#define PLAIN_FMA 1
#define PLAIN(name) name##AVX512
#define PLAIN_OUTPUTS 8
#define PLAIN_VECTORS 3
#define PLAIN_POSITIONS 8
#define PLAIN_SPANS 2
#pragma clang attribute push(                                               \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), \
    apply_to = function)
#include "PlainLoops.h"
#pragma clang attribute pop
#endif

const PlainTable *plain_table(KernelLevel level) {
  KernelLevel best = kernels_best_level();
  if (level > best) level = best;
#if defined(__x86_64__)
  if (level == KERNEL_LEVEL_AVX512) return &tableAVX512;
  if (level == KERNEL_LEVEL_AVX2) return &tableAVX2;
#endif
  return &tableBase;
}
