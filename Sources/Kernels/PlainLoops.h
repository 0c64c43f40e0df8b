// The plain loops of one instruction level. The including file names the level, its register tiles
// and whether multiply and add fuse; it may include this file once a level.
#ifndef PLAIN_TYPES
#define PLAIN_TYPES
#include <stddef.h>

#pragma STDC FP_CONTRACT OFF

typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t i16 __attribute__((vector_size(64)));
// The same at any address.
typedef float u16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t j16 __attribute__((vector_size(64), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#endif

INLINE v16 PLAIN(splat)(float x) {
  return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}
INLINE v16 PLAIN(load)(const float *p) { return *(const u16 *)p; }
INLINE void PLAIN(store)(float *p, v16 x) { *(u16 *)p = x; }

INLINE v16 PLAIN(fma)(v16 a, v16 b, v16 c) {
#if PLAIN_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// max(x, 0) that keeps what is not a number visible.
INLINE v16 PLAIN(rectify)(v16 x) { return (v16)(~(x < PLAIN(splat)(0)) & (i16)x); }

// Convolution: outputs x vectors of positions in registers

INLINE void PLAIN(convolveTile)(const int outputs, const int vectors,
                                const KernelPlainConvolution *s, const float *in, const float *w,
                                const float *bias, const float *added, const int32_t *mask,
                                float *out) {
  v16 sum[8][3];
  const int stride = s->outputs;
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[o][v] = PLAIN(splat)(bias[o]);
  }
  const int taps = s->taps;
  const int32_t *offsets = s->offsets;
  for (int c = 0; c < s->channels; c++) {
    for (int t = 0; t < taps; t++) {
      const float *p = in + offsets[t];
      v16 value[3];
      UNROLL for (int v = 0; v < vectors; v++) value[v] = PLAIN(load)(p + 16 * v);
      UNROLL for (int o = 0; o < outputs; o++) {
        v16 weight = PLAIN(splat)(w[o]);
        UNROLL for (int v = 0; v < vectors; v++) {
          sum[o][v] = PLAIN(fma)(weight, value[v], sum[o][v]);
        }
      }
      w += stride;
    }
    in += s->inChannelStep;
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const int64_t at = o * s->outChannelStep + 16 * v;
      v16 x = sum[o][v];
      if (added) x += PLAIN(load)(added + at);
      if (s->rectified) x = PLAIN(rectify)(x);
      PLAIN(store)(out + at, (v16)((i16)x & *(const j16 *)(mask + 16 * v)));
    }
  }
}

#define VECTOR_CASES(outputs)                                                              \
  switch (vectors) {                                                                       \
    case 1: PLAIN(convolveTile)(outputs, 1, s, in, w, bias, added, mask, out); break;      \
    case 2: PLAIN(convolveTile)(outputs, 2, s, in, w, bias, added, mask, out); break;      \
    default: PLAIN(convolveTile)(outputs, 3, s, in, w, bias, added, mask, out); break;     \
  }

static void PLAIN(convolveAny)(int outputs, int vectors, const KernelPlainConvolution *s,
                               const float *in, const float *w, const float *bias,
                               const float *added, const int32_t *mask, float *out) {
  switch (outputs) {
    case 1: VECTOR_CASES(1) break;
    case 2: VECTOR_CASES(2) break;
    case 3: VECTOR_CASES(3) break;
    case 4: VECTOR_CASES(4) break;
    case 5: VECTOR_CASES(5) break;
    case 6: VECTOR_CASES(6) break;
    case 7: VECTOR_CASES(7) break;
    default: VECTOR_CASES(8) break;
  }
}

static void PLAIN(convolve)(const KernelPlainConvolution *s, const float *in, const float *weights,
                            const float *bias, const float *added, const int32_t *mask,
                            float *out) {
  for (int y = 0; y < s->rows; y++) {
    for (int v = 0; v < s->vectors;) {
      const int left = s->vectors - v;
      int vectors = left < PLAIN_VECTORS ? left : PLAIN_VECTORS;
      if (left == PLAIN_VECTORS + 1 && PLAIN_VECTORS > 2) vectors = PLAIN_VECTORS - 1;
      const int64_t at = y * s->outRowStep + 16 * v;
      for (int o = 0; o < s->outputs; o += PLAIN_OUTPUTS) {
        const int outputs = s->outputs - o < PLAIN_OUTPUTS ? s->outputs - o : PLAIN_OUTPUTS;
        const int64_t place = at + o * s->outChannelStep;
        PLAIN(convolveAny)(outputs, vectors, s, in + y * s->inRowStep + 16 * v, weights + o,
                           bias + o, added ? added + place : NULL, mask + 16 * v, out + place);
      }
      v += vectors;
    }
  }
}

// Products: positions x vectors of outputs in registers

INLINE void PLAIN(multiplyTile)(const int positions, const int spans, int terms, int termStep,
                                int width, const float *x, const float *w, float *sums) {
  v16 sum[8][2];
  UNROLL for (int p = 0; p < positions; p++) {
    UNROLL for (int v = 0; v < spans; v++) sum[p][v] = PLAIN(splat)(0);
  }
  for (int k = 0; k < terms; k++) {
    v16 weight[2];
    UNROLL for (int v = 0; v < spans; v++) weight[v] = PLAIN(load)(w + 16 * v);
    UNROLL for (int p = 0; p < positions; p++) {
      v16 value = PLAIN(splat)(x[p]);
      UNROLL for (int v = 0; v < spans; v++) {
        sum[p][v] = PLAIN(fma)(value, weight[v], sum[p][v]);
      }
    }
    x += termStep;
    w += width;
  }
  UNROLL for (int p = 0; p < positions; p++) {
    UNROLL for (int v = 0; v < spans; v++) PLAIN(store)(sums + p * width + 16 * v, sum[p][v]);
  }
}

#define SPAN_CASES(positions)                                                               \
  if (spans == 1)                                                                           \
    PLAIN(multiplyTile)(positions, 1, terms, termStep, width, x, w, sums);                  \
  else                                                                                      \
    PLAIN(multiplyTile)(positions, 2, terms, termStep, width, x, w, sums);

static void PLAIN(multiplyAny)(int positions, int spans, int terms, int termStep, int width,
                               const float *x, const float *w, float *sums) {
  switch (positions) {
    case 1: SPAN_CASES(1) break;
    case 2: SPAN_CASES(2) break;
    case 3: SPAN_CASES(3) break;
    case 4: SPAN_CASES(4) break;
    case 5: SPAN_CASES(5) break;
    case 6: SPAN_CASES(6) break;
    case 7: SPAN_CASES(7) break;
    default: SPAN_CASES(8) break;
  }
}

static void PLAIN(spread)(const KernelPlainProduct *s, const float *sums, const float *bias,
                          const float *added, float *out) {
  const int width = (s->outputs + 15) & ~15;
  for (int p = 0; p < s->positions; p++) {
    for (int o = 0; o < s->outputs; o++) {
      const int64_t at = s->places[p] + o * s->outChannelStep;
      float x = sums[p * width + o] + bias[o];
      if (added) x += added[at];
      out[at] = s->rectified && x < 0 ? 0 : x;
    }
  }
}

static void PLAIN(multiply)(const KernelPlainProduct *s, const float *x, const float *weights,
                            const float *bias, const float *added, float *out) {
  float sums[PLAIN_POSITION_TILE * PLAIN_PRODUCT_TILE] __attribute__((aligned(64)));
  const int width = (s->outputs + 15) & ~15;
  for (int o = 0; o < width; o += 16 * PLAIN_SPANS) {
    const int spans = width - o < 16 * PLAIN_SPANS ? 1 : PLAIN_SPANS;
    for (int p = 0; p < s->positions; p += PLAIN_POSITIONS) {
      const int left = s->positions - p;
      PLAIN(multiplyAny)(left < PLAIN_POSITIONS ? left : PLAIN_POSITIONS, spans, s->terms,
                         s->termStep, width, x + p, weights + o, sums + p * width + o);
    }
  }
  PLAIN(spread)(s, sums, bias, added, out);
}

// Pooling

INLINE void PLAIN(maximumRows)(const KernelPlainPool *s, const int64_t stride, const float *in,
                               float *out) {
  for (int y = 0; y < s->rows; y++) {
    const float *from = in + y * stride * s->inRowStep;
    float *restrict to = out + y * s->outRowStep;
    for (int x = 0; x < s->columns; x++) to[x] = from[x * stride];
    for (int j = 1; j < s->window * s->window; j++) {
      const float *other = from + j / s->window * s->inRowStep + j % s->window;
      for (int x = 0; x < s->columns; x++) {
        const float a = other[x * stride], b = to[x];
        to[x] = a > b || a != a ? a : b;
      }
    }
  }
}

static void PLAIN(maximum)(const KernelPlainPool *s, const float *in, float *out) {
  if (s->stride == 2)
    PLAIN(maximumRows)(s, 2, in, out);
  else
    PLAIN(maximumRows)(s, s->stride, in, out);
}

INLINE void PLAIN(averageRows)(const KernelPlainPool *s, const int64_t stride, const float *in,
                               float *out) {
  const float factor = 1.0f / (float)(s->window * s->window);
  for (int y = 0; y < s->rows; y++) {
    const float *from = in + y * stride * s->inRowStep;
    float *restrict to = out + y * s->outRowStep;
    for (int x = 0; x < s->columns; x++) to[x] = from[x * stride];
    for (int j = 1; j < s->window * s->window; j++) {
      const float *other = from + j / s->window * s->inRowStep + j % s->window;
      for (int x = 0; x < s->columns; x++) to[x] += other[x * stride];
    }
    for (int x = 0; x < s->columns; x++) to[x] *= factor;
  }
}

static void PLAIN(average)(const KernelPlainPool *s, const float *in, float *out) {
  if (s->stride == 2)
    PLAIN(averageRows)(s, 2, in, out);
  else
    PLAIN(averageRows)(s, s->stride, in, out);
}

static float PLAIN(total)(const float *in, int64_t vectors) {
  v16 x = PLAIN(splat)(0);
  for (int64_t v = 0; v < vectors; v++) x += PLAIN(load)(in + 16 * v);
  v8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  v4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

static const PlainTable PLAIN(table) = {
    .convolve = PLAIN(convolve),
    .multiply = PLAIN(multiply),
    .spread = PLAIN(spread),
    .maximum = PLAIN(maximum),
    .average = PLAIN(average),
    .total = PLAIN(total),
};

#undef VECTOR_CASES
#undef SPAN_CASES
#undef PLAIN
#undef PLAIN_FMA
#undef PLAIN_OUTPUTS
#undef PLAIN_VECTORS
#undef PLAIN_POSITIONS
#undef PLAIN_SPANS
