#define LEVEL_FMA 0
#define LEVEL_WIDTH 4
#define LEVEL_OUTPUTS 4
#define LEVEL_COLUMNS 3
#define LEVEL_TERMS 3
#define LEVEL_RUN 32
#define LEVEL_PEAK_CHAINS 3
#define LEVEL_NAME "base"
#define LEVEL_CODE KERNEL_LEVEL_BASE
#define TABLE kernel_table_base
#include "Loops.h"
