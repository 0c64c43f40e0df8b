#pragma once
#include <stdint.h>

/// Vector loops over activations with 16 images in the lanes.
///
/// Every array of activations is `[channel][row][column][16 images]`, 64-byte aligned, one image
/// block at a time. Strides count floats. Each output element has one accumulator that runs over
/// its terms in a fixed order, so AVX2 and AVX-512 give the same digits whatever the tile; the base
/// level has no fused multiply-add on x86 and agrees within rounding.

enum { LANES = 16, KERNEL_OUTPUT_TILE = 4, KERNEL_PEAK_CHAINS = 16 };

/// GELU is x / (1 + e^-(x (a + b x^2))) with a = 2 sqrt(2 / pi) and b = 0.044715 a.
#define KERNEL_GELU_LINEAR 1.5957691216057308f
#define KERNEL_GELU_CUBIC 0.07135481627260025f

typedef enum {
  KERNEL_LEVEL_BASE = 0,
  KERNEL_LEVEL_AVX2 = 1,
  /// The first above base on ARM.
  KERNEL_LEVEL_NEON = 1,
  KERNEL_LEVEL_AVX512 = 2,
} KernelLevel;

/// What happens to every number of a channel of a block: x * scale + shift if `scaled`, then
/// max(x, 0) if `rectified`, then the smaller of that and `cap` if `capped`, then times the image's
/// one of 16 `factors` if they are given. What is added between the first two comes beside it.
typedef struct {
  const float *factors;
  float scale;
  float shift;
  int32_t scaled;
  int32_t rectified;
  int32_t capped;
  float cap;
} KernelAffine;

/// out[o][y][x] = bias[o] + sum over c, then t, of w[o][c][t] * in[c][y][x][offset t], then what
/// `after` says of each output, which adds `added`, lying as `out`; either may be missing.
typedef struct {
  int32_t channels;
  int32_t outputs;
  int32_t rows;
  int32_t columns;
  int32_t taps;
  const int32_t *offsets;
  int64_t inChannelStep;
  int64_t inRowStep;
  int64_t inColumnStep;
  int64_t outChannelStep;
  int64_t outRowStep;
  int64_t outColumnStep;
  /// Whether the numbers come from beyond the nearer caches.
  int32_t distant;
  /// The packed weights are those of `packedChannels` channels, of which `channels` take part, from
  /// `firstChannel` on. Where that is not 0, sums go on from what stands in `out`.
  int32_t firstChannel;
  int32_t packedChannels;
  const KernelAffine *after;
  const float *added;
} KernelConvolution;

/// sums[o][j] += dy[o][y][x] * in[y][x][offset j] for every row and column, lane by lane; the sums of
/// all terms of an output lie together.
typedef struct {
  int32_t outputs;
  int32_t terms;
  const int32_t *offsets;
  int32_t rows;
  int32_t columns;
  int64_t inRowStep;
  int64_t inColumnStep;
  int64_t outChannelStep;
  int64_t outRowStep;
  int64_t outColumnStep;
} KernelWeightGradient;

/// A window of one channel's map: `rows` × `columns` positions from (firstRow, firstColumn), which
/// may lie outside, where the map counts as zero.
typedef struct {
  int32_t height;
  int32_t width;
  int32_t firstRow;
  int32_t firstColumn;
  int32_t rows;
  int32_t columns;
} KernelMap;

/// Square filters as they lie in memory: steps between outputs and between channels, and
/// whether the taps run backward.
typedef struct {
  int32_t outputs;
  int32_t channels;
  int64_t outputStep;
  int64_t channelStep;
  int64_t planeStep;
  int32_t reversed;
} KernelFilter;

/// sums[o][c] += sum over columns and lanes of dy[o][x] * in[c][x], channels and outputs `channelStep`
/// apart.
typedef struct {
  int32_t outputs;
  int32_t channels;
  int32_t columns;
  int64_t channelStep;
} KernelProducts;

/// A pooling window over one channel, `top` rows and `left` columns before which the first begins.
/// What a window has outside of the map does not count; each has a number inside.
/// `positive`: a maximum that is not above zero gets no gradient.
typedef struct {
  int32_t positive;
  int32_t height;
  int32_t width;
  int32_t rowStride;
  int32_t columnStride;
  int32_t top;
  int32_t left;
  /// Rows and columns around the map that a mean counts as zeros.
  int32_t zerosAbove;
  int32_t zerosBefore;
  int32_t zerosBelow;
  int32_t zerosBehind;
  int32_t inHeight;
  int32_t inWidth;
  int32_t rows;
  int32_t columns;
} KernelPool;

typedef struct {
  float rate;
  float momentum;
  float decay;
  float dampening;
  int32_t nesterov;
  int32_t first;
} KernelDescent;

typedef struct {
  float rate;
  float beta1;
  float beta2;
  float correction1;
  float correction2;
  float epsilon;
  /// Times the weight, added to the gradient.
  float decay;
  /// What stays of the weight before the step.
  float kept;
} KernelAdam;

/// A row of tiles of one channel's map, of which `rows` and `columns` are there: numbers from plane
/// to plane, from row to row, and to the same place in the next channel, which is fetched ahead.
typedef struct {
  int64_t planeStep;
  int64_t rowStep;
  int64_t mapStep;
  int32_t rows;
  int32_t columns;
} KernelTileRow;

/// Winograd's minimal filtering F(m x m, r x r): transforms between maps and planes.
typedef struct {
  /// A row of `tiles`, each m columns after the one before (B^T d B), d being `before` of what is
  /// inside the map. `window` tells where the first tile begins; its rows and columns are not asked.
  void (*input)(const KernelMap *window, const KernelAffine *before, const float *x, int32_t tiles,
                float *planes, int64_t planeStep);
  /// A row of tiles to 1 to m rows of outputs (A^T m A), plus `bias`, then `after`, which adds
  /// `added` and keeps what stands where `mask` is positive; either may be missing and lies as `y`.
  void (*output)(const KernelTileRow *row, const float *planes, float bias,
                 const KernelAffine *after, const float *added, const float *mask, float *y);
  /// 1 to m rows of output gradients (A dy A^T).
  void (*gradient)(const KernelTileRow *row, const float *dy, float *planes);
  /// Filters to planes of `[channel][output]` (G g G^T).
  void (*filter)(const KernelFilter *shape, const float *w, float *planes);
  /// Planes of sums to the gradients of `count` windows (G^T u G).
  void (*filterGradient)(const float *planes, int64_t planeStep, int64_t count, float *dw);
} KernelTiles;

typedef struct {
  KernelLevel level;
  const char *name;

  /// Weights come packed in tiles of four outputs: `[tile][channel][tap][output in tile]`.
  void (*convolve)(const KernelConvolution *shape, const float *in, const float *packed,
                   const float *bias, float *out);
  void (*weightGradient)(const KernelWeightGradient *shape, const float *in, const float *dy,
                         float *sums);
  /// The 16 lanes of each of `count` sums added in a fixed tree.
  void (*addLanes)(const float *sums, int64_t count, float *to);

  /// Copies a window of a map, after `before`, which may be missing, of what is inside the map.
  void (*padRows)(const KernelMap *shape, const KernelAffine *before, const float *x, float *to);

  /// F(4x4, r x r), and F(2x2, r x r) for small maps.
  KernelTiles tiles3;
  KernelTiles smallTiles3;
  KernelTiles tiles5;
  KernelTiles smallTiles5;
  /// The products of one plane for the gradient to the weights.
  void (*tileProducts)(const KernelProducts *shape, const float *in, const float *dy, float *sums);

  /// Mean and sum of squared deviations of one channel of one block, over the lanes of `mask`.
  void (*moments)(const float *x, int64_t area, const float *mask, float valid, float *mean,
                  float *squares);
  /// One channel: `with`, which adds `added` where it is given.
  void (*affine)(const float *x, int64_t area, const KernelAffine *with, const float *added,
                 float *y);
  /// Sums of d and d * (x - mean) of one channel of one block, d being the gradient dy in front of
  /// the rectifier, its cap and the factors of `with`.
  void (*normSums)(const float *x, const float *dy, const KernelAffine *with, int64_t area,
                   float mean, float *sum, float *product);
  /// dx = (d * a + (x - mean) * b + c) * mask.
  void (*normGradient)(const float *x, const float *dy, const KernelAffine *with, int64_t area,
                       float mean, float a, float b, float c, const float *mask, float *dx);

  void (*relu)(const float *x, int64_t count, float *y);
  /// dx = dy where y > 0, else 0; dy + `added` where that is given.
  void (*reluGradient)(const float *y, const float *dy, const float *added, int64_t count,
                       float *dx);
  void (*add)(const float *a, const float *b, int64_t count, float *sum);
  void (*addRelu)(const float *a, const float *b, int64_t count, float *sum);
  void (*multiply)(const float *a, const float *b, int64_t count, float *product);
  /// dg = sum over positions of dy * z, lane by lane; one channel. z is x behind `with`.
  void (*dotLanes)(const float *x, const KernelAffine *with, const float *dy, int64_t area,
                   float *dg);
  /// y = sum over positions * factor, lane by lane; one channel.
  void (*sumLanes)(const float *x, int64_t area, float factor, float *y);
  /// y[position] = x * factor for every position, plus `added` where it is given; one channel.
  void (*spreadLanes)(const float *x, int64_t area, float factor, const float *added, float *y);
  void (*maxPool)(const KernelPool *shape, const float *x, float *y);
  /// Adds to dx; the first largest value of a window takes the gradient.
  void (*maxPoolGradient)(const KernelPool *shape, const float *x, const float *y, const float *dy,
                          float *dx);
  void (*averagePool)(const KernelPool *shape, const float *x, float *y);
  void (*averagePoolGradient)(const KernelPool *shape, const float *dy, float *dx);
  void (*sigmoid)(const float *x, int64_t count, float *y);
  /// dx = dy * y * (1 - y).
  void (*sigmoidGradient)(const float *y, const float *dy, int64_t count, float *dx);
  /// Activations by their numbers x; dx = dy * f'(x).
  void (*gelu)(const float *x, int64_t count, float *y);
  void (*geluGradient)(const float *x, const float *dy, int64_t count, float *dx);
  void (*silu)(const float *x, int64_t count, float *y);
  void (*siluGradient)(const float *x, const float *dy, int64_t count, float *dx);
  /// x where it is not negative, else x * slope; its gradient at 0 is that of negative numbers.
  void (*leakyRelu)(const float *x, float slope, int64_t count, float *y);
  void (*leakyReluGradient)(const float *x, float slope, const float *dy, int64_t count, float *dx);
  /// The smaller of cap and max(x, 0); its gradient is dy between the two, else 0.
  void (*cappedRelu)(const float *x, float cap, int64_t count, float *y);
  void (*cappedReluGradient)(const float *x, float cap, const float *dy, int64_t count, float *dx);
  /// min(max(x + 3, 0), 6) / 6; its gradient is dy / 6 between -3 and 3, else 0.
  void (*hardSigmoid)(const float *x, int64_t count, float *y);
  void (*hardSigmoidGradient)(const float *x, const float *dy, int64_t count, float *dx);
  /// x times the same; its gradient is dy (x / 3 + 1/2) from -3 to 3, 0 below and dy above.
  void (*hardSwish)(const float *x, int64_t count, float *y);
  void (*hardSwishGradient)(const float *x, const float *dy, int64_t count, float *dx);
  /// min(max(x, low), high); its gradient is dy from low to high, else 0.
  void (*clip)(const float *x, float low, float high, int64_t count, float *y);
  void (*clipGradient)(const float *x, float low, float high, const float *dy, int64_t count,
                       float *dx);
  /// y = e^x / sum of e^x over channels that lie `step` apart, for each of `count` numbers of one.
  void (*softmax)(const float *x, int32_t channels, int64_t step, int64_t count, float *y);
  /// dx = y * (dy - sum of y * dy over channels).
  void (*softmaxGradient)(const float *y, const float *dy, int32_t channels, int64_t step,
                          int64_t count, float *dx);
  void (*exponential)(const float *x, int64_t count, float *y);
  void (*logarithm)(const float *x, int64_t count, float *y);
  /// One block of logits. `target` holds the label of each lane, `weight` what a lane counts.
  /// Writes the loss of each lane, unweighted, the weighted gradient where `dz` is given, and the
  /// index of the largest logit.
  void (*crossEntropy)(const float *z, int32_t classes, const int32_t *target, const float *weight,
                       float smoothing, float *loss, float *dz, int32_t *largest);
  /// sum = sum over positions of (y - target)^2, lane by lane; one channel. Where `dy` is given,
  /// dy = (y - target) * weight, with a weight for each lane.
  void (*squaredError)(const float *y, const float *target, int64_t area, const float *weight,
                       float *sum, float *dy);
  /// Sum over all numbers in a fixed tree.
  float (*sum)(const float *x, int64_t blocks, const float *mask);

  /// `rounds` times 16 multiply-adds of 16 lanes that wait for nothing but registers.
  float (*peak)(int64_t rounds);

  void (*descend)(const KernelDescent *rule, const float *gradient, int64_t count, float *velocity,
                  float *weight);
  void (*adam)(const KernelAdam *rule, const float *gradient, int64_t count, float *first,
               float *second, float *weight);
} KernelTable;

/// Tells the processor that a loop only waits.
static inline void kernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The processor that this thread runs on.
int kernels_processor(void);

/// Keeps this thread away from one of the processors it began with, if there are others, and from no
/// other any more.
void kernels_avoid(int processor);

/// Whether the processor multiplies tiles of bf16 numbers (AMX).
int kernels_has_bf16_tiles(void);

/// The best level this processor runs.
KernelLevel kernels_best_level(void);

/// The loops of a level; a level the processor lacks gives the best one it has.
const KernelTable *kernels_table(KernelLevel level);
