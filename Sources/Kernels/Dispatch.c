#include "Kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

extern const KernelTable kernel_table_base;
#if defined(__x86_64__)
extern const KernelTable kernel_table_avx2;
extern const KernelTable kernel_table_avx512;
#elif defined(__aarch64__)
extern const KernelTable kernel_table_neon;
#endif

KernelLevel kernels_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return KERNEL_LEVEL_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return KERNEL_LEVEL_AVX2;
#elif defined(__aarch64__)
  return KERNEL_LEVEL_NEON;
#endif
  return KERNEL_LEVEL_BASE;
}

int kernels_has_bf16_tiles(void) {
#if defined(__x86_64__)
  unsigned int a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 22 & 1);
#else
  return 0;
#endif
}

const KernelTable *kernels_table(KernelLevel level) {
  KernelLevel best = kernels_best_level();
  if (level > best) level = best;
#if defined(__x86_64__)
  if (level == KERNEL_LEVEL_AVX512) return &kernel_table_avx512;
  if (level == KERNEL_LEVEL_AVX2) return &kernel_table_avx2;
#elif defined(__aarch64__)
  if (level == KERNEL_LEVEL_NEON) return &kernel_table_neon;
#endif
  return &kernel_table_base;
}
