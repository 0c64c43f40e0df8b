#if defined(__x86_64__)
#pragma clang attribute push(                                                       \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), \
    apply_to = function)
#define LEVEL_FMA 1
#define LEVEL_WIDTH 16
#define LEVEL_OUTPUTS 4
#define LEVEL_COLUMNS 4
#define LEVEL_TERMS 6
#define LEVEL_RUN (1 << 20)
#define LEVEL_PEAK_CHAINS 16
#define LEVEL_NAME "avx512"
#define LEVEL_CODE KERNEL_LEVEL_AVX512
#define TABLE kernel_table_avx512
#include "Loops.h"
#pragma clang attribute pop
#endif
