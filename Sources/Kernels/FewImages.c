#include "FewImagesKernels.h"

#define LEVEL_FMA 0
#define LEVEL(name) name##Base
#define LEVEL_OUTPUTS 2
#define LEVEL_VECTORS 1
#define LEVEL_POSITIONS 2
#define LEVEL_SPANS 1
#include "FewImagesLoops.h"

#if defined(__x86_64__)
#define LEVEL_FMA 1
#define LEVEL(name) name##AVX2
#define LEVEL_OUTPUTS 4
#define LEVEL_VECTORS 1
#define LEVEL_POSITIONS 4
#define LEVEL_SPANS 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "FewImagesLoops.h"
#pragma clang attribute pop

#define LEVEL_FMA 1
#define LEVEL(name) name##AVX512
#define LEVEL_OUTPUTS 8
#define LEVEL_VECTORS 3
#define LEVEL_POSITIONS 8
#define LEVEL_SPANS 2
#pragma clang attribute push(                                               \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), \
    apply_to = function)
#include "FewImagesLoops.h"
#pragma clang attribute pop
#elif defined(__aarch64__)
#define LEVEL_FMA 1
#define LEVEL(name) name##NEON
#define LEVEL_OUTPUTS 4
#define LEVEL_VECTORS 1
#define LEVEL_POSITIONS 4
#define LEVEL_SPANS 1
#include "FewImagesLoops.h"
#endif

const FewImagesTable *few_images_table(KernelLevel level) {
  KernelLevel best = kernels_best_level();
  if (level > best) level = best;
#if defined(__x86_64__)
  if (level == KERNEL_LEVEL_AVX512) return &tableAVX512;
  if (level == KERNEL_LEVEL_AVX2) return &tableAVX2;
#elif defined(__aarch64__)
  if (level == KERNEL_LEVEL_NEON) return &tableNEON;
#endif
  return &tableBase;
}
