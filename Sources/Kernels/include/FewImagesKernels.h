#pragma once
#include <stdint.h>

#include "Kernels.h"

/// Vector loops for a few images at once, each `[channel][row][column]`: the lanes hold
/// neighbouring positions of a convolution or neighbouring outputs of a product.
///
/// Every output has one accumulator that runs over its terms in a fixed order, so AVX2 and AVX-512
/// give the same digits, and so does any way to split the outputs or positions.

enum { FEW_IMAGES_OUTPUT_TILE = 8, FEW_IMAGES_POSITION_TILE = 8, FEW_IMAGES_PRODUCT_TILE = 32 };

/// out[o][y][x] = bias[o] + sum over c, then t, of w[o][c][t] * in[c][y][x + offset t].
typedef struct {
  int32_t channels;
  /// At most FEW_IMAGES_OUTPUT_TILE; weights are `[channel][tap][output]`.
  int32_t outputs;
  int32_t taps;
  int32_t rows;
  /// Vectors of 16 positions in a row; lanes past the last position are written as zeros.
  int32_t vectors;
  const int32_t *offsets;
  int64_t inChannelStep;
  int64_t inRowStep;
  int64_t outChannelStep;
  int64_t outRowStep;
  /// max(x, 0), at most `cap`.
  int32_t rectified;
  float cap;
} KernelFewImagesConvolution;

/// sums[p][o] += sum over k of w[k][o] * x[k][p], and then out[place p + o * step] = bias[o] +
/// sums[p][o]; sums are `[position][outputs rounded up to 16]`.
typedef struct {
  int32_t terms;
  /// At most FEW_IMAGES_POSITION_TILE.
  int32_t positions;
  /// From x[k] to x[k + 1].
  int32_t termStep;
  /// Whether the sums begin here, with zeros.
  int32_t begins;
  /// At most FEW_IMAGES_PRODUCT_TILE; weights are `[term][outputs rounded up to 16]`.
  int32_t outputs;
  int64_t outChannelStep;
  const int64_t *places;
  /// max(x, 0), at most `cap`.
  int32_t rectified;
  float cap;
} KernelFewImagesProduct;

/// Tiles of a map in the lanes, the first `tiles` of 16: where each begins, and rows `rowStep` apart.
typedef struct {
  const int64_t *places;
  int64_t rowStep;
  int32_t tiles;
  /// max(x, 0), at most `cap`.
  int32_t rectified;
  float cap;
} KernelFewImagesTiles;

/// What windows have outside of the map of so many rows and columns does not count, but for the
/// rows and columns of zeros around it that a mean counts.
typedef struct {
  int32_t rows;
  int32_t columns;
  int32_t height;
  int32_t width;
  int32_t rowStride;
  int32_t columnStride;
  int32_t top;
  int32_t left;
  int32_t zerosAbove;
  int32_t zerosBefore;
  int32_t zerosBelow;
  int32_t zerosBehind;
  int32_t inRows;
  int32_t inColumns;
  int64_t inRowStep;
  int64_t outRowStep;
} KernelFewImagesPool;

typedef struct {
  /// `added` has the layout of `out` and is added before the rectifier where it is given; `mask`
  /// has all bits set at the positions of a row that count, and none elsewhere.
  void (*convolve)(const KernelFewImagesConvolution *shape, const float *in, const float *weights,
                   const float *bias, const float *added, const int32_t *mask, float *out);
  /// The sums of `shape`, which go on from what stands there unless they begin.
  void (*multiply)(const KernelFewImagesProduct *shape, const float *x, const float *weights,
                   float *sums);
  /// Its outputs from the sums; `added` lies as `out`.
  void (*spread)(const KernelFewImagesProduct *shape, const float *sums, const float *bias,
                 const float *added, float *out);
  /// to[i] = from[i * stride].
  void (*strided)(const float *from, int64_t stride, int64_t count, float *to);
  /// 6x6 numbers of 16 tiles to `[row][column][tile]`. Two numbers behind each row are read too.
  void (*gatherTiles)(const KernelFewImagesTiles *shape, const float *map, float *patch);
  /// 4x4 numbers of `tiles` tiles from `[row][column][tile]`; `added` lies as `map`.
  void (*scatterTiles)(const KernelFewImagesTiles *shape, const float *patch, const float *added,
                       float *map);
  void (*maximum)(const KernelFewImagesPool *shape, const float *in, float *out);
  void (*average)(const KernelFewImagesPool *shape, const float *in, float *out);
  /// The sum of 16 * `vectors` numbers, 16 partial sums added in one fixed tree.
  float (*total)(const float *in, int64_t vectors);
} FewImagesTable;

/// The loops of a level; a level the processor lacks gives the best one it has.
const FewImagesTable *few_images_table(KernelLevel level);
