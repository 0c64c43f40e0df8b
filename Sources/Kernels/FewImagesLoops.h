// The loops of one instruction level. The including file names the level, its register tiles
// and whether multiply and add fuse; it may include this file once a level.
#ifndef FEW_IMAGES_TYPES
#define FEW_IMAGES_TYPES
#include <stddef.h>

#include "Lanewise.h"

#pragma STDC FP_CONTRACT OFF

typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t i16 __attribute__((vector_size(64)));
// The same at any address.
typedef float u16 __attribute__((vector_size(64), aligned(4)));
typedef float u8 __attribute__((vector_size(32), aligned(4)));
typedef float u4 __attribute__((vector_size(16), aligned(4)));
typedef int32_t j16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t i8 __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#endif

INLINE v16 LEVEL(splat)(float x) {
  return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}
INLINE v16 LEVEL(load)(const float *p) { return *(const u16 *)p; }
INLINE void LEVEL(store)(float *p, v16 x) { *(u16 *)p = x; }

INLINE v16 LEVEL(fma)(v16 a, v16 b, v16 c) {
#if LEVEL_FMA
  return LANEWISE_FMA(a, b, c);
#else
  return a * b + c;
#endif
}

// max(x, 0), at most `cap`, that keeps what is not a number visible.
INLINE v16 LEVEL(rectify)(v16 x, float cap) {
  const v16 top = LEVEL(splat)(cap);
  const i16 above = x > top;
  return (v16)((above & (i16)top) | (~above & ~(x < LEVEL(splat)(0)) & (i16)x));
}

INLINE v8 LEVEL(rectifyHalf)(v8 x, float cap) {
  const v8 top = (v8){} + cap;
  const i8 above = x > top;
  return (v8)((above & (i8)top) | (~above & ~(x < (v8){}) & (i8)x));
}

// Convolution: outputs x vectors of positions in registers

INLINE void LEVEL(convolveTile)(const int outputs, const int vectors,
                                const KernelFewImagesConvolution *s, const float *in,
                                const float *w, const float *bias, const float *added,
                                const int32_t *mask, float *out) {
  v16 sum[8][3];
  const int stride = s->outputs;
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[o][v] = LEVEL(splat)(bias[o]);
  }
  const int taps = s->taps;
  const int32_t *offsets = s->offsets;
  for (int c = 0; c < s->channels; c++) {
    for (int t = 0; t < taps; t++) {
      const float *p = in + offsets[t];
      v16 value[3];
      UNROLL for (int v = 0; v < vectors; v++) value[v] = LEVEL(load)(p + LANES * v);
      UNROLL for (int o = 0; o < outputs; o++) {
        v16 weight = LEVEL(splat)(w[o]);
        UNROLL for (int v = 0; v < vectors; v++) {
          sum[o][v] = LEVEL(fma)(weight, value[v], sum[o][v]);
        }
      }
      w += stride;
    }
    if (taps == 1) {
      // Each channel is a stream of its own, and there are more of them than prefetchers follow.
      const float *next = in + offsets[0] + LANES * vectors;
      UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(next + LANES * v, 0, 3);
    }
    in += s->inChannelStep;
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const int64_t at = o * s->outChannelStep + LANES * v;
      v16 x = sum[o][v];
      if (added) x += LEVEL(load)(added + at);
      if (s->rectified) x = LEVEL(rectify)(x, s->cap);
      LEVEL(store)(out + at, (v16)((i16)x & *(const j16 *)(mask + LANES * v)));
    }
  }
}

#define VECTOR_CASES(outputs)                                                              \
  switch (vectors) {                                                                       \
    case 1: LEVEL(convolveTile)(outputs, 1, s, in, w, bias, added, mask, out); break;      \
    case 2: LEVEL(convolveTile)(outputs, 2, s, in, w, bias, added, mask, out); break;      \
    default: LEVEL(convolveTile)(outputs, 3, s, in, w, bias, added, mask, out); break;     \
  }

static void LEVEL(convolveAny)(int outputs, int vectors, const KernelFewImagesConvolution *s,
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

static void LEVEL(convolve)(const KernelFewImagesConvolution *s, const float *in,
                            const float *weights, const float *bias, const float *added,
                            const int32_t *mask, float *out) {
  for (int y = 0; y < s->rows; y++) {
    for (int v = 0; v < s->vectors;) {
      const int left = s->vectors - v;
      int vectors = left < LEVEL_VECTORS ? left : LEVEL_VECTORS;
      if (left == LEVEL_VECTORS + 1 && LEVEL_VECTORS > 2) vectors = LEVEL_VECTORS - 1;
      const int64_t at = y * s->outRowStep + LANES * v;
      for (int o = 0; o < s->outputs; o += LEVEL_OUTPUTS) {
        const int outputs = s->outputs - o < LEVEL_OUTPUTS ? s->outputs - o : LEVEL_OUTPUTS;
        const int64_t place = at + o * s->outChannelStep;
        LEVEL(convolveAny)(outputs, vectors, s, in + y * s->inRowStep + LANES * v, weights + o,
                           bias + o, added ? added + place : NULL, mask + LANES * v, out + place);
      }
      v += vectors;
    }
  }
}

// Products: positions x vectors of outputs in registers

INLINE void LEVEL(multiplyTile)(const int positions, const int spans, int begins, int terms,
                                int termStep, int width, const float *x, const float *w,
                                float *sums) {
  v16 sum[8][2];
  UNROLL for (int p = 0; p < positions; p++) {
    UNROLL for (int v = 0; v < spans; v++)
      sum[p][v] = begins ? LEVEL(splat)(0) : LEVEL(load)(sums + p * width + LANES * v);
  }
  for (int k = 0; k < terms; k++) {
    v16 weight[2];
    UNROLL for (int v = 0; v < spans; v++) weight[v] = LEVEL(load)(w + LANES * v);
    UNROLL for (int p = 0; p < positions; p++) {
      v16 value = LEVEL(splat)(x[p]);
      UNROLL for (int v = 0; v < spans; v++) {
        sum[p][v] = LEVEL(fma)(value, weight[v], sum[p][v]);
      }
    }
    x += termStep;
    w += width;
  }
  UNROLL for (int p = 0; p < positions; p++) {
    UNROLL for (int v = 0; v < spans; v++) LEVEL(store)(sums + p * width + LANES * v, sum[p][v]);
  }
}

#define SPAN_CASES(positions)                                                               \
  if (spans == 1)                                                                           \
    LEVEL(multiplyTile)(positions, 1, begins, terms, termStep, width, x, w, sums);          \
  else                                                                                      \
    LEVEL(multiplyTile)(positions, 2, begins, terms, termStep, width, x, w, sums);

static void LEVEL(multiplyAny)(int positions, int spans, int begins, int terms, int termStep,
                               int width, const float *x, const float *w, float *sums) {
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

/// Eight rows of eight numbers to eight columns.
INLINE void LEVEL(transpose)(const v8 *row, v8 *column) {
  v8 a[8], b[8];
  UNROLL for (int i = 0; i < 8; i += 2) {
    a[i] = __builtin_shufflevector(row[i], row[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    a[i + 1] = __builtin_shufflevector(row[i], row[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  UNROLL for (int i = 0; i < 8; i += 4) {
    UNROLL for (int k = 0; k < 2; k++) {
      b[i + 2 * k] = __builtin_shufflevector(a[i + k], a[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      b[i + 2 * k + 1] =
          __builtin_shufflevector(a[i + k], a[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  UNROLL for (int i = 0; i < 4; i++) {
    column[i] = __builtin_shufflevector(b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    column[i + 4] = __builtin_shufflevector(b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

static void LEVEL(spread)(const KernelFewImagesProduct *s, const float *sums, const float *bias,
                          const float *added, float *out) {
  const int width = (s->outputs + LANES - 1) & -LANES;
  const int64_t *places = s->places;
  int p = 0;
  for (; p + 8 <= s->positions; p += 8) {
    // Positions of a row lie side by side; at most one row ends among eight of a large map.
    int run = 1;
    while (run < 8 && places[p + run] == places[p] + run) run++;
    for (int first = 0; first < s->outputs; first += 8) {
      v8 row[8], column[8];
      UNROLL for (int i = 0; i < 8; i++) row[i] = *(const u8 *)(sums + (p + i) * width + first);
      LEVEL(transpose)(row, column);
      const int end = s->outputs - first < 8 ? s->outputs - first : 8;
      for (int k = 0; k < end; k++) {
        const int64_t at = (first + k) * s->outChannelStep;
        v8 x = column[k] + bias[first + k];
        if (run == 8) {
          if (added) x += *(const u8 *)(added + places[p] + at);
          if (s->rectified) x = LEVEL(rectifyHalf)(x, s->cap);
          *(u8 *)(out + places[p] + at) = x;
          continue;
        }
        if (added) {
          for (int i = 0; i < 8; i++) x[i] += added[places[p + i] + at];
        }
        if (s->rectified) x = LEVEL(rectifyHalf)(x, s->cap);
        for (int i = 0; i < 8; i++) out[places[p + i] + at] = x[i];
      }
    }
  }
  for (; p < s->positions; p++) {
    for (int o = 0; o < s->outputs; o++) {
      const int64_t at = places[p] + o * s->outChannelStep;
      float x = sums[p * width + o] + bias[o];
      if (added) x += added[at];
      if (s->rectified) x = x < 0 ? 0 : x > s->cap ? s->cap : x;
      out[at] = x;
    }
  }
}

static void LEVEL(multiply)(const KernelFewImagesProduct *s, const float *x, const float *weights,
                            float *sums) {
  const int width = (s->outputs + LANES - 1) & -LANES;
  for (int o = 0; o < width; o += LANES * LEVEL_SPANS) {
    const int spans = width - o < LANES * LEVEL_SPANS ? 1 : LEVEL_SPANS;
    for (int p = 0; p < s->positions; p += LEVEL_POSITIONS) {
      const int left = s->positions - p;
      LEVEL(multiplyAny)(left < LEVEL_POSITIONS ? left : LEVEL_POSITIONS, spans, s->begins,
                         s->terms, s->termStep, width, x + p, weights + o, sums + p * width + o);
    }
  }
}

static void LEVEL(strided)(const float *restrict from, int64_t stride, int64_t count,
                              float *restrict to) {
  if (stride == 2) {
    for (int64_t i = 0; i < count; i++) to[i] = from[2 * i];
  } else {
    for (int64_t i = 0; i < count; i++) to[i] = from[i * stride];
  }
}

// Tiles of 4x4 outputs and the 6x6 inputs under them, 16 tiles in the lanes

/// Four numbers of each of eight tiles to four columns of eight tiles, or back: 4x4 numbers in each
/// half, the tiles 0 to 3 and 4 to 7.
INLINE void LEVEL(turn)(const v8 *tile, v8 *column) {
  v8 a[4];
  UNROLL for (int i = 0; i < 4; i += 2) {
    a[i] = __builtin_shufflevector(tile[i], tile[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    a[i + 1] = __builtin_shufflevector(tile[i], tile[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  UNROLL for (int i = 0; i < 2; i++) {
    column[2 * i] = __builtin_shufflevector(a[i], a[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    column[2 * i + 1] = __builtin_shufflevector(a[i], a[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
  }
}

/// Four numbers each at `from` and at `other`.
INLINE v8 LEVEL(pair)(const float *from, const float *other) {
  return __builtin_shufflevector(*(const u4 *)from, *(const u4 *)other, 0, 1, 2, 3, 4, 5, 6, 7);
}

static void LEVEL(gatherTiles)(const KernelFewImagesTiles *s, const float *map, float *patch) {
  const int64_t *places = s->places;
  for (int row = 0; row < 6; row++, map += s->rowStep, patch += 6 * LANES) {
    UNROLL for (int half = 0; half < LANES; half += 8) {
      const int64_t *at = places + half;
      v8 tile[4], column[4], more[4];
      UNROLL for (int i = 0; i < 4; i++) tile[i] = LEVEL(pair)(map + at[i], map + at[i + 4]);
      LEVEL(turn)(tile, column);
      UNROLL for (int i = 0; i < 4; i++)
        tile[i] = LEVEL(pair)(map + at[i] + 4, map + at[i + 4] + 4);
      LEVEL(turn)(tile, more);
      UNROLL for (int j = 0; j < 4; j++) *(u8 *)(patch + j * LANES + half) = column[j];
      UNROLL for (int j = 0; j < 2; j++) *(u8 *)(patch + (4 + j) * LANES + half) = more[j];
    }
  }
}

static void LEVEL(scatterTiles)(const KernelFewImagesTiles *s, const float *patch,
                                const float *added, float *map) {
  const int64_t *places = s->places;
  for (int row = 0; row < 4; row++, patch += 4 * LANES) {
    UNROLL for (int half = 0; half < LANES; half += 8) {
      const int64_t *at = places + half;
      v8 tile[4], column[4];
      UNROLL for (int j = 0; j < 4; j++) column[j] = *(const u8 *)(patch + j * LANES + half);
      LEVEL(turn)(column, tile);
      UNROLL for (int i = 0; i < 4; i++) {
        if (half + i >= s->tiles) break;
        const int both = half + i + 4 < s->tiles;
        const int64_t here = at[i] + row * s->rowStep, there = at[i + 4] + row * s->rowStep;
        v8 x = tile[i];
        if (added) x += LEVEL(pair)(added + here, added + (both ? there : here));
        if (s->rectified) x = LEVEL(rectifyHalf)(x, s->cap);
        *(u4 *)(map + here) = __builtin_shufflevector(x, x, 0, 1, 2, 3);
        if (both) *(u4 *)(map + there) = __builtin_shufflevector(x, x, 4, 5, 6, 7);
      }
    }
  }
}

// Pooling

/// Joins each place of the windows that lies on the map with what stands in `out`: the larger, or
/// the sum.
INLINE void LEVEL(poolRows)(const KernelFewImagesPool *s, const int64_t stride, const int isSum,
                            const float *in, float *out) {
  for (int y = 0; y < s->rows; y++) {
    float *restrict to = out + y * s->outRowStep;
    for (int x = 0; x < s->columns; x++) to[x] = isSum ? 0 : -__builtin_inff();
    for (int i = 0; i < s->height; i++) {
      const int64_t row = (int64_t)y * s->rowStride + i - s->top;
      if (row < 0 || row >= s->inRows) continue;
      for (int j = 0; j < s->width; j++) {
        // The outputs whose place j lies on the map.
        const int64_t place = j - s->left, last = s->inColumns - 1 - place;
        const int64_t first = place < 0 ? (-place + stride - 1) / stride : 0;
        const int64_t end = last < 0 ? 0 : last / stride + 1;
        const float *from = in + row * s->inRowStep + place;
        for (int64_t x = first; x < (end < s->columns ? end : s->columns); x++) {
          const float a = from[x * stride], b = to[x];
          to[x] = isSum ? a + b : a > b || a != a ? a : b;
        }
      }
    }
  }
}

static void LEVEL(maximum)(const KernelFewImagesPool *s, const float *in, float *out) {
  if (s->columnStride == 2)
    LEVEL(poolRows)(s, 2, 0, in, out);
  else
    LEVEL(poolRows)(s, s->columnStride, 0, in, out);
}

/// The places of a window from `start` on that a mean counts.
INLINE int32_t LEVEL(counted)(int start, int window, int size, int before, int behind) {
  const int end = start + window, most = size + behind;
  return (end < most ? end : most) - (start < -before ? -before : start);
}

static void LEVEL(average)(const KernelFewImagesPool *s, const float *in, float *out) {
  if (s->columnStride == 2)
    LEVEL(poolRows)(s, 2, 1, in, out);
  else
    LEVEL(poolRows)(s, s->columnStride, 1, in, out);
  for (int y = 0; y < s->rows; y++) {
    const int32_t rows = LEVEL(counted)(y * s->rowStride - s->top, s->height, s->inRows,
                                        s->zerosAbove, s->zerosBelow);
    for (int x = 0; x < s->columns; x++) {
      const int32_t columns = LEVEL(counted)(x * s->columnStride - s->left, s->width,
                                             s->inColumns, s->zerosBefore, s->zerosBehind);
      out[y * s->outRowStep + x] *= 1.0f / (float)(rows * columns);
    }
  }
}

static float LEVEL(total)(const float *in, int64_t vectors) {
  v16 x = LEVEL(splat)(0);
  for (int64_t v = 0; v < vectors; v++) x += LEVEL(load)(in + LANES * v);
  v8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  v4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

static const FewImagesTable LEVEL(table) = {
    .convolve = LEVEL(convolve),
    .multiply = LEVEL(multiply),
    .spread = LEVEL(spread),
    .strided = LEVEL(strided),
    .gatherTiles = LEVEL(gatherTiles),
    .scatterTiles = LEVEL(scatterTiles),
    .maximum = LEVEL(maximum),
    .average = LEVEL(average),
    .total = LEVEL(total),
};

#undef VECTOR_CASES
#undef SPAN_CASES
#undef LEVEL
#undef LEVEL_FMA
#undef LEVEL_OUTPUTS
#undef LEVEL_VECTORS
#undef LEVEL_POSITIONS
#undef LEVEL_SPANS
