// The loops of one instruction level. The including file names the level, the numbers of its
// registers, its register tile and whether multiply and add fuse.
#include <stddef.h>
#include <string.h>

#include "Kernels.h"
#include "Lanewise.h"

#pragma STDC FP_CONTRACT OFF

typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t i16 __attribute__((vector_size(64)));

#define UNROLLED _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

/// The lanes that a register holds. What keeps many of them at a time goes through a block's 16
/// images part by part; images do not meet there, so the digits are those of one part.
typedef float vec __attribute__((vector_size(4 * LEVEL_WIDTH)));
typedef int32_t flags __attribute__((vector_size(4 * LEVEL_WIDTH)));
#define PARTS(lane) for (int lane = 0; lane < LANES; lane += LEVEL_WIDTH)

INLINE v16 splat(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16 load(const float *p) { return *(const v16 *)p; }
INLINE void store(float *p, v16 x) { *(v16 *)p = x; }

INLINE vec every(float x) {
#if LEVEL_WIDTH == 16
  return splat(x);
#elif LEVEL_WIDTH == 8
  return (vec){x, x, x, x, x, x, x, x};
#else
  return (vec){x, x, x, x};
#endif
}
INLINE vec take(const float *p) { return *(const vec *)p; }
INLINE vec partOf(const v16 *x, int lane) { return take((const float *)x + lane); }
INLINE void put(float *p, vec x) { *(vec *)p = x; }

/// Asks for the line of `p` long before it is read or written. Whole maps come from beyond the second
/// cache, in runs too short for the processor to see ahead by itself.
INLINE void ahead(const float *p) { __builtin_prefetch(p, 0, 2); }
/// The same in a run of numbers that is gone through from `p` on.
INLINE void aheadInRun(const float *p) { ahead(p + 1024); }

/// a * b + c of vectors of one kind, rounded once where the level fuses.
#if LEVEL_FMA
#define FUSED(a, b, c) LANEWISE_FMA(a, b, c)
#else
#define FUSED(a, b, c) ((a) * (b) + (c))
#endif

// A tile of 12 sums, 3 numbers and a weight fills 16 registers exactly. The compiler would begin
// the next weight early, spill a sum and wait for it in each round. Where LEVEL_IN_PLACE is set
// these keep their order, and the tile takes half of the time.

/// *sum += a * b.
INLINE void accumulate(vec *sum, vec a, vec b) {
#if LEVEL_IN_PLACE
  __asm__ volatile("vfmadd231ps %2, %1, %0" : "+x"(*sum) : "x"(a), "x"(b));
#else
  *sum = FUSED(a, b, *sum);
#endif
}

/// *w in every lane.
INLINE vec broadcast(const float *w) {
#if LEVEL_IN_PLACE
  vec x;
  __asm__ volatile("vbroadcastss %1, %0" : "=x"(x) : "m"(*w));
  return x;
#else
  return every(*w);
#endif
}

INLINE vec takeInOrder(const float *p) {
#if LEVEL_IN_PLACE
  vec x;
  __asm__ volatile("vmovaps %1, %0" : "=x"(x) : "m"(*(const vec *)p));
  return x;
#else
  return take(p);
#endif
}

INLINE v16 choose(i16 mask, v16 yes, v16 no) { return (v16)((mask & (i16)yes) | (~mask & (i16)no)); }
/// The larger of two, `b` where they are equal; what is not a number stays visible.
INLINE v16 larger(v16 a, v16 b) { return choose((a > b) | (a != a), a, b); }
/// max(x, 0) that keeps what is not a number visible.
INLINE v16 rectify(v16 x) { return choose(x < splat(0), splat(0), x); }
INLINE vec select(flags mask, vec yes, vec no) {
  return (vec)((mask & (flags)yes) | (~mask & (flags)no));
}

/// Adds the 16 lanes in one fixed tree.
INLINE float tree(v16 x) {
  v8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  v4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

// What follows an operation

INLINE v16 factors(const KernelAffine *with) {
  return with->factors ? load(with->factors) : splat(1);
}

/// `with` but for its factors, and `added` between its scale and its rectifier.
INLINE v16 follow(v16 x, const KernelAffine *with, const float *added) {
  if (with->scaled) x = FUSED(x, splat(with->scale), splat(with->shift));
  if (added) x += load(added);
  if (with->rectified) x = rectify(x);
  return with->capped ? choose(x > splat(with->cap), splat(with->cap), x) : x;
}

/// The same of a part of the lanes.
INLINE vec followed(vec x, const KernelAffine *with, const float *added) {
  if (with->scaled) x = FUSED(x, every(with->scale), every(with->shift));
  if (added) x += take(added);
  if (with->rectified) x = select(x < every(0), every(0), x);
  return with->capped ? select(x > every(with->cap), every(with->cap), x) : x;
}

// Convolution

/// The products of one channel and tap.
INLINE void convolveTerm(const int outputs, const int columns, int64_t step, const float *in,
                         const float *w, vec sum[4][4]) {
  vec value[4];
  UNROLLED for (int x = 0; x < columns; x++) value[x] = take(in + x * step);
  UNROLLED for (int o = 0; o < outputs; o++) {
    vec weight = broadcast(w + o);
    UNROLLED for (int x = 0; x < columns; x++) accumulate(&sum[o][x], weight, value[x]);
  }
}

/// Where a tile of a convolution ends: what follows its first output, how far what is added lies
/// from `out` (0: nothing is), and which lanes are computed.
typedef struct {
  const KernelAffine *after;
  int64_t added;
  int lane;
} End;

/// Stores what follows a sum.
INLINE void finish(float *to, vec sum, const KernelAffine *with, const End *end) {
  sum = followed(sum, with, end->added ? to + end->added : NULL);
  if (with->factors) sum *= take(with->factors + end->lane);
  put(to, sum);
}

INLINE void convolveTile(const int outputs, const int columns, const int stride,
                         const KernelConvolution *s, const float *in, const float *w,
                         const float *bias, float *out, const End *end) {
  vec sum[4][4];
  if (s->firstChannel) {
    UNROLLED for (int o = 0; o < outputs; o++) {
      UNROLLED for (int x = 0; x < columns; x++)
        sum[o][x] = take(out + o * s->outChannelStep + x * s->outColumnStep);
    }
  } else {
    UNROLLED for (int o = 0; o < outputs; o++) {
      UNROLLED for (int x = 0; x < columns; x++) sum[o][x] = bias ? every(bias[o]) : every(0);
    }
  }
  const int32_t *offsets = s->offsets;
  const int64_t step = s->inColumnStep, channelStep = s->inChannelStep;
  const int taps = s->taps, channels = s->channels;
  if (taps == 1) {
    in += offsets[0];
    for (int c = 0; c < channels; c++, w += stride, in += channelStep)
      convolveTerm(outputs, columns, step, in, w, sum);
  } else {
    for (int c = 0; c < channels; c++, in += channelStep)
      for (int t = 0; t < taps; t++, w += stride)
        convolveTerm(outputs, columns, step, in + offsets[t], w, sum);
  }
  if (end->after) {
    UNROLLED for (int o = 0; o < outputs; o++) {
      const KernelAffine with = end->after[o];
      UNROLLED for (int x = 0; x < columns; x++)
        finish(out + o * s->outChannelStep + x * s->outColumnStep, sum[o][x], &with, end);
    }
  } else {
    UNROLLED for (int o = 0; o < outputs; o++) {
      UNROLLED for (int x = 0; x < columns; x++)
        put(out + o * s->outChannelStep + x * s->outColumnStep, sum[o][x]);
    }
  }
}

#define COLUMN_CASES(outputs)                                                             \
  switch (columns) {                                                                      \
    case 1: convolveTile(outputs, 1, stride, s, in, w, bias, out, end); break;            \
    case 2: convolveTile(outputs, 2, stride, s, in, w, bias, out, end); break;            \
    case 3: convolveTile(outputs, 3, stride, s, in, w, bias, out, end); break;            \
    default: convolveTile(outputs, LEVEL_COLUMNS, stride, s, in, w, bias, out, end);      \
  }

static void convolveAny(int outputs, int columns, int stride, const KernelConvolution *s,
                        const float *in, const float *w, const float *bias, float *out,
                        const End *end) {
  switch (outputs) {
    case 1: COLUMN_CASES(1) break;
    case 2: COLUMN_CASES(2) break;
    case 3: COLUMN_CASES(3) break;
    default: COLUMN_CASES(4) break;
  }
}

/// Columns of a tile of one output, whose numbers are read where they are multiplied.
#define WIDE_COLUMNS (LEVEL_OUTPUTS * LEVEL_COLUMNS)

/// *sum += a * *p.
INLINE void accumulateFrom(vec *sum, vec a, const float *p) {
#if LEVEL_IN_PLACE
  __asm__ volatile("vfmadd231ps %2, %1, %0" : "+x"(*sum) : "x"(a), "m"(*(const vec *)p));
#else
  *sum = FUSED(a, take(p), *sum);
#endif
}

INLINE void convolveColumns(const int columns, const int64_t step, const KernelConvolution *s,
                            const float *in, const float *w, const float *bias, float *out,
                            const End *end) {
  vec sum[WIDE_COLUMNS];
  if (s->firstChannel) {
    UNROLLED for (int x = 0; x < columns; x++) sum[x] = take(out + x * s->outColumnStep);
  } else {
    UNROLLED for (int x = 0; x < columns; x++) sum[x] = bias ? every(*bias) : every(0);
  }
  for (int c = 0; c < s->channels; c++, in += s->inChannelStep) {
    for (int t = 0; t < s->taps; t++, w++) {
      const vec weight = broadcast(w);
      const float *p = in + s->offsets[t];
      UNROLLED for (int x = 0; x < columns; x++) accumulateFrom(&sum[x], weight, p + x * step);
    }
  }
  if (end->after) {
    const KernelAffine with = *end->after;
    UNROLLED for (int x = 0; x < columns; x++)
      finish(out + x * s->outColumnStep, sum[x], &with, end);
  } else {
    UNROLLED for (int x = 0; x < columns; x++) put(out + x * s->outColumnStep, sum[x]);
  }
}

/// With steps that are known, no address of a column has to be kept.
INLINE void convolveWide(const int columns, const KernelConvolution *s, const float *in,
                         const float *w, const float *bias, float *out, const End *end) {
  if (s->inColumnStep == LANES)
    convolveColumns(columns, LANES, s, in, w, bias, out, end);
  else if (s->inColumnStep == 2 * LANES)
    convolveColumns(columns, 2 * LANES, s, in, w, bias, out, end);
  else
    convolveColumns(columns, s->inColumnStep, s, in, w, bias, out, end);
}

/// Some columns of one output.
static void convolveOne(int columns, const KernelConvolution *s, const float *in, const float *w,
                        const float *bias, float *out, End end) {
  for (int x = 0; x < columns;) {
    const int left = columns - x;
    const int some = left >= WIDE_COLUMNS       ? WIDE_COLUMNS
                     : left >= WIDE_COLUMNS / 2 ? WIDE_COLUMNS / 2
                     : left < LEVEL_COLUMNS     ? left
                                                : LEVEL_COLUMNS;
    PARTS(lane) {
      const float *from = in + x * s->inColumnStep + lane;
      float *to = out + x * s->outColumnStep + lane;
      end.lane = lane;
      if (some == WIDE_COLUMNS)
        convolveWide(WIDE_COLUMNS, s, from, w, bias, to, &end);
      else if (some == WIDE_COLUMNS / 2)
        convolveWide(WIDE_COLUMNS / 2, s, from, w, bias, to, &end);
      else
        convolveAny(1, some, 1, s, from, w, bias, to, &end);
    }
    x += some;
  }
}

/// Some columns of a tile of outputs, of which there are `tile`.
static void convolveSome(int tile, int columns, const KernelConvolution *s, const float *in,
                         const float *w, const float *bias, float *out, End end) {
  if (tile == 1) {
    convolveOne(columns, s, in, w, bias, out, end);
    return;
  }
  const KernelAffine *after = end.after;
  for (int x = 0; x < columns;) {
    int left = columns - x;
    int some = left < LEVEL_COLUMNS ? left : LEVEL_COLUMNS;
    if (left == LEVEL_COLUMNS + 1 && LEVEL_COLUMNS > 2) some = LEVEL_COLUMNS - 1;
    for (int part = 0; part < tile; part += LEVEL_OUTPUTS) {
      int outputs = tile - part < LEVEL_OUTPUTS ? tile - part : LEVEL_OUTPUTS;
      if (after) end.after = after + part;
      PARTS(lane) {
        end.lane = lane;
        convolveAny(outputs, some, tile, s, in + x * s->inColumnStep + lane, w + part,
                    bias ? bias + part : NULL,
                    out + part * s->outChannelStep + x * s->outColumnStep + lane, &end);
      }
    }
    x += some;
  }
}

/// Fetches the numbers of the next `columns` columns: a share of the channels, tile `tile` of
/// `tiles`, so that memory is asked at an even pace.
INLINE void fetchNext(const KernelConvolution *s, const float *in, int columns, int tile,
                      int tiles) {
  const int end = (int)((int64_t)s->channels * (tile + 1) / tiles);
  for (int c = (int)((int64_t)s->channels * tile / tiles); c < end; c++)
    for (int x = columns; x < 2 * columns; x++)
      ahead(in + c * s->inChannelStep + x * s->inColumnStep);
}

// Outputs go in chunks whose weights stay in the nearer caches while all positions pass; columns in
// runs whose numbers stay in the nearest one while the outputs of a chunk pass, so that each output
// is written run by run.
static void convolve(const KernelConvolution *s, const float *in, const float *packed,
                     const float *bias, float *out) {
  const int64_t perOutput = (int64_t)s->packedChannels * s->taps;
  const int64_t skipped = (int64_t)s->firstChannel * s->taps;
  // Both lie as numbers of activations do, so that the distance is one of whole numbers.
  const int64_t added =
      s->added ? ((intptr_t)s->added - (intptr_t)out) / (intptr_t)sizeof(float) : 0;
  int64_t fitting = perOutput > 0 ? 24576 / perOutput & ~(int64_t)3 : s->outputs;
  const int chunk = fitting < 4 ? 4 : fitting > s->outputs ? s->outputs : (int)fitting;
  // Of a window, about three rows.
  const int lines = s->channels * (s->taps > 1 ? 3 : 1);
  int run = 320 / (lines > 0 ? lines : 1) / LEVEL_COLUMNS * LEVEL_COLUMNS;
  if (s->outputs == 1) run = s->columns;
  if (run < LEVEL_COLUMNS) run = LEVEL_COLUMNS;
  for (int first = 0; first < s->outputs; first += chunk) {
    const int last = s->outputs - first < chunk ? s->outputs : first + chunk;
    const int tiles = (last - first + KERNEL_OUTPUT_TILE - 1) / KERNEL_OUTPUT_TILE;
    for (int y = 0; y < s->rows; y++) {
      for (int x = 0; x < s->columns;) {
        const int left = s->columns - x, columns = left < run + LEVEL_COLUMNS ? left : run;
        const float *from = in + y * s->inRowStep + x * s->inColumnStep;
        float *to = out + y * s->outRowStep + x * s->outColumnStep;
        for (int o = first; o < last; o += KERNEL_OUTPUT_TILE) {
          const int tile = s->outputs - o < KERNEL_OUTPUT_TILE ? s->outputs - o : KERNEL_OUTPUT_TILE;
          if (s->distant) fetchNext(s, from, columns, (o - first) / KERNEL_OUTPUT_TILE, tiles);
          const End end = {s->after ? s->after + o : NULL, added, 0};
          convolveSome(tile, columns, s, from, packed + o * perOutput + skipped * tile,
                       bias ? bias + o : NULL, to + o * s->outChannelStep, end);
        }
        x += columns;
      }
    }
  }
}

INLINE void gradientTile(const int outputs, const int terms, const KernelWeightGradient *shape,
                         const int32_t *offsets, int rows, const float *in, const float *dy,
                         float *sums) {
  const KernelWeightGradient s = *shape;
  const int64_t sumStep = (int64_t)s.terms * LANES;
  int64_t at[6];
  UNROLLED for (int j = 0; j < terms; j++) at[j] = offsets[j];
  PARTS(lane) {
    vec sum[24];
    UNROLLED for (int i = 0; i < outputs * terms; i++)
      sum[i] = take(sums + i / terms * sumStep + i % terms * LANES + lane);
    for (int y = 0; y < rows; y++) {
      const float *p = in + y * s.inRowStep + lane, *q = dy + y * s.outRowStep + lane;
      for (int x = 0; x < s.columns; x++, p += s.inColumnStep, q += s.outColumnStep) {
        vec value[6];
        UNROLLED for (int j = 0; j < terms; j++) value[j] = take(p + at[j]);
        UNROLLED for (int o = 0; o < outputs; o++) {
          vec d = takeInOrder(q + o * s.outChannelStep);
          UNROLLED for (int j = 0; j < terms; j++) accumulate(&sum[o * terms + j], d, value[j]);
        }
      }
    }
    UNROLLED for (int i = 0; i < outputs * terms; i++)
      put(sums + i / terms * sumStep + i % terms * LANES + lane, sum[i]);
  }
}

/// Terms of a tile of one output, whose numbers are read where they are multiplied.
#define WIDE_TERMS 9

INLINE void gradientWide(const KernelWeightGradient *shape, const int32_t *offsets, int rows,
                         const float *in, const float *dy, float *sums) {
  const KernelWeightGradient s = *shape;
  int64_t at[WIDE_TERMS];
  UNROLLED for (int j = 0; j < WIDE_TERMS; j++) at[j] = offsets[j];
  PARTS(lane) {
    vec sum[WIDE_TERMS];
    UNROLLED for (int j = 0; j < WIDE_TERMS; j++) sum[j] = take(sums + j * LANES + lane);
    for (int y = 0; y < rows; y++) {
      const float *p = in + y * s.inRowStep + lane, *q = dy + y * s.outRowStep + lane;
      for (int x = 0; x < s.columns; x++, p += s.inColumnStep, q += s.outColumnStep) {
        const vec d = takeInOrder(q);
        UNROLLED for (int j = 0; j < WIDE_TERMS; j++) accumulateFrom(&sum[j], d, p + at[j]);
      }
    }
    UNROLLED for (int j = 0; j < WIDE_TERMS; j++) put(sums + j * LANES + lane, sum[j]);
  }
}

#if LEVEL_TERMS > 3
#define TERM_CASES_BEYOND(outputs)                                                  \
  case 3: gradientTile(outputs, 3, s, offsets, rows, in, dy, sums); break;          \
  case 4: gradientTile(outputs, 4, s, offsets, rows, in, dy, sums); break;          \
  case 5: gradientTile(outputs, 5, s, offsets, rows, in, dy, sums); break;
#else
#define TERM_CASES_BEYOND(outputs)
#endif
#define TERM_CASES(outputs)                                                         \
  switch (terms) {                                                                  \
    case 1: gradientTile(outputs, 1, s, offsets, rows, in, dy, sums); break;        \
    case 2: gradientTile(outputs, 2, s, offsets, rows, in, dy, sums); break;        \
    TERM_CASES_BEYOND(outputs)                                                      \
    default: gradientTile(outputs, LEVEL_TERMS, s, offsets, rows, in, dy, sums);    \
  }

static void gradientAny(int outputs, int terms, const KernelWeightGradient *s,
                        const int32_t *offsets, int rows, const float *in, const float *dy,
                        float *sums) {
  switch (outputs) {
    case 1: TERM_CASES(1) break;
    case 2: TERM_CASES(2) break;
    case 3: TERM_CASES(3) break;
    default: TERM_CASES(4) break;
  }
}

// The rows of a few outputs stay in the nearest cache while all terms pass over them.
static void weightGradient(const KernelWeightGradient *s, const float *in, const float *dy,
                           float *sums) {
  const int run = s->columns < LEVEL_RUN ? LEVEL_RUN / (s->columns > 0 ? s->columns : 1) : 1;
  for (int o = 0; o < s->outputs; o += LEVEL_OUTPUTS) {
    const int outputs = s->outputs - o < LEVEL_OUTPUTS ? s->outputs - o : LEVEL_OUTPUTS;
    const float *q = dy + o * s->outChannelStep;
    float *to = sums + (int64_t)o * s->terms * LANES;
    for (int y = 0; y < s->rows; y += run) {
      const int rows = s->rows - y < run ? s->rows - y : run;
      const float *from = in + y * s->inRowStep, *by = q + y * s->outRowStep;
      for (int j = 0; j < s->terms;) {
        const int left = s->terms - j;
        if (outputs == 1 && left >= WIDE_TERMS) {
          gradientWide(s, s->offsets + j, rows, from, by, to + j * LANES);
          j += WIDE_TERMS;
        } else {
          const int some = left < LEVEL_TERMS ? left : LEVEL_TERMS;
          gradientAny(outputs, some, s, s->offsets + j, rows, from, by, to + j * LANES);
          j += some;
        }
      }
    }
  }
}

static void addLanes(const float *sums, int64_t count, float *to) {
  for (int64_t i = 0; i < count; i++) to[i] = tree(load(sums + i * LANES));
}

// Normalisation

static void moments(const float *x, int64_t area, const float *mask, float valid, float *mean,
                    float *squares) {
  v16 keep = load(mask);
  v16 total = splat(0);
  for (int64_t i = 0; i < area; i++) {
    aheadInRun(x + i * LANES);
    total = FUSED(load(x + i * LANES), keep, total);
  }
  float average = tree(total) / valid;
  v16 centre = splat(average);
  v16 spread = splat(0);
  for (int64_t i = 0; i < area; i++) {
    v16 d = (load(x + i * LANES) - centre) * keep;
    spread = FUSED(d, d, spread);
  }
  *mean = average;
  *squares = tree(spread);
}

static void affine(const float *x, int64_t area, const KernelAffine *with, const float *added,
                   float *y) {
  const KernelAffine k = *with;
  if (added) {
    for (int64_t i = 0; i < area * LANES; i += LANES) {
      aheadInRun(added + i);
      aheadInRun(x + i);
      aheadInRun(y + i);
      store(y + i, follow(load(x + i), &k, added + i));
    }
  } else if (k.factors) {
    const v16 by = factors(&k);
    for (int64_t i = 0; i < area * LANES; i += LANES) {
      aheadInRun(x + i);
      aheadInRun(y + i);
      store(y + i, follow(load(x + i), &k, NULL) * by);
    }
  } else {
    for (int64_t i = 0; i < area * LANES; i += LANES) {
      aheadInRun(x + i);
      aheadInRun(y + i);
      store(y + i, follow(load(x + i), &k, NULL));
    }
  }
}

/// `dy` times the factors, where the rectifier of `with` and its cap, if there are, let it through.
INLINE v16 inFront(v16 x, v16 dy, v16 by, const KernelAffine *with) {
  dy *= by;
  v16 y = FUSED(x, splat(with->scale), splat(with->shift));
  if (with->capped) dy = choose(y < splat(with->cap), dy, splat(0));
  return with->rectified ? choose(y > splat(0), dy, splat(0)) : dy;
}

static void normSums(const float *x, const float *dy, const KernelAffine *with, int64_t area,
                     float mean, float *sum, float *product) {
  const KernelAffine k = *with;
  v16 total = splat(0), cross = splat(0), centre = splat(mean), by = factors(&k);
  for (int64_t i = 0; i < area; i++) {
    aheadInRun(x + i * LANES);
    aheadInRun(dy + i * LANES);
    v16 value = load(x + i * LANES), d = inFront(value, load(dy + i * LANES), by, &k);
    total += d;
    cross = FUSED(d, value - centre, cross);
  }
  *sum = tree(total);
  *product = tree(cross);
}

static void normGradient(const float *x, const float *dy, const KernelAffine *with, int64_t area,
                         float mean, float a, float b, float c, const float *mask, float *dx) {
  const KernelAffine k = *with;
  v16 va = splat(a), vb = splat(b), vc = splat(c), centre = splat(mean), keep = load(mask);
  const v16 by = factors(&k);
  for (int64_t i = 0; i < area; i++) {
    aheadInRun(x + i * LANES);
    aheadInRun(dy + i * LANES);
    aheadInRun(dx + i * LANES);
    v16 value = load(x + i * LANES), d = inFront(value, load(dy + i * LANES), by, &k);
    store(dx + i * LANES, FUSED(d, va, FUSED(value - centre, vb, vc)) * keep);
  }
}

// Element by element

static void relu(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) store(y + i, rectify(load(x + i)));
}

static void reluGradient(const float *y, const float *dy, const float *added, int64_t count,
                         float *dx) {
  v16 zero = splat(0);
  if (added) {
    for (int64_t i = 0; i < count; i += LANES) {
      aheadInRun(y + i);
      aheadInRun(dy + i);
      aheadInRun(added + i);
      aheadInRun(dx + i);
      store(dx + i, choose(load(y + i) > zero, load(dy + i) + load(added + i), zero));
    }
  } else {
    for (int64_t i = 0; i < count; i += LANES) {
      aheadInRun(y + i);
      aheadInRun(dy + i);
      aheadInRun(dx + i);
      store(dx + i, choose(load(y + i) > zero, load(dy + i), zero));
    }
  }
}

static void add(const float *a, const float *b, int64_t count, float *sum) {
  for (int64_t i = 0; i < count; i += LANES) store(sum + i, load(a + i) + load(b + i));
}

static void addRelu(const float *a, const float *b, int64_t count, float *sum) {
  for (int64_t i = 0; i < count; i += LANES) store(sum + i, rectify(load(a + i) + load(b + i)));
}

static void multiply(const float *a, const float *b, int64_t count, float *product) {
  for (int64_t i = 0; i < count; i += LANES) store(product + i, load(a + i) * load(b + i));
}

static void dotLanes(const float *x, const KernelAffine *with, const float *dy, int64_t area,
                     float *dg) {
  const KernelAffine k = *with;
  v16 total = splat(0), by = factors(&k);
  for (int64_t i = 0; i < area; i++)
    total = FUSED(follow(load(x + i * LANES), &k, NULL) * by, load(dy + i * LANES), total);
  store(dg, total);
}

static void sumLanes(const float *x, int64_t area, float factor, float *y) {
  v16 total = splat(0);
  for (int64_t i = 0; i < area; i++) total += load(x + i * LANES);
  store(y, total * splat(factor));
}

static void spreadLanes(const float *x, int64_t area, float factor, const float *added, float *y) {
  v16 value = load(x) * splat(factor);
  if (added) {
    for (int64_t i = 0; i < area; i++) store(y + i * LANES, value + load(added + i * LANES));
  } else {
    for (int64_t i = 0; i < area; i++) store(y + i * LANES, value);
  }
}

// Pooling

/// The places of a window along one side that lie on the map, and how many a mean counts.
typedef struct {
  int32_t first, end, counted;
} Reach;

INLINE Reach reach(int start, int window, int size, int before, int behind) {
  const int left = size - start, last = left < window ? left : window;
  const int from = start < -before ? -before : start, all = left + behind;
  return (Reach){start < 0 ? -start : 0, last, start + (all < window ? all : window) - from};
}

INLINE Reach rowReach(const KernelPool *s, int row) {
  return reach(row * s->rowStride - s->top, s->height, s->inHeight, s->zerosAbove, s->zerosBelow);
}

INLINE Reach columnReach(const KernelPool *s, int column) {
  return reach(column * s->columnStride - s->left, s->width, s->inWidth, s->zerosBefore,
               s->zerosBehind);
}

/// Where a window's first place lies, on the map or before it.
INLINE int64_t corner(const KernelPool *s, int y, int x) {
  return (((int64_t)y * s->rowStride - s->top) * s->inWidth + (int64_t)x * s->columnStride -
          s->left) * LANES;
}

static void maxPool(const KernelPool *s, const float *x, float *y) {
  for (int row = 0; row < s->rows; row++) {
    const Reach rows = rowReach(s, row);
    for (int column = 0; column < s->columns; column++) {
      const Reach columns = columnReach(s, column);
      const int64_t at = corner(s, row, column);
      v16 best = load(x + at + ((int64_t)rows.first * s->inWidth + columns.first) * LANES);
      for (int i = rows.first; i < rows.end; i++)
        for (int j = columns.first; j < columns.end; j++)
          best = larger(load(x + at + ((int64_t)i * s->inWidth + j) * LANES), best);
      store(y, best);
      y += LANES;
    }
  }
}

static void maxPoolGradient(const KernelPool *s, const float *x, const float *y, const float *dy,
                            float *dx) {
  v16 zero = splat(0);
  for (int row = 0; row < s->rows; row++) {
    const Reach rows = rowReach(s, row);
    for (int column = 0; column < s->columns; column++) {
      const Reach columns = columnReach(s, column);
      const int64_t at = corner(s, row, column);
      v16 best = load(y), left = load(dy);
      if (s->positive) left = choose(best > zero, left, zero);
      for (int i = rows.first; i < rows.end; i++) {
        for (int j = columns.first; j < columns.end; j++) {
          int64_t k = at + ((int64_t)i * s->inWidth + j) * LANES;
          i16 here = load(x + k) == best;
          store(dx + k, load(dx + k) + choose(here, left, zero));
          left = choose(here, zero, left);
        }
      }
      y += LANES;
      dy += LANES;
    }
  }
}

static void averagePool(const KernelPool *s, const float *x, float *y) {
  for (int row = 0; row < s->rows; row++) {
    const Reach rows = rowReach(s, row);
    for (int column = 0; column < s->columns; column++) {
      const Reach columns = columnReach(s, column);
      const float *p = x + corner(s, row, column);
      v16 total = splat(0);
      for (int i = rows.first; i < rows.end; i++)
        for (int j = columns.first; j < columns.end; j++)
          total += load(p + ((int64_t)i * s->inWidth + j) * LANES);
      store(y, total * splat(1.0f / (float)(rows.counted * columns.counted)));
      y += LANES;
    }
  }
}

static void averagePoolGradient(const KernelPool *s, const float *dy, float *dx) {
  for (int row = 0; row < s->rows; row++) {
    const Reach rows = rowReach(s, row);
    for (int column = 0; column < s->columns; column++) {
      const Reach columns = columnReach(s, column);
      float *p = dx + corner(s, row, column);
      v16 share = load(dy) * splat(1.0f / (float)(rows.counted * columns.counted));
      for (int i = rows.first; i < rows.end; i++) {
        for (int j = columns.first; j < columns.end; j++) {
          float *q = p + ((int64_t)i * s->inWidth + j) * LANES;
          store(q, load(q) + share);
        }
      }
      dy += LANES;
    }
  }
}

// Exponential and logarithm: argument reduction and minimax polynomials after Cephes (Moshier,
// 1992), about 2 units in the last place.

INLINE v16 exp16(v16 x) {
  x = choose(x > splat(88.3f), splat(88.3f), x);
  x = choose(x < splat(-87.3f), splat(-87.3f), x);
  v16 k = x * splat(1.44269504088896341f);
  const v16 round = splat(12582912.0f);
  k = (k + round) - round;
  v16 r = FUSED(k, splat(-0.693359375f), x);
  r = FUSED(k, splat(2.12194440e-4f), r);
  v16 p = splat(1.9875691500e-4f);
  p = FUSED(p, r, splat(1.3981999507e-3f));
  p = FUSED(p, r, splat(8.3334519073e-3f));
  p = FUSED(p, r, splat(4.1665795894e-2f));
  p = FUSED(p, r, splat(1.6666665459e-1f));
  p = FUSED(p, r, splat(5.0000001201e-1f));
  p = FUSED(p, r * r, r) + splat(1);
  i16 exponent = (__builtin_convertvector(k, i16) + 127) << 23;
  return p * (v16)exponent;
}

INLINE v16 log16(v16 x) {
  i16 bits = (i16)x;
  i16 e = (bits >> 23) - 126;
  v16 m = (v16)((bits & 0x007fffff) | 0x3f000000);
  i16 small = m < splat(0.707106781186547524f);
  v16 exponent = __builtin_convertvector(e, v16) - choose(small, splat(1), splat(0));
  m = choose(small, m + m, m) - splat(1);
  v16 square = m * m;
  v16 p = splat(7.0376836292e-2f);
  p = FUSED(p, m, splat(-1.1514610310e-1f));
  p = FUSED(p, m, splat(1.1676998740e-1f));
  p = FUSED(p, m, splat(-1.2420140846e-1f));
  p = FUSED(p, m, splat(1.4249322787e-1f));
  p = FUSED(p, m, splat(-1.6668057665e-1f));
  p = FUSED(p, m, splat(2.0000714765e-1f));
  p = FUSED(p, m, splat(-2.4999993993e-1f));
  p = FUSED(p, m, splat(3.3333331174e-1f));
  p = p * m * square;
  p = FUSED(exponent, splat(-2.12194440e-4f), p);
  p = FUSED(square, splat(-0.5f), p);
  return FUSED(exponent, splat(0.693359375f), m + p);
}

static void exponential(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) store(y + i, exp16(load(x + i)));
}

static void logarithm(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) store(y + i, log16(load(x + i)));
}

static void sigmoid(const float *x, int64_t count, float *y) {
  v16 one = splat(1);
  for (int64_t i = 0; i < count; i += LANES) store(y + i, one / (one + exp16(-load(x + i))));
}

static void sigmoidGradient(const float *y, const float *dy, int64_t count, float *dx) {
  v16 one = splat(1);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 p = load(y + i);
    store(dx + i, load(dy + i) * (p * (one - p)));
  }
}

#include "ActivationLoops.h"

static void crossEntropy(const float *z, int32_t classes, const int32_t *target,
                         const float *weight, float smoothing, float *loss, float *dz,
                         int32_t *largest) {
  v16 best = load(z);
  i16 label, top = (i16){0};
  memcpy(&label, target, sizeof label);
  v16 wanted = splat(0), all = splat(0), lanes = load(weight);
  for (int c = 0; c < classes; c++) {
    v16 value = load(z + c * LANES);
    i16 here = (i16){0} + c;
    i16 better = value > best;
    best = choose(better, value, best);
    top = (better & here) | (~better & top);
    wanted = choose(label == here, value, wanted);
    all += value;
  }
  v16 total = splat(0);
  for (int c = 0; c < classes; c++) total += exp16(load(z + c * LANES) - best);
  float flat = smoothing / (float)classes;
  v16 normal = log16(total) + best;
  store(loss, normal - FUSED(splat(1 - smoothing), wanted, splat(flat) * all));
  memcpy(largest, &top, sizeof top);
  if (!dz) return;
  v16 inverse = splat(1) / total;
  for (int c = 0; c < classes; c++) {
    v16 p = exp16(load(z + c * LANES) - best) * inverse;
    i16 here = label == ((i16){0} + c);
    v16 goal = choose(here, splat(1 - smoothing + flat), splat(flat));
    store(dz + c * LANES, (p - goal) * lanes);
  }
}

static void squaredError(const float *y, const float *target, int64_t area, const float *weight,
                         float *sum, float *dy) {
  v16 total = splat(0), lanes = load(weight);
  for (int64_t i = 0; i < area * LANES; i += LANES) {
    v16 error = load(y + i) - load(target + i);
    total = FUSED(error, error, total);
    if (dy) store(dy + i, error * lanes);
  }
  store(sum, total);
}

static float sum(const float *x, int64_t blocks, const float *mask) {
  v16 total = splat(0), keep = mask ? load(mask) : splat(1);
  for (int64_t i = 0; i < blocks; i++) total = FUSED(load(x + i * LANES), keep, total);
  return tree(total);
}

// What the processor can do at most: independent chains, enough of them to hide the latency, few
// enough to stay in registers.
static float peak(int64_t rounds) {
  v16 chain[LEVEL_PEAK_CHAINS];
  for (int i = 0; i < LEVEL_PEAK_CHAINS; i++) chain[i] = splat((float)i);
  const v16 factor = splat(0.999f), part = splat(1e-3f);
  for (int64_t round = 0; round < rounds * KERNEL_PEAK_CHAINS / LEVEL_PEAK_CHAINS; round++) {
    UNROLLED for (int i = 0; i < LEVEL_PEAK_CHAINS; i++) chain[i] = FUSED(chain[i], factor, part);
  }
  v16 total = splat(0);
  for (int i = 0; i < LEVEL_PEAK_CHAINS; i++) total += chain[i];
  return tree(total);
}

// Optimizers

static void descend(const KernelDescent *r, const float *gradient, int64_t count, float *velocity,
                    float *weight) {
  v16 rate = splat(-r->rate), momentum = splat(r->momentum), decay = splat(r->decay);
  v16 damp = splat(1 - r->dampening);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 w = load(weight + i);
    v16 g = FUSED(decay, w, load(gradient + i));
    v16 v = r->first ? g : FUSED(momentum, load(velocity + i), damp * g);
    store(velocity + i, v);
    v16 d = r->nesterov ? FUSED(momentum, v, g) : v;
    store(weight + i, FUSED(rate, d, w));
  }
}

static void adam(const KernelAdam *r, const float *gradient, int64_t count, float *first,
                 float *second, float *weight) {
  v16 b1 = splat(r->beta1), b2 = splat(r->beta2), c1 = splat(1 - r->beta1), c2 = splat(1 - r->beta2);
  v16 rate = splat(r->rate * r->correction1), scale = splat(r->correction2), eps = splat(r->epsilon);
  v16 decay = splat(r->decay), kept = splat(r->kept);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 w = load(weight + i);
    v16 g = FUSED(decay, w, load(gradient + i));
    v16 m = FUSED(b1, load(first + i), c1 * g);
    v16 v = FUSED(b2, load(second + i), c2 * (g * g));
    store(first + i, m);
    store(second + i, v);
    v16 root = LANEWISE_SQRT(v * scale);
    store(weight + i, kept * w - (rate * m) / (root + eps));
  }
}

#include "WinogradLoops.h"

const KernelTable TABLE = {
    .level = LEVEL_CODE,
    .name = LEVEL_NAME,
    .convolve = convolve,
    .weightGradient = weightGradient,
    .addLanes = addLanes,
    .padRows = padRows,
    .tiles3 = TILE_TABLE(Three),
    .smallTiles3 = TILE_TABLE(ThreeSmall),
    .tiles5 = TILE_TABLE(Five),
    .smallTiles5 = TILE_TABLE(FiveSmall),
    .tileProducts = tileProducts,
    .moments = moments,
    .affine = affine,
    .normSums = normSums,
    .normGradient = normGradient,
    .relu = relu,
    .reluGradient = reluGradient,
    .add = add,
    .addRelu = addRelu,
    .multiply = multiply,
    .dotLanes = dotLanes,
    .sumLanes = sumLanes,
    .spreadLanes = spreadLanes,
    .maxPool = maxPool,
    .maxPoolGradient = maxPoolGradient,
    .averagePool = averagePool,
    .averagePoolGradient = averagePoolGradient,
    .sigmoid = sigmoid,
    .sigmoidGradient = sigmoidGradient,
    .gelu = gelu,
    .geluGradient = geluGradient,
    .silu = silu,
    .siluGradient = siluGradient,
    .leakyRelu = leakyRelu,
    .leakyReluGradient = leakyReluGradient,
    .cappedRelu = cappedRelu,
    .cappedReluGradient = cappedReluGradient,
    .hardSigmoid = hardSigmoid,
    .hardSigmoidGradient = hardSigmoidGradient,
    .hardSwish = hardSwish,
    .hardSwishGradient = hardSwishGradient,
    .clip = clip,
    .clipGradient = clipGradient,
    .softmax = softmax,
    .softmaxGradient = softmaxGradient,
    .exponential = exponential,
    .logarithm = logarithm,
    .crossEntropy = crossEntropy,
    .squaredError = squaredError,
    .sum = sum,
    .peak = peak,
    .descend = descend,
    .adam = adam,
};
