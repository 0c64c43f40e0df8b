#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LEVEL_FMA 1
#define LEVEL_IN_PLACE 1
#define LEVEL_WIDTH 8
#define LEVEL_OUTPUTS 4
#define LEVEL_COLUMNS 3
#define LEVEL_TERMS 3
#define LEVEL_RUN 32
#define LEVEL_PEAK_CHAINS 6
#define LEVEL_NAME "avx2"
#define LEVEL_CODE KERNEL_LEVEL_AVX2
#define TABLE kernel_table_avx2
#include "Loops.h"
#pragma clang attribute pop
#endif
