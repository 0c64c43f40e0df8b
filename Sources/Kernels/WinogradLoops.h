// Winograd's minimal filtering F(2x2, 3x3), after Lavin and Gray (CVPR 2016): four outputs of a 3x3
// window from 16 products instead of 36. A plane is one of the 16 products of a tile. Loops of one
// instruction level, included by Loops.h.

/// Four numbers of a column to Bᵀd: d0 − d2, d1 + d2, d2 − d1, d1 − d3.
INLINE void spreadInput(const v16 d[4], v16 to[4]) {
  to[0] = d[0] - d[2];
  to[1] = d[1] + d[2];
  to[2] = d[2] - d[1];
  to[3] = d[1] - d[3];
}

static void tileInput(const float *x, int64_t rowStep, int32_t tiles, float *planes,
                      int64_t planeStep) {
  v16 column[4][4];
  for (int j = 0; j < 2; j++) {
    v16 d[4];
    for (int i = 0; i < 4; i++) d[i] = load(x + i * rowStep + j * 16);
    spreadInput(d, column[j]);
  }
  for (int t = 0; t < tiles; t++) {
    const float *p = x + (int64_t)t * 32 + 32;
#pragma clang loop unroll(full)
    for (int j = 0; j < 2; j++) {
      v16 d[4];
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) d[i] = load(p + i * rowStep + j * 16);
      spreadInput(d, column[2 + j]);
    }
    float *to = planes + (int64_t)t * 16;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      v16 row[4] = {column[0][i], column[1][i], column[2][i], column[3][i]}, out[4];
      spreadInput(row, out);
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) store(to + (i * 4 + j) * planeStep, out[j]);
      column[0][i] = column[2][i];
      column[1][i] = column[3][i];
    }
  }
}

INLINE void outputRow(const v16 m[4], v16 bias, float *y, int both) {
  store(y, m[0] + m[1] + m[2] + bias);
  if (both) store(y + 16, m[1] - m[2] - m[3] + bias);
}

INLINE void outputTile(const float *planes, int64_t step, v16 bias, float *y, int64_t rowStep,
                       const int rows, const int both) {
  v16 above[4], below[4];
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    v16 m1 = load(planes + (4 + j) * step), m2 = load(planes + (8 + j) * step);
    above[j] = load(planes + j * step) + m1 + m2;
    below[j] = m1 - m2 - load(planes + (12 + j) * step);
  }
  outputRow(above, bias, y, both);
  if (rows > 1) outputRow(below, bias, y + rowStep, both);
}

static void tileOutput(const float *planes, int64_t planeStep, float bias, float *y,
                       int64_t rowStep, int32_t rows, int32_t columns) {
  v16 start = splat(bias);
  int x = 0;
  if (rows > 1) {
    for (; x + 1 < columns; x += 2, planes += 16)
      outputTile(planes, planeStep, start, y + (int64_t)x * 16, rowStep, 2, 1);
  }
  for (; x < columns; x += 2, planes += 16)
    outputTile(planes, planeStep, start, y + (int64_t)x * 16, rowStep, rows, x + 1 < columns);
}

INLINE void gradientPlanes(v16 y00, v16 y01, v16 y10, v16 y11, float *planes, int64_t step) {
  const v16 left[4] = {y00, y00 + y10, y00 - y10, -y10};
  const v16 right[4] = {y01, y01 + y11, y01 - y11, -y11};
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    store(planes + i * 4 * step, left[i]);
    store(planes + (i * 4 + 1) * step, left[i] + right[i]);
    store(planes + (i * 4 + 2) * step, left[i] - right[i]);
    store(planes + (i * 4 + 3) * step, -right[i]);
  }
}

static void tileGradient(const float *dy, int64_t rowStep, int32_t rows, int32_t columns,
                         float *planes, int64_t planeStep) {
  const v16 zero = splat(0);
  for (int x = 0; x < columns; x += 2, planes += 16) {
    const float *p = dy + (int64_t)x * 16, *q = p + rowStep;
    const int two = rows > 1, both = x + 1 < columns;
    gradientPlanes(load(p), both ? load(p + 16) : zero, two ? load(q) : zero,
                   two && both ? load(q + 16) : zero, planes, planeStep);
  }
}

/// Three numbers to G g: g0, (g0 + g1 + g2) / 2, (g0 − g1 + g2) / 2, g2.
INLINE void spreadFilter(v16 g0, v16 g1, v16 g2, v16 to[4]) {
  v16 half = splat(0.5f), ends = (g0 + g2) * half, middle = g1 * half;
  to[0] = g0;
  to[1] = ends + middle;
  to[2] = ends - middle;
  to[3] = g2;
}

static void tileFilter(const KernelFilter *s, const float *w, float *planes) {
  const int count = s->channels * s->outputs;
  for (int first = 0; first < count; first += 16) {
    float taps[9][16] __attribute__((aligned(64))) = {{0}};
    const int some = count - first < 16 ? count - first : 16;
    for (int i = 0; i < some; i++) {
      const float *g = w + (first + i) / s->outputs * s->channelStep +
                       (first + i) % s->outputs * s->outputStep;
      for (int t = 0; t < 9; t++) taps[t][i] = g[s->reversed ? 8 - t : t];
    }
    v16 column[3][4];
    for (int j = 0; j < 3; j++)
      spreadFilter(load(taps[j]), load(taps[3 + j]), load(taps[6 + j]), column[j]);
    for (int i = 0; i < 4; i++) {
      v16 row[4];
      spreadFilter(column[0][i], column[1][i], column[2][i], row);
      for (int j = 0; j < 4; j++)
        memcpy(planes + (i * 4 + j) * s->planeStep + first, &row[j], some * sizeof(float));
    }
  }
}

/// Four numbers to Gᵀu.
INLINE void gatherFilter(v16 u0, v16 u1, v16 u2, v16 u3, v16 to[3]) {
  v16 half = splat(0.5f), both = (u1 + u2) * half;
  to[0] = u0 + both;
  to[1] = (u1 - u2) * half;
  to[2] = both + u3;
}

static void tileFilterGradient(const float *planes, int64_t planeStep, int64_t count, float *dw) {
  for (int64_t first = 0; first < count; first += 16) {
    const int some = count - first < 16 ? (int)(count - first) : 16;
    v16 u[16];
    for (int k = 0; k < 16; k++) {
      u[k] = splat(0);
      memcpy(&u[k], planes + k * planeStep + first, some * sizeof(float));
    }
    v16 part[3][4];
    for (int j = 0; j < 4; j++) {
      v16 to[3];
      gatherFilter(u[j], u[4 + j], u[8 + j], u[12 + j], to);
      for (int i = 0; i < 3; i++) part[i][j] = to[i];
    }
    float taps[9][16] __attribute__((aligned(64)));
    for (int i = 0; i < 3; i++) {
      v16 to[3];
      gatherFilter(part[i][0], part[i][1], part[i][2], part[i][3], to);
      for (int j = 0; j < 3; j++) store(taps[i * 3 + j], to[j]);
    }
    for (int i = 0; i < some; i++)
      for (int t = 0; t < 9; t++) dw[(first + i) * 9 + t] = taps[t][i];
  }
}

static void padRows(const KernelMap *s, const float *x, float *to) {
  const v16 zero = splat(0);
  const int left = s->firstColumn < 0 ? -s->firstColumn : 0;
  const int end = s->width - s->firstColumn < s->columns ? s->width - s->firstColumn : s->columns;
  for (int i = 0; i < s->rows; i++, to += (int64_t)s->columns * 16) {
    const int row = s->firstRow + i;
    int j = 0;
    if (row >= 0 && row < s->height) {
      const float *from = x + ((int64_t)row * s->width + s->firstColumn) * 16;
      for (; j < left; j++) store(to + j * 16, zero);
      for (; j < end; j++) store(to + j * 16, load(from + j * 16));
    }
    for (; j < s->columns; j++) store(to + j * 16, zero);
  }
}

// Sums of products

/// Sums the lanes of 16 vectors, each in the order of `tree`, into the lanes of one.
INLINE v16 trees(const v16 x[16]) {
  v16 a[8], b[4], c[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++)
    a[i] = __builtin_shufflevector(x[i], x[i + 8], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21,
                                   22, 23) +
           __builtin_shufflevector(x[i], x[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28,
                                   29, 30, 31);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++)
    b[i] = __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25,
                                   26, 27) +
           __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28,
                                   29, 30, 31);
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++)
    c[i] = __builtin_shufflevector(b[i], b[i + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13,
                                   28, 29) +
           __builtin_shufflevector(b[i], b[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14,
                                   15, 30, 31);
  return __builtin_shufflevector(c[0], c[1], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28,
                                 14, 30) +
         __builtin_shufflevector(c[0], c[1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29,
                                 15, 31);
}

INLINE void productsTile(const int outputs, const int terms, const KernelProducts *s,
                         const float *in, const float *dy, float *sums) {
  v16 sum[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < outputs * terms; i++) sum[i] = splat(0);
  const int64_t step = (int64_t)s->columns * 16;
  for (int64_t x = 0; x < step; x += 16) {
    v16 value[4];
#pragma clang loop unroll(full)
    for (int j = 0; j < terms; j++) value[j] = load(in + j * step + x);
#pragma clang loop unroll(full)
    for (int o = 0; o < outputs; o++) {
      v16 d = load(dy + o * step + x);
#pragma clang loop unroll(full)
      for (int j = 0; j < terms; j++) sum[o * terms + j] = fma16(d, value[j], sum[o * terms + j]);
    }
  }
  if (outputs == 4 && terms == 4) {
    v16 all = trees(sum);
#pragma clang loop unroll(full)
    for (int o = 0; o < 4; o++)
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) sums[(int64_t)o * s->channels + j] += all[o * 4 + j];
    return;
  }
#pragma clang loop unroll(full)
  for (int o = 0; o < outputs; o++)
#pragma clang loop unroll(full)
    for (int j = 0; j < terms; j++) sums[(int64_t)o * s->channels + j] += tree(sum[o * terms + j]);
}

#define PRODUCT_CASES(outputs)                                       \
  switch (terms) {                                                   \
    case 1: productsTile(outputs, 1, s, in, dy, sums); break;        \
    case 2: productsTile(outputs, 2, s, in, dy, sums); break;        \
    case 3: productsTile(outputs, 3, s, in, dy, sums); break;        \
    default: productsTile(outputs, 4, s, in, dy, sums); break;       \
  }

static void productsAny(int outputs, int terms, const KernelProducts *s, const float *in,
                        const float *dy, float *sums) {
  switch (outputs) {
    case 1: PRODUCT_CASES(1) break;
    case 2: PRODUCT_CASES(2) break;
    case 3: PRODUCT_CASES(3) break;
    default: PRODUCT_CASES(4) break;
  }
}

static void tileProducts(const KernelProducts *s, const float *in, const float *dy, float *sums) {
  const int64_t step = (int64_t)s->columns * 16;
  const int most = LEVEL_TERMS < 4 ? LEVEL_TERMS : 4;
  for (int j = 0; j < s->channels; j += most) {
    int terms = s->channels - j < most ? s->channels - j : most;
    for (int o = 0; o < s->outputs; o += LEVEL_OUTPUTS) {
      int outputs = s->outputs - o < LEVEL_OUTPUTS ? s->outputs - o : LEVEL_OUTPUTS;
      productsAny(outputs, terms, s, in + j * step, dy + o * step,
                  sums + (int64_t)o * s->channels + j);
    }
  }
}
