// Winograd's minimal filtering after Lavin and Gray (CVPR 2016). A 3x3 window is F(4x4, 3x3): 16
// outputs from 36 products instead of 144, a 5x5 window F(4x4, 5x5): 16 from 64 instead of 400. On maps
// of two rows they are F(2x2, 3x3), four outputs from 16 products instead of 36, and, split along each
// axis into the first three and the last two taps, F(2, 3) and F(2, 2), 49 products instead of 100.
// A plane is one of the products of a tile. Loops of one instruction level, included by Loops.h.

/// Planes of an axis, and inputs of a tile.
#define PLANES(taps, outs) ((outs) == 4 ? (taps) + 3 : (taps) == 3 ? 4 : 7)
#define MOST 8

// The points of F(4, 3) are 0, ±3/4, ±3/2 and infinity, those of F(4, 5) 0, ±5/8, ±1, ±2 and infinity:
// the matrices of data and outputs hold no rounded number, and of the points tried these round least.
static const float points3[2] = {0.75f, 1.5f};
static const float points5[3] = {0.625f, 1.0f, 2.0f};
#define PAIRS(taps) ((taps) == 3 ? 2 : 3)
#define POINTS(taps) ((taps) == 3 ? points3 : points5)

INLINE float power(float x, const int n) {
  float y = 1;
  UNROLLED for (int i = 0; i < n; i++) y *= x;
  return y;
}

/// 1 / the product of the distances of point ±`pair`, or of 0 where that is negative, from the others.
INLINE float weight(const int taps, const int pair) {
  const float *p = POINTS(taps);
  float product = pair < 0 ? 1 : 2 * p[pair] * p[pair];
  UNROLLED for (int i = 0; i < PAIRS(taps); i++)
    if (i != pair) product *= pair < 0 ? -p[i] * p[i] : p[pair] * p[pair] - p[i] * p[i];
  return 1 / product;
}

/// The product of (x² - p²) over the points p of all pairs but one, x^2i standing for `d[2 * i]`.
INLINE vec polynomial(const int taps, const int without, const vec *d) {
  const float *p = POINTS(taps);
  float square[3];
  int n = 0;
  UNROLLED for (int i = 0; i < PAIRS(taps); i++)
    if (i != without) square[n++] = p[i] * p[i];
  if (n == 1) return FUSED(every(-square[0]), d[0], d[2]);
  float sum = square[0] + square[1], product = square[0] * square[1];
  if (n == 2) return FUSED(every(product), d[0], FUSED(every(-sum), d[2], d[4]));
  float both = product + sum * square[2];
  vec top = FUSED(every(-(sum + square[2])), d[4], d[6]);
  return FUSED(every(-product * square[2]), d[0], FUSED(every(both), d[2], top));
}

/// The inputs of an axis of a tile, outs + taps - 1, to the planes.
INLINE void spreadInput(const int taps, const int outs, const vec *d, vec *to) {
  if (outs == 4) {
    const int pairs = PAIRS(taps);
    to[0] = polynomial(taps, -1, d);
    UNROLLED for (int i = 0; i < pairs; i++) {
      vec even = polynomial(taps, i, d + 2), odd = polynomial(taps, i, d + 1);
      to[1 + 2 * i] = FUSED(every(POINTS(taps)[i]), odd, even);
      to[2 + 2 * i] = FUSED(every(-POINTS(taps)[i]), odd, even);
    }
    to[1 + 2 * pairs] = polynomial(taps, -1, d + 1);
    return;
  }
  to[0] = d[0] - d[2];
  to[1] = d[1] + d[2];
  to[2] = d[2] - d[1];
  to[3] = d[1] - d[3];
  if (taps == 3) return;
  to[4] = d[3] - d[4];
  to[5] = d[4];
  to[6] = d[4] - d[5];
}

/// Adds the planes of points ±`pair` to outputs.
INLINE void gatherPair(const int taps, const int pair, vec plus, vec minus, vec *to) {
  const float p = POINTS(taps)[pair];
  vec even = plus + minus, odd = plus - minus;
  to[0] += even;
  to[1] = pair ? FUSED(every(p), odd, to[1]) : every(p) * odd;
  to[2] = pair ? FUSED(every(power(p, 2)), even, to[2]) : every(power(p, 2)) * even;
  to[3] = FUSED(every(power(p, 3)), odd, to[3]);
}

/// Planes to outputs.
INLINE void gatherOutput(const int taps, const int outs, const vec *m, vec *to) {
  if (outs == 4) {
    const int pairs = PAIRS(taps);
    to[0] = m[0];
    to[3] = m[1 + 2 * pairs];
    UNROLLED for (int i = 0; i < pairs; i++)
      gatherPair(taps, i, m[1 + 2 * i], m[2 + 2 * i], to);
    return;
  }
  to[0] = m[0] + m[1] + m[2];
  to[1] = m[1] - m[2] - m[3];
  if (taps == 3) return;
  to[0] += m[4] + m[5];
  to[1] += m[5] - m[6];
}

/// The planes of points ±`pair` of the transpose of `gatherOutput`.
INLINE void spreadPair(const int taps, const int pair, const vec *y, vec *plus, vec *minus) {
  const float p = POINTS(taps)[pair];
  vec even = FUSED(every(power(p, 2)), y[2], y[0]);
  vec odd = FUSED(every(power(p, 3)), y[3], every(p) * y[1]);
  *plus = even + odd;
  *minus = even - odd;
}

/// The transpose of `gatherOutput`.
INLINE void spreadGradient(const int taps, const int outs, const vec *y, vec *to) {
  if (outs == 4) {
    const int pairs = PAIRS(taps);
    to[0] = y[0];
    UNROLLED for (int i = 0; i < pairs; i++)
      spreadPair(taps, i, y, &to[1 + 2 * i], &to[2 + 2 * i]);
    to[1 + 2 * pairs] = y[3];
    return;
  }
  to[0] = y[0];
  to[1] = y[0] + y[1];
  to[2] = y[0] - y[1];
  to[3] = -y[1];
  if (taps == 3) return;
  to[4] = y[0];
  to[5] = to[1];
  to[6] = -y[1];
}

/// Taps to planes.
INLINE void spreadFilter(const int taps, const int outs, const vec *g, vec *to) {
  if (outs == 4) {
    const float *p = POINTS(taps);
    const int pairs = PAIRS(taps);
    to[0] = every(weight(taps, -1)) * g[0];
    UNROLLED for (int i = 0; i < pairs; i++) {
      const float by = weight(taps, i);
      vec even = every(by) * g[0], odd = every(by * p[i]) * g[1];
      UNROLLED for (int k = 2; k < taps; k++) {
        vec factor = every(by * power(p[i], k));
        if (k % 2) {
          odd = FUSED(factor, g[k], odd);
        } else {
          even = FUSED(factor, g[k], even);
        }
      }
      to[1 + 2 * i] = even + odd;
      to[2 + 2 * i] = even - odd;
    }
    to[1 + 2 * pairs] = g[taps - 1];
    return;
  }
  vec half = every(0.5f), ends = (g[0] + g[2]) * half, middle = g[1] * half;
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
INLINE void gatherFilter(const int taps, const int outs, const vec *u, vec *to) {
  if (outs == 4) {
    const float *p = POINTS(taps);
    const int pairs = PAIRS(taps);
    UNROLLED for (int k = 0; k < taps; k++)
      to[k] = k == 0 ? every(weight(taps, -1)) * u[0] : k == taps - 1 ? u[1 + 2 * pairs] : every(0);
    UNROLLED for (int i = 0; i < pairs; i++) {
      const float by = weight(taps, i);
      vec even = u[1 + 2 * i] + u[2 + 2 * i], odd = u[1 + 2 * i] - u[2 + 2 * i];
      UNROLLED for (int k = 0; k < taps; k++)
        to[k] = FUSED(every(by * power(p[i], k)), k % 2 ? odd : even, to[k]);
    }
    return;
  }
  vec half = every(0.5f), both = (u[1] + u[2]) * half;
  to[0] = u[0] + both;
  to[1] = (u[1] - u[2]) * half;
  to[2] = both + u[3];
  if (taps == 3) return;
  to[3] = u[4] + u[5];
  to[4] = u[5] + u[6];
}

/// Tiles of a row between whose axes numbers stay in the nearest cache.
#define STRIP 4

/// Some columns of inputs behind `before` to the planes of the axis of rows.
INLINE void inputColumns(const int taps, const int outs, const int inside, const int plain,
                         const KernelMap *s, const KernelAffine *before, int column, int columns,
                         const float *x, v16 part[MOST][STRIP * 4 + 4]) {
  const int size = taps + outs - 1, count = PLANES(taps, outs);
  const int height = s->height, width = s->width, firstRow = s->firstRow;
  const int64_t mapStep = (int64_t)height * width * LANES, rowStep = (int64_t)width * LANES;
  const v16 by = factors(before);
  for (int j = 0; j < columns; j++, column++, x += LANES) {
    const int there = column >= 0 && column < width;
    PARTS(lane) {
      vec d[MOST], to[MOST];
      UNROLLED for (int i = 0; i < size; i++) {
        const int row = firstRow + i;
        const float *from = x + i * rowStep + lane;
        d[i] = every(0);
        if (!there || (!inside && (row < 0 || row >= height))) continue;
        if (lane == 0) ahead(from + mapStep);
        d[i] = plain ? take(from) : followed(take(from), before, NULL) * partOf(&by, lane);
      }
      spreadInput(taps, outs, d, to);
      UNROLLED for (int i = 0; i < count; i++) put((float *)&part[i][j] + lane, to[i]);
    }
  }
}

INLINE void inputTiles(const int taps, const int outs, const KernelMap *s,
                       const KernelAffine *with, const float *x, int32_t tiles, float *planes,
                       int64_t planeStep) {
  const int size = taps + outs - 1, count = PLANES(taps, outs);
  const KernelAffine before = *with;
  const int plain = !before.scaled && !before.rectified && !before.factors;
  const int inside = s->firstRow >= 0 && s->firstRow + size <= s->height;
  int column = s->firstColumn;
  x += ((int64_t)s->firstRow * s->width + column) * LANES;
  for (int left = tiles; left > 0; left -= STRIP) {
    const int some = left < STRIP ? left : STRIP, columns = some * outs + taps - 1;
    v16 part[MOST][STRIP * 4 + 4];
    if (inside && plain) {
      inputColumns(taps, outs, 1, 1, s, &before, column, columns, x, part);
    } else if (plain) {
      inputColumns(taps, outs, 0, 1, s, &before, column, columns, x, part);
    } else if (inside) {
      inputColumns(taps, outs, 1, 0, s, &before, column, columns, x, part);
    } else {
      inputColumns(taps, outs, 0, 0, s, &before, column, columns, x, part);
    }
    for (int i = 0; i < count; i++) {
      float *to = planes + i * count * planeStep;
      for (int t = 0; t < some; t++, to += LANES) {
        PARTS(lane) {
          vec d[MOST], numbers[MOST];
          UNROLLED for (int j = 0; j < size; j++) d[j] = take((float *)&part[i][t * outs + j] + lane);
          spreadInput(taps, outs, d, numbers);
          UNROLLED for (int j = 0; j < count; j++) put(to + j * planeStep + lane, numbers[j]);
        }
      }
    }
    column += some * outs;
    x += some * outs * LANES;
    planes += some * LANES;
  }
}

/// A column of planes to every second row of outputs, from `parity` on.
INLINE void outputColumn(const int taps, const int outs, const int parity, int64_t planeStep,
                         const float *planes, const int column, vec *to) {
  const int count = PLANES(taps, outs);
  vec m[MOST], all[4];
  UNROLLED for (int i = 0; i < count; i++) m[i] = take(planes + (i * count + column) * planeStep);
  gatherOutput(taps, outs, m, all);
  UNROLLED for (int i = parity; i < outs; i += 2) to[i / 2] = all[i];
}

/// Every second row of a tile of outputs, from `parity` on: half a tile fits the registers, and its
/// columns are used as they come.
INLINE void outputRows(const int taps, const int outs, const int parity, const KernelTileRow *s,
                       const float *planes, vec bias, const KernelAffine *after,
                       const float *added, const float *mask, float *y, const int rows,
                       const int columns) {
  const int count = PLANES(taps, outs);
  const int64_t step = s->planeStep;
  vec to[2][4];
  if (outs == 4) {
    vec one[2], other[2];
    outputColumn(taps, outs, parity, step, planes, 0, one);
    outputColumn(taps, outs, parity, step, planes, count - 1, other);
    UNROLLED for (int k = 0; k < 2; k++) {
      to[k][0] = one[k];
      to[k][3] = other[k];
    }
    UNROLLED for (int i = 0; i < PAIRS(taps); i++) {
      outputColumn(taps, outs, parity, step, planes, 1 + 2 * i, one);
      outputColumn(taps, outs, parity, step, planes, 2 + 2 * i, other);
      UNROLLED for (int k = 0; k < 2; k++) gatherPair(taps, i, one[k], other[k], to[k]);
    }
  } else {
    vec part[MOST], column[2];
    UNROLLED for (int j = 0; j < count; j++) {
      outputColumn(taps, outs, parity, step, planes, j, column);
      part[j] = column[0];
    }
    gatherOutput(taps, outs, part, to[0]);
  }
  UNROLLED for (int i = parity; i < outs; i += 2) {
    if (i >= rows) continue;
    UNROLLED for (int j = 0; j < outs; j++) {
      if (j >= columns) continue;
      const int64_t at = i * s->rowStep + j * LANES;
      ahead(y + at + s->mapStep);
      if (added) ahead(added + at + s->mapStep);
      if (mask) ahead(mask + at + s->mapStep);
      vec value = followed(to[i / 2][j] + bias, after, added ? added + at : NULL);
      put(y + at, mask ? select(take(mask + at) > every(0), value, every(0)) : value);
    }
  }
}

INLINE void outputTile(const int taps, const int outs, const KernelTileRow *s, const float *planes,
                       vec bias, const KernelAffine *after, const float *added,
                       const float *mask, float *y, const int rows, const int columns) {
  PARTS(lane) {
    const float *from = planes + lane, *other = added ? added + lane : NULL;
    const float *over = mask ? mask + lane : NULL;
    outputRows(taps, outs, 0, s, from, bias, after, other, over, y + lane, rows, columns);
    outputRows(taps, outs, 1, s, from, bias, after, other, over, y + lane, rows, columns);
  }
}

INLINE void outputTiles(const int taps, const int outs, const KernelTileRow *row,
                        const float *planes, float bias, const KernelAffine *after,
                        const float *added, const float *mask, float *y) {
  const KernelTileRow s = *row;
  const KernelAffine k = *after;
  const vec start = every(bias);
  int64_t x = 0;
  if (s.rows == outs) {
    for (; x + outs <= s.columns; x += outs, planes += LANES)
      outputTile(taps, outs, &s, planes, start, &k, added ? added + x * LANES : NULL,
                 mask ? mask + x * LANES : NULL, y + x * LANES, outs, outs);
  }
  for (; x < s.columns; x += outs, planes += LANES)
    outputTile(taps, outs, &s, planes, start, &k, added ? added + x * LANES : NULL,
               mask ? mask + x * LANES : NULL, y + x * LANES, s.rows, (int)(s.columns - x));
}

/// A column of a tile of output gradients, of which `rows` and `columns` are there.
INLINE void gradientColumn(const int outs, const KernelTileRow *s, const float *dy, const int rows,
                           const int there, vec *y) {
  UNROLLED for (int i = 0; i < outs; i++) {
    y[i] = every(0);
    if (i < rows && there) y[i] = take(dy + i * s->rowStep);
  }
}

/// A row of planes of a tile of output gradients.
INLINE void putGradients(const int taps, const int outs, const KernelTileRow *s, const int row,
                         const vec *part, float *planes) {
  const int count = PLANES(taps, outs);
  vec to[MOST];
  spreadGradient(taps, outs, part, to);
  UNROLLED for (int j = 0; j < count; j++) put(planes + (row * count + j) * s->planeStep, to[j]);
}

/// One tile of output gradients, two rows of planes at a time, which fit the registers.
INLINE void gradientsOfTile(const int taps, const int outs, const KernelTileRow *s, const float *dy,
                            const int rows, const int columns, float *planes) {
  const int last = PLANES(taps, outs) - 1;
  UNROLLED for (int i = 0; i < outs; i++) {
    UNROLLED for (int j = 0; j < outs; j++)
      if (i < rows && j < columns) ahead(dy + i * s->rowStep + j * LANES + s->mapStep);
  }
  PARTS(lane) {
    const float *from = dy + lane;
    float *to = planes + lane;
    vec y[4], part[MOST][4];
    if (outs == 4) {
      UNROLLED for (int j = 0; j < outs; j++) {
        gradientColumn(outs, s, from + j * LANES, rows, j < columns, y);
        part[0][j] = y[0];
        part[1][j] = y[3];
      }
      putGradients(taps, outs, s, 0, part[0], to);
      putGradients(taps, outs, s, last, part[1], to);
      UNROLLED for (int i = 0; i < PAIRS(taps); i++) {
        UNROLLED for (int j = 0; j < outs; j++) {
          gradientColumn(outs, s, from + j * LANES, rows, j < columns, y);
          spreadPair(taps, i, y, &part[0][j], &part[1][j]);
        }
        putGradients(taps, outs, s, 1 + 2 * i, part[0], to);
        putGradients(taps, outs, s, 2 + 2 * i, part[1], to);
      }
      continue;
    }
    UNROLLED for (int j = 0; j < outs; j++) {
      vec numbers[MOST];
      gradientColumn(outs, s, from + j * LANES, rows, j < columns, y);
      spreadGradient(taps, outs, y, numbers);
      UNROLLED for (int i = 0; i <= last; i++) part[i][j] = numbers[i];
    }
    UNROLLED for (int i = 0; i <= last; i++) putGradients(taps, outs, s, i, part[i], to);
  }
}

INLINE void gradientTiles(const int taps, const int outs, const KernelTileRow *row, const float *dy,
                          float *planes) {
  const KernelTileRow s = *row;
  int64_t x = 0;
  if (s.rows == outs) {
    for (; x + outs <= s.columns; x += outs, planes += LANES)
      gradientsOfTile(taps, outs, &s, dy + x * LANES, outs, outs, planes);
  }
  for (; x < s.columns; x += outs, planes += LANES)
    gradientsOfTile(taps, outs, &s, dy + x * LANES, s.rows, (int)(s.columns - x), planes);
}

/// At most `some` numbers of a register; all of them without a call.
INLINE void copySome(void *to, const void *from, int some) {
  if (some >= LEVEL_WIDTH) {
    memcpy(to, from, sizeof(vec));
  } else if (some > 0) {
    memcpy(to, from, some * sizeof(float));
  }
}

INLINE void filterTiles(const int taps, const int outs, const KernelFilter *s, const float *w,
                        float *planes) {
  const int count = s->channels * s->outputs, all = taps * taps, size = PLANES(taps, outs);
  for (int first = 0; first < count; first += LANES) {
    float lanes[25][LANES] __attribute__((aligned(64))) = {{0}};
    const int some = count - first < LANES ? count - first : LANES;
    for (int i = 0; i < some; i++) {
      const float *g = w + (first + i) / s->outputs * s->channelStep +
                       (first + i) % s->outputs * s->outputStep;
      for (int t = 0; t < all; t++) lanes[t][i] = g[s->reversed ? all - 1 - t : t];
    }
    PARTS(lane) {
      vec part[MOST][5];
      for (int j = 0; j < taps; j++) {
        vec g[5], to[MOST];
        for (int i = 0; i < taps; i++) g[i] = take(lanes[i * taps + j] + lane);
        spreadFilter(taps, outs, g, to);
        for (int i = 0; i < size; i++) part[i][j] = to[i];
      }
      for (int i = 0; i < size; i++) {
        vec to[MOST];
        spreadFilter(taps, outs, part[i], to);
        for (int j = 0; j < size; j++)
          copySome(planes + (i * size + j) * s->planeStep + first + lane, &to[j], some - lane);
      }
    }
  }
}

INLINE void filterGradientTiles(const int taps, const int outs, const float *planes,
                                int64_t planeStep, int64_t count, float *dw) {
  const int all = taps * taps, size = PLANES(taps, outs);
  for (int64_t first = 0; first < count; first += LANES) {
    const int some = count - first < LANES ? (int)(count - first) : LANES;
    float lanes[25][LANES] __attribute__((aligned(64)));
    PARTS(lane) {
      vec part[5][MOST];
      for (int j = 0; j < size; j++) {
        vec u[MOST], to[5];
        for (int i = 0; i < size; i++) {
          u[i] = every(0);
          copySome(&u[i], planes + (i * size + j) * planeStep + first + lane, some - lane);
        }
        gatherFilter(taps, outs, u, to);
        for (int i = 0; i < taps; i++) part[i][j] = to[i];
      }
      for (int i = 0; i < taps; i++) {
        vec to[5];
        gatherFilter(taps, outs, part[i], to);
        for (int j = 0; j < taps; j++) put(lanes[i * taps + j] + lane, to[j]);
      }
    }
    for (int i = 0; i < some; i++)
      for (int t = 0; t < all; t++) dw[(first + i) * all + t] = lanes[t][i];
  }
}

#define TILES(name, taps, outs)                                                                 \
  static void input##name(const KernelMap *window, const KernelAffine *before, const float *x, \
                          int32_t tiles, float *planes, int64_t planeStep) {                   \
    inputTiles(taps, outs, window, before, x, tiles, planes, planeStep);                       \
  }                                                                                            \
  static void output##name(const KernelTileRow *row, const float *planes, float bias,          \
                           const KernelAffine *after, const float *added, const float *mask,   \
                           float *y) {                                                         \
    outputTiles(taps, outs, row, planes, bias, after, added, mask, y);                         \
  }                                                                                            \
  static void gradient##name(const KernelTileRow *row, const float *dy, float *planes) {       \
    gradientTiles(taps, outs, row, dy, planes);                                                \
  }                                                                                            \
  static void filter##name(const KernelFilter *s, const float *w, float *planes) {             \
    filterTiles(taps, outs, s, w, planes);                                                     \
  }                                                                                            \
  static void filterGradient##name(const float *planes, int64_t planeStep, int64_t count,      \
                                   float *dw) {                                                \
    filterGradientTiles(taps, outs, planes, planeStep, count, dw);                             \
  }

#define TILE_TABLE(name)                                                                       \
  {                                                                                            \
    .input = input##name, .output = output##name, .gradient = gradient##name,                  \
    .filter = filter##name, .filterGradient = filterGradient##name                             \
  }

TILES(Three, 3, 4)
TILES(ThreeSmall, 3, 2)
TILES(Five, 5, 4)
TILES(FiveSmall, 5, 2)

static void padRows(const KernelMap *s, const KernelAffine *before, const float *x, float *to) {
  const KernelAffine none = {0}, with = before ? *before : none;
  const v16 by = factors(&with);
  const int left = s->firstColumn < 0 ? -s->firstColumn : 0;
  const int end = s->width - s->firstColumn < s->columns ? s->width - s->firstColumn : s->columns;
  for (int i = 0; i < s->rows; i++, to += (int64_t)s->columns * LANES) {
    const int row = s->firstRow + i;
    int j = 0;
    if (row >= 0 && row < s->height) {
      const float *from = x + ((int64_t)row * s->width + s->firstColumn) * LANES;
      for (; j < left; j++) store(to + j * LANES, splat(0));
      if (before) {
        for (; j < end; j++) {
          aheadInRun(from + j * LANES);
          store(to + j * LANES, follow(load(from + j * LANES), &with, NULL) * by);
        }
      } else {
        for (; j < end; j++) {
          aheadInRun(from + j * LANES);
          store(to + j * LANES, load(from + j * LANES));
        }
      }
    }
    for (; j < s->columns; j++) store(to + j * LANES, splat(0));
  }
}

// Sums of products

/// Sums the lanes of 16 vectors, each in the order of `tree`, into the lanes of one.
INLINE v16 trees(const v16 x[LANES]) {
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
  v16 whole[LANES];
  UNROLLED for (int i = 0; i < LANES; i++) whole[i] = splat(0);
  const int channels = s->channels;
  const int64_t step = s->channelStep, run = (int64_t)s->columns * LANES;
  PARTS(lane) {
    vec sum[LANES];
    UNROLLED for (int i = 0; i < outputs * terms; i++) sum[i] = every(0);
    for (int64_t x = lane; x < run; x += LANES) {
      vec value[4];
      UNROLLED for (int j = 0; j < terms; j++) value[j] = take(in + j * step + x);
      UNROLLED for (int o = 0; o < outputs; o++) {
        vec d = takeInOrder(dy + o * step + x);
        UNROLLED for (int j = 0; j < terms; j++) accumulate(&sum[o * terms + j], d, value[j]);
      }
    }
    UNROLLED for (int i = 0; i < outputs * terms; i++) put((float *)&whole[i] + lane, sum[i]);
  }
  v16 all = trees(whole);
  UNROLLED for (int o = 0; o < outputs; o++)
    UNROLLED for (int j = 0; j < terms; j++) sums[(int64_t)o * channels + j] += all[o * terms + j];
}

#define PRODUCT_TERMS (LEVEL_TERMS < 4 ? LEVEL_TERMS : 4)
#define PRODUCT_CASES(outputs)                                       \
  switch (terms) {                                                   \
    case 1: productsTile(outputs, 1, s, in, dy, sums); break;        \
    case 2: productsTile(outputs, 2, s, in, dy, sums); break;        \
    case 3: productsTile(outputs, 3, s, in, dy, sums); break;        \
    default: productsTile(outputs, PRODUCT_TERMS, s, in, dy, sums);  \
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
  const int64_t step = s->channelStep;
  for (int j = 0, terms; j < s->channels; j += terms) {
    const int left = s->channels - j;
    terms = left < PRODUCT_TERMS ? left : PRODUCT_TERMS;
    if (left == PRODUCT_TERMS + 1) terms = PRODUCT_TERMS - 1;
    for (int o = 0; o < s->outputs; o += LEVEL_OUTPUTS) {
      int outputs = s->outputs - o < LEVEL_OUTPUTS ? s->outputs - o : LEVEL_OUTPUTS;
      productsAny(outputs, terms, s, in + j * step, dy + o * step,
                  sums + (int64_t)o * s->channels + j);
    }
  }
}
