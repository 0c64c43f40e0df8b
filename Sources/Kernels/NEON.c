#if defined(__aarch64__)
#define LEVEL_FMA 1
#define LEVEL_WIDTH 4
#define LEVEL_OUTPUTS 4
#define LEVEL_COLUMNS 4
#define LEVEL_TERMS 6
#define LEVEL_RUN 32
#define LEVEL_PEAK_CHAINS 4
#define LEVEL_NAME "neon"
#define LEVEL_CODE KERNEL_LEVEL_NEON
#define TABLE kernel_table_neon
#include "Loops.h"
#endif
