// Winograd's minimal filtering F(2x2, 3x3), after Lavin and Gray (CVPR 2016): four outputs of a 3x3
// window from 16 products instead of 36. A 5x5 window is split along each axis into its first three
// and its last two taps, F(2, 3) and F(2, 2): 49 products instead of 100, with no factor but a half.
// A plane is one of the products of a tile. Loops of one instruction level, included by Loops.h.

#define PLANES(taps) ((taps) == 3 ? 4 : 7)
#define UNROLLED _Pragma("clang loop unroll(full)")

/// taps + 1 inputs of an axis to the planes.
INLINE void spreadInput(const int taps, const v16 *d, v16 *to) {
  to[0] = d[0] - d[2];
  to[1] = d[1] + d[2];
  to[2] = d[2] - d[1];
  to[3] = d[1] - d[3];
  if (taps == 3) return;
  to[4] = d[3] - d[4];
  to[5] = d[4];
  to[6] = d[4] - d[5];
}

/// Planes to two outputs.
INLINE void gatherOutput(const int taps, const v16 *m, v16 to[2]) {
  to[0] = m[0] + m[1] + m[2];
  to[1] = m[1] - m[2] - m[3];
  if (taps == 3) return;
  to[0] += m[4] + m[5];
  to[1] += m[5] - m[6];
}

/// The transpose of `gatherOutput`.
INLINE void spreadGradient(const int taps, v16 y0, v16 y1, v16 *to) {
  to[0] = y0;
  to[1] = y0 + y1;
  to[2] = y0 - y1;
  to[3] = -y1;
  if (taps == 3) return;
  to[4] = y0;
  to[5] = to[1];
  to[6] = -y1;
}

/// Taps to planes.
INLINE void spreadFilter(const int taps, const v16 *g, v16 *to) {
  v16 half = splat(0.5f), ends = (g[0] + g[2]) * half, middle = g[1] * half;
  to[0] = g[0];
  to[1] = ends + middle;
  to[2] = ends - middle;
  to[3] = g[2];
  if (taps == 3) return;
  to[4] = g[3];
  to[5] = g[3] + g[4];
  to[6] = g[4];
}

/// The transpose of `spreadFilter`.
INLINE void gatherFilter(const int taps, const v16 *u, v16 *to) {
  v16 half = splat(0.5f), both = (u[1] + u[2]) * half;
  to[0] = u[0] + both;
  to[1] = (u[1] - u[2]) * half;
  to[2] = both + u[3];
  if (taps == 3) return;
  to[3] = u[4] + u[5];
  to[4] = u[5] + u[6];
}

/// One tile of inputs from `column`; only a tile that lies `inside` need not ask for the border.
INLINE void inputTile(const int taps, const int inside, const KernelMap *s, int column,
                      const float *x, float *planes, int64_t planeStep) {
  static const float zeros[16] __attribute__((aligned(64)));
  const int size = taps + 1, count = PLANES(taps);
  v16 part[7][6];
  UNROLLED for (int j = 0; j < size; j++) {
    v16 d[6], to[7];
    const int there = inside || (column + j >= 0 && column + j < s->width);
    UNROLLED for (int i = 0; i < size; i++) {
      const int row = s->firstRow + i;
      const float *from = x + ((int64_t)i * s->width + j) * 16;
      d[i] = load(inside || (there && row >= 0 && row < s->height) ? from : zeros);
    }
    spreadInput(taps, d, to);
    UNROLLED for (int i = 0; i < count; i++) part[i][j] = to[i];
  }
  UNROLLED for (int i = 0; i < count; i++) {
    v16 to[7];
    spreadInput(taps, part[i], to);
    UNROLLED for (int j = 0; j < count; j++) store(planes + (i * count + j) * planeStep, to[j]);
  }
}

INLINE void inputTiles(const int taps, const KernelMap *s, const float *x, int32_t tiles,
                       float *planes, int64_t planeStep) {
  const int size = taps + 1;
  const int rows = s->firstRow >= 0 && s->firstRow + size <= s->height;
  int column = s->firstColumn;
  x += ((int64_t)s->firstRow * s->width + column) * 16;
  for (int t = 0; t < tiles; t++, column += 2, x += 32, planes += 16) {
    if (rows && column >= 0 && column + size <= s->width) {
      inputTile(taps, 1, s, column, x, planes, planeStep);
    } else {
      inputTile(taps, 0, s, column, x, planes, planeStep);
    }
  }
}

INLINE void outputTile(const int taps, const float *planes, int64_t step, v16 bias,
                       const KernelAffine *after, const float *added, const float *mask,
                       float *y, int64_t rowStep, const int rows, const int both) {
  const int count = PLANES(taps);
  v16 part[2][7];
  UNROLLED for (int j = 0; j < count; j++) {
    v16 m[7], to[2];
    UNROLLED for (int i = 0; i < count; i++) m[i] = load(planes + (i * count + j) * step);
    gatherOutput(taps, m, to);
    part[0][j] = to[0];
    part[1][j] = to[1];
  }
  UNROLLED for (int i = 0; i < 2; i++) {
    v16 to[2];
    gatherOutput(taps, part[i], to);
    if (i < rows) {
      UNROLLED for (int j = 0; j < 2; j++) {
        if (j && !both) continue;
        const int64_t at = i * rowStep + j * 16;
        v16 value = follow(to[j] + bias, after, added ? added + at : NULL);
        store(y + at, mask ? choose(load(mask + at) > splat(0), value, splat(0)) : value);
      }
    }
  }
}

INLINE void outputTiles(const int taps, const float *planes, int64_t planeStep, float bias,
                        const KernelAffine *after, const float *added, const float *mask,
                        float *y, int64_t rowStep, int32_t rows, int32_t columns) {
  const KernelAffine k = *after;
  v16 start = splat(bias);
  int64_t x = 0;
  if (rows > 1) {
    for (; x + 1 < columns; x += 2, planes += 16)
      outputTile(taps, planes, planeStep, start, &k, added ? added + x * 16 : NULL,
                 mask ? mask + x * 16 : NULL, y + x * 16, rowStep, 2, 1);
  }
  for (; x < columns; x += 2, planes += 16)
    outputTile(taps, planes, planeStep, start, &k, added ? added + x * 16 : NULL,
               mask ? mask + x * 16 : NULL, y + x * 16, rowStep, rows, x + 1 < columns);
}

INLINE void gradientTiles(const int taps, const float *dy, int64_t rowStep, int32_t rows,
                          int32_t columns, float *planes, int64_t planeStep) {
  const int count = PLANES(taps);
  const v16 zero = splat(0);
  for (int x = 0; x < columns; x += 2, planes += 16) {
    const float *p = dy + (int64_t)x * 16, *q = p + rowStep;
    const int two = rows > 1, both = x + 1 < columns;
    v16 left[7], right[7];
    spreadGradient(taps, load(p), two ? load(q) : zero, left);
    spreadGradient(taps, both ? load(p + 16) : zero, two && both ? load(q + 16) : zero, right);
    UNROLLED for (int i = 0; i < count; i++) {
      v16 to[7];
      spreadGradient(taps, left[i], right[i], to);
      UNROLLED for (int j = 0; j < count; j++) store(planes + (i * count + j) * planeStep, to[j]);
    }
  }
}

INLINE void filterTiles(const int taps, const KernelFilter *s, const float *w, float *planes) {
  const int count = s->channels * s->outputs, all = taps * taps, size = PLANES(taps);
  for (int first = 0; first < count; first += 16) {
    float lanes[25][16] __attribute__((aligned(64))) = {{0}};
    const int some = count - first < 16 ? count - first : 16;
    for (int i = 0; i < some; i++) {
      const float *g = w + (first + i) / s->outputs * s->channelStep +
                       (first + i) % s->outputs * s->outputStep;
      for (int t = 0; t < all; t++) lanes[t][i] = g[s->reversed ? all - 1 - t : t];
    }
    v16 part[7][5];
    for (int j = 0; j < taps; j++) {
      v16 g[5], to[7];
      for (int i = 0; i < taps; i++) g[i] = load(lanes[i * taps + j]);
      spreadFilter(taps, g, to);
      for (int i = 0; i < size; i++) part[i][j] = to[i];
    }
    for (int i = 0; i < size; i++) {
      v16 to[7];
      spreadFilter(taps, part[i], to);
      for (int j = 0; j < size; j++)
        memcpy(planes + (i * size + j) * s->planeStep + first, &to[j], some * sizeof(float));
    }
  }
}

INLINE void filterGradientTiles(const int taps, const float *planes, int64_t planeStep,
                                int64_t count, float *dw) {
  const int all = taps * taps, size = PLANES(taps);
  for (int64_t first = 0; first < count; first += 16) {
    const int some = count - first < 16 ? (int)(count - first) : 16;
    v16 part[5][7];
    for (int j = 0; j < size; j++) {
      v16 u[7], to[5];
      for (int i = 0; i < size; i++) {
        u[i] = splat(0);
        memcpy(&u[i], planes + (i * size + j) * planeStep + first, some * sizeof(float));
      }
      gatherFilter(taps, u, to);
      for (int i = 0; i < taps; i++) part[i][j] = to[i];
    }
    float lanes[25][16] __attribute__((aligned(64)));
    for (int i = 0; i < taps; i++) {
      v16 to[5];
      gatherFilter(taps, part[i], to);
      for (int j = 0; j < taps; j++) store(lanes[i * taps + j], to[j]);
    }
    for (int i = 0; i < some; i++)
      for (int t = 0; t < all; t++) dw[(first + i) * all + t] = lanes[t][i];
  }
}

#define TILES(taps)                                                                             \
  static void input##taps(const KernelMap *window, const float *x, int32_t tiles, float *planes, \
                          int64_t planeStep) {                                                  \
    inputTiles(taps, window, x, tiles, planes, planeStep);                                      \
  }                                                                                             \
  static void output##taps(const float *planes, int64_t planeStep, float bias,                  \
                           const KernelAffine *after, const float *added, const float *mask,    \
                           float *y, int64_t rowStep, int32_t rows, int32_t columns) {          \
    outputTiles(taps, planes, planeStep, bias, after, added, mask, y, rowStep, rows, columns);  \
  }                                                                                             \
  static void gradient##taps(const float *dy, int64_t rowStep, int32_t rows, int32_t columns,   \
                             float *planes, int64_t planeStep) {                                \
    gradientTiles(taps, dy, rowStep, rows, columns, planes, planeStep);                         \
  }                                                                                             \
  static void filter##taps(const KernelFilter *s, const float *w, float *planes) {              \
    filterTiles(taps, s, w, planes);                                                            \
  }                                                                                             \
  static void filterGradient##taps(const float *planes, int64_t planeStep, int64_t count,       \
                                   float *dw) {                                                 \
    filterGradientTiles(taps, planes, planeStep, count, dw);                                    \
  }

#define TILE_TABLE(taps)                                                                     \
  {                                                                                          \
    .input = input##taps, .output = output##taps, .gradient = gradient##taps,                \
    .filter = filter##taps, .filterGradient = filterGradient##taps                           \
  }

TILES(3)
TILES(5)

static void padRows(const KernelMap *s, const KernelAffine *before, const float *x, float *to) {
  const KernelAffine k = *before;
  const v16 zero = splat(0), by = factors(&k);
  const int left = s->firstColumn < 0 ? -s->firstColumn : 0;
  const int end = s->width - s->firstColumn < s->columns ? s->width - s->firstColumn : s->columns;
  for (int i = 0; i < s->rows; i++, to += (int64_t)s->columns * 16) {
    const int row = s->firstRow + i;
    int j = 0;
    if (row >= 0 && row < s->height) {
      const float *from = x + ((int64_t)row * s->width + s->firstColumn) * 16;
      for (; j < left; j++) store(to + j * 16, zero);
      for (; j < end; j++) store(to + j * 16, follow(load(from + j * 16), &k, NULL) * by);
    }
    for (; j < s->columns; j++) store(to + j * 16, zero);
  }
}

// Sums of products

/// Sums the lanes of 16 vectors, each in the order of `tree`, into the lanes of one.
INLINE v16 trees(const v16 x[16]) {
  v16 a[8], b[4], c[2];
  UNROLLED for (int i = 0; i < 8; i++)
    a[i] = __builtin_shufflevector(x[i], x[i + 8], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21,
                                   22, 23) +
           __builtin_shufflevector(x[i], x[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28,
                                   29, 30, 31);
  UNROLLED for (int i = 0; i < 4; i++)
    b[i] = __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25,
                                   26, 27) +
           __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28,
                                   29, 30, 31);
  UNROLLED for (int i = 0; i < 2; i++)
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
  UNROLLED for (int i = 0; i < outputs * terms; i++) sum[i] = splat(0);
  const int64_t step = (int64_t)s->columns * 16;
  for (int64_t x = 0; x < step; x += 16) {
    v16 value[4];
    UNROLLED for (int j = 0; j < terms; j++) value[j] = load(in + j * step + x);
    UNROLLED for (int o = 0; o < outputs; o++) {
      v16 d = load(dy + o * step + x);
      UNROLLED for (int j = 0; j < terms; j++) sum[o * terms + j] = fma16(d, value[j], sum[o * terms + j]);
    }
  }
  if (outputs == 4 && terms == 4) {
    v16 all = trees(sum);
    UNROLLED for (int o = 0; o < 4; o++)
      UNROLLED for (int j = 0; j < 4; j++) sums[(int64_t)o * s->channels + j] += all[o * 4 + j];
    return;
  }
  UNROLLED for (int o = 0; o < outputs; o++)
    UNROLLED for (int j = 0; j < terms; j++) sums[(int64_t)o * s->channels + j] += tree(sum[o * terms + j]);
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
