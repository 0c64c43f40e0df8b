#define _GNU_SOURCE
#include <sched.h>

#include "Kernels.h"

int kernels_processor(void) { return sched_getcpu(); }

void kernels_avoid(int processor) {
  static _Thread_local cpu_set_t allowed;
  static _Thread_local int known;
  if (!known) known = sched_getaffinity(0, sizeof allowed, &allowed) ? -1 : 1;
  if (known < 0 || processor < 0 || processor >= CPU_SETSIZE) return;
  cpu_set_t others = allowed;
  CPU_CLR(processor, &others);
  if (CPU_COUNT(&others)) sched_setaffinity(0, sizeof others, &others);
}
