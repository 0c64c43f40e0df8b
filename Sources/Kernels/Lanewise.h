#pragma once

// Functions of each lane of a vector. Clang has them; other compilers take the lanes one by one, to
// the same digits.
#if defined(__clang__)
#define LANEWISE_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANEWISE_SQRT(a) __builtin_elementwise_sqrt(a)
#else
#define LANEWISE_FMA(a, b, c)                                                  \
  ({                                                                           \
    __typeof__(c) sum_ = (c);                                                  \
    const __typeof__(sum_) a_ = (a), b_ = (b);                                 \
    for (unsigned i_ = 0; i_ < sizeof sum_ / sizeof sum_[0]; i_++)             \
      sum_[i_] = __builtin_fmaf(a_[i_], b_[i_], sum_[i_]);                     \
    sum_;                                                                      \
  })
#define LANEWISE_SQRT(a)                                                       \
  ({                                                                           \
    __typeof__(a) root_ = (a);                                                 \
    for (unsigned i_ = 0; i_ < sizeof root_ / sizeof root_[0]; i_++)           \
      root_[i_] = __builtin_sqrtf(root_[i_]);                                  \
    root_;                                                                     \
  })
#endif
