// One line for each kernel of a level: its name and a digest of what it makes of fixed numbers.
//
//     digests LEVEL     base, or another that this processor has
//
// Levels with fused multiply-adds print the same lines on every processor; they are in digests.txt.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "FewImagesKernels.h"
#include "Kernels.h"

enum { MOST = 1 << 16, PLANES = 64 };

static const KernelTable *table;
static float x[MOST] __attribute__((aligned(64))), dy[MOST] __attribute__((aligned(64)));
static float more[MOST] __attribute__((aligned(64))), y[MOST] __attribute__((aligned(64)));
static float z[MOST] __attribute__((aligned(64))), w[MOST] __attribute__((aligned(64)));
static float lanes[LANES] __attribute__((aligned(64))), mask[LANES] __attribute__((aligned(64)));

/// Numbers of 20 random bits from -1 to 1, the same everywhere (SplitMix64: Steele, Lea and Flood,
/// OOPSLA 2014).
static void fill(float *to, int64_t count, uint64_t seed) {
  for (int64_t i = 0; i < count; i++) {
    uint64_t s = (seed << 32) + (uint64_t)(i + 1) * 0x9e3779b97f4a7c15u;
    s = (s ^ s >> 30) * 0xbf58476d1ce4e5b9u;
    s = (s ^ s >> 27) * 0x94d049bb133111ebu;
    s ^= s >> 31;
    to[i] = (float)((int64_t)(s >> 44) - (1 << 19)) / (float)(1 << 19);
  }
}

static void start(void) {
  fill(x, MOST, 1);
  fill(dy, MOST, 2);
  fill(more, MOST, 3);
  fill(w, MOST, 4);
  fill(lanes, LANES, 5);
  for (int i = 0; i < LANES; i++) mask[i] = i < 13;
  memset(y, 0, sizeof y);
  memset(z, 0, sizeof z);
}

/// FNV-1a of 64 bits over the numbers of both outputs.
static void tell(const char *name) {
  uint64_t digest = 0xcbf29ce484222325u;
  const float *both[] = {y, z};
  for (int k = 0; k < 2; k++) {
    const unsigned char *p = (const unsigned char *)both[k];
    for (size_t i = 0; i < sizeof y; i++) digest = (digest ^ p[i]) * 0x100000001b3u;
  }
  printf("%s %016llx\n", name, (unsigned long long)digest);
  start();
}

// Products

static void convolutions(void) {
  const int32_t window[] = {0, 16, 32, 160, 176, 192, 320, 336, 352}, point[] = {0};
  // Outputs and columns that fill tiles, and that do not.
  const int shapes[][4] = {{4, 12, 1, 1}, {23, 10, 1, 1}, {8, 7, 2, 9}, {5, 8, 3, 9}, {3, 1, 1, 1},
                          {1, 29, 1, 9}, {23, 10, 1, 1}, {5, 8, 3, 9}, {1, 29, 1, 9}};
  // What follows the last three: a sum and a cap, factors, all but factors.
  KernelAffine after[23];
  for (int i = 0; i < 9; i++) {
    for (int o = 0; o < 23; o++)
      after[o] = (KernelAffine){.factors = i == 7 ? lanes : NULL, .scale = 0.5f + 0.125f * o,
                                .shift = 0.25f - 0.0625f * o, .scaled = 1, .rectified = i != 7,
                                .capped = i == 6, .cap = 0.75f};
    KernelConvolution s = {
        .channels = 7, .packedChannels = 7, .after = i > 5 ? after : NULL,
        .added = i == 6 || i == 8 ? dy : NULL, .outputs = shapes[i][0], .rows = shapes[i][2], .columns = shapes[i][1],
        .taps = shapes[i][3], .offsets = shapes[i][3] == 9 ? window : point,
        .inChannelStep = 960, .inRowStep = 160, .inColumnStep = 16, .outChannelStep = 512,
        .outRowStep = 160, .outColumnStep = 16};
    char name[32];
    snprintf(name, sizeof name, "convolve-%d", i + 1);
    table->convolve(&s, x, w, i % 2 ? more : NULL, y);
    tell(name);
    // In two parts of the channels, to the same digits.
    const KernelAffine *last = s.after;
    s.channels = 3;
    s.after = NULL;
    table->convolve(&s, x, w, i % 2 ? more : NULL, y);
    s.channels = 4;
    s.firstChannel = 3;
    s.after = last;
    table->convolve(&s, x + 3 * s.inChannelStep, w, NULL, y);
    snprintf(name, sizeof name, "convolve-parts-%d", i + 1);
    tell(name);
  }
  for (int i = 0; i < 4; i++) {
    KernelWeightGradient s = {
        .outputs = i < 3 ? 4 + 3 * i : 1, .terms = i < 3 ? 9 - 2 * i : 9, .offsets = window,
        .rows = 3, .columns = 5 + i, .inRowStep = 160, .inColumnStep = 16, .outChannelStep = 512,
        .outRowStep = 160, .outColumnStep = 16};
    static _Alignas(64) float sums[16 * 16 * LANES];
    memset(sums, 0, sizeof sums);
    char name[32];
    snprintf(name, sizeof name, "weightGradient-%d", i + 1);
    for (int block = 0; block < 2; block++)
      table->weightGradient(&s, x + block * 4096, dy + block * 8192, sums);
    table->addLanes(sums, s.outputs * s.terms, y);
    tell(name);
  }
  KernelMap map = {.height = 5, .width = 6, .firstRow = -1, .firstColumn = -2, .rows = 7,
                   .columns = 9};
  table->padRows(&map, NULL, x, y);
  tell("padRows");
  KernelAffine before = {.factors = lanes, .scale = 1.25f, .shift = -0.375f, .scaled = 1,
                         .rectified = 1, .capped = 1, .cap = 0.5f};
  table->padRows(&map, &before, x, y);
  tell("padRows-before");
}

static void tiles(const char *name, const KernelTiles *tiles, int side, int taps) {
  const int planes = (side + taps - 1) * (side + taps - 1);
  char text[48];
  for (int i = 0; i < 3; i++) {
    KernelAffine before = {.factors = i == 2 ? lanes : NULL, .scale = 1.25f, .shift = -0.375f,
                           .scaled = i > 0, .rectified = i > 0};
    KernelMap window = {.height = 7, .width = 9, .firstRow = i * side - 1, .firstColumn = -1};
    tiles->input(&window, &before, x, 3, y, MOST / PLANES);
    snprintf(text, sizeof text, "%s.input-%d", name, i + 1);
    tell(text);
    KernelTileRow row = {.planeStep = MOST / PLANES, .rowStep = 144, .mapStep = 1024,
                         .rows = i ? side : side - 1, .columns = i ? 2 * side + 1 : 2 * side};
    tiles->output(&row, x, 0.5f, &before, i ? more : NULL, i == 1 ? dy : NULL, y);
    snprintf(text, sizeof text, "%s.output-%d", name, i + 1);
    tell(text);
    tiles->gradient(&row, dy, y);
    snprintf(text, sizeof text, "%s.gradient-%d", name, i + 1);
    tell(text);
  }
  for (int reversed = 0; reversed < 2; reversed++) {
    KernelFilter filter = {.outputs = 4, .channels = 5, .outputStep = 5 * taps * taps,
                           .channelStep = taps * taps, .planeStep = 64, .reversed = reversed};
    tiles->filter(&filter, w, y);
    snprintf(text, sizeof text, "%s.filter-%d", name, reversed + 1);
    tell(text);
  }
  tiles->filterGradient(x, MOST / PLANES, 21, y);
  snprintf(text, sizeof text, "%s.filterGradient", name);
  tell(text);
  (void)planes;
}

static void planeProducts(void) {
  for (int i = 0; i < 2; i++) {
    KernelProducts s = {.outputs = 4 + 3 * i, .channels = 8 - i, .columns = 5 + 2 * i,
                        .channelStep = 144};
    fill(y, 4096, 6);
    table->tileProducts(&s, x, dy, y);
    tell(i ? "tileProducts-2" : "tileProducts-1");
  }
}

// Normalisation and elementwise

static void normalization(void) {
  table->moments(x, 40, mask, 13, y, y + 1);
  tell("moments");
  for (int i = 0; i < 3; i++) {
    KernelAffine with = {.factors = i == 2 ? lanes : NULL, .scale = -0.75f, .shift = 0.25f,
                         .scaled = 1, .rectified = i > 0, .capped = i == 2, .cap = 0.5f};
    char text[32];
    table->affine(x, 40, &with, i == 1 ? more : NULL, y);
    snprintf(text, sizeof text, "affine-%d", i + 1);
    tell(text);
    table->normSums(x, dy, &with, 40, 0.125f, y, y + 1);
    snprintf(text, sizeof text, "normSums-%d", i + 1);
    tell(text);
    table->normGradient(x, dy, &with, 40, 0.125f, 1.5f, -0.3f, 0.1f, mask, y);
    snprintf(text, sizeof text, "normGradient-%d", i + 1);
    tell(text);
    table->dotLanes(x, &with, dy, 40, y);
    snprintf(text, sizeof text, "dotLanes-%d", i + 1);
    tell(text);
  }
  table->sumLanes(x, 40, 0.3f, y), tell("sumLanes");
  table->spreadLanes(x, 40, 0.3f, NULL, y), tell("spreadLanes-1");
  table->spreadLanes(x, 40, 0.3f, more, y), tell("spreadLanes-2");
  y[0] = table->sum(x, 40, NULL), tell("sum-1");
  y[0] = table->sum(x, 40, mask), tell("sum-2");
}

static void elementwise(void) {
  const int64_t n = 4096;
  table->relu(x, n, y), tell("relu");
  table->reluGradient(x, dy, NULL, n, y), tell("reluGradient-1");
  table->reluGradient(x, dy, more, n, y), tell("reluGradient-2");
  table->add(x, dy, n, y), tell("add");
  table->addRelu(x, dy, n, y), tell("addRelu");
  table->multiply(x, dy, n, y), tell("multiply");
  for (int i = 0; i < n; i++) x[i] *= 8;
  table->sigmoid(x, n, y);
  table->sigmoidGradient(y, dy, n, z), tell("sigmoid");
  for (int i = 0; i < n; i++) x[i] *= 8;
  table->gelu(x, n, y);
  table->geluGradient(x, dy, n, z), tell("gelu");
  for (int i = 0; i < n; i++) x[i] *= 8;
  table->silu(x, n, y);
  table->siluGradient(x, dy, n, z), tell("silu");
  table->leakyRelu(x, 0.3f, n, y);
  table->leakyReluGradient(x, 0.3f, dy, n, z), tell("leakyRelu");
  table->cappedRelu(x, 0.5f, n, y);
  table->cappedReluGradient(x, 0.5f, dy, n, z), tell("cappedRelu");
  table->hardSigmoid(x, n, y);
  table->hardSigmoidGradient(x, dy, n, z), tell("hardSigmoid");
  table->hardSwish(x, n, y);
  table->hardSwishGradient(x, dy, n, z), tell("hardSwish");
  table->clip(x, -0.25f, 0.5f, n, y);
  table->clipGradient(x, -0.25f, 0.5f, dy, n, z), tell("clip");
  for (int i = 0; i < n; i++) x[i] *= 60;
  table->exponential(x, n, y), tell("exponential");
  for (int i = 0; i < n; i++) x[i] = fabsf(x[i]) + 1e-3f;
  table->logarithm(x, n, y), tell("logarithm");
  table->softmax(x, 9, 160, 160, y);
  table->softmaxGradient(y, dy, 9, 160, 160, z), tell("softmax");
}

static void pools(void) {
  for (int padding = 0; padding < 2; padding++) {
    KernelPool s = {.positive = padding, .height = 3, .width = 3, .rowStride = 2,
                    .columnStride = 2, .top = padding, .left = padding,
                    .inHeight = 9, .inWidth = 8, .rows = 4 + padding, .columns = 3 + padding};
    table->maxPool(&s, x, y);
    table->maxPoolGradient(&s, x, y, dy, z);
    tell(padding ? "maxPool-2" : "maxPool-1");
  }
  KernelPool s = {.height = 3, .width = 3, .rowStride = 2, .columnStride = 2, .inHeight = 9,
                  .inWidth = 8, .rows = 4, .columns = 3};
  table->averagePool(&s, x, y);
  table->averagePoolGradient(&s, dy, z);
  tell("averagePool");
  s = (KernelPool){.height = 3, .width = 2, .rowStride = 1, .columnStride = 3, .top = 1, .left = 1,
                   .zerosAbove = 1, .zerosBefore = 1, .zerosBelow = 0, .zerosBehind = 1,
                   .inHeight = 7, .inWidth = 6, .rows = 8, .columns = 3};
  table->maxPool(&s, x, y);
  table->maxPoolGradient(&s, x, y, dy, z);
  tell("maxPool-3");
  table->averagePool(&s, x, y);
  table->averagePoolGradient(&s, dy, z);
  tell("averagePool-padded");
}

// Losses and rules

static void lossesAndRules(void) {
  int32_t target[LANES], largest[LANES];
  for (int i = 0; i < LANES; i++) target[i] = i * 7 % 10;
  table->crossEntropy(x, 10, target, mask, 0.1f, y, z, largest);
  for (int i = 0; i < LANES; i++) y[LANES + i] = (float)largest[i];
  tell("crossEntropy");
  table->squaredError(x, dy, 40, lanes, y, z), tell("squaredError");
  for (int i = 0; i < 4; i++) {
    KernelDescent rule = {.rate = 0.1f, .momentum = 0.9f, .decay = 1e-4f, .dampening = i & 2 ? 0.5f : 0,
                          .nesterov = i & 1, .first = i == 3};
    char text[32];
    memcpy(y, w, sizeof y), memcpy(z, more, sizeof z);
    table->descend(&rule, dy, 1024, z, y);
    snprintf(text, sizeof text, "descend-%d", i + 1);
    tell(text);
  }
  KernelAdam rule = {.rate = 0.01f, .beta1 = 0.9f, .beta2 = 0.999f, .correction1 = 1.5f,
                     .correction2 = 1.25f, .epsilon = 1e-8f, .decay = 1e-3f, .kept = 0.99f};
  memcpy(y, w, sizeof y), memcpy(z, more, sizeof z);
  for (int i = 0; i < 1024; i++) x[i] = fabsf(x[i]);
  table->adam(&rule, dy, 1024, z, x, y), tell("adam");
}

// A few images

static void fewImages(const FewImagesTable *few) {
  const int32_t window[] = {-41, -40, -39, -1, 0, 1, 39, 40, 41};
  int32_t bits[48];
  for (int i = 0; i < 48; i++) bits[i] = i % 40 < 38 ? -1 : 0;
  char text[32];
  for (int i = 0; i < 3; i++) {
    KernelFewImagesConvolution s = {
        .channels = 6, .outputs = 8 - 3 * i, .taps = 9, .rows = 5, .vectors = 3 - i,
        .offsets = window, .inChannelStep = 400, .inRowStep = 40, .outChannelStep = 400,
        .outRowStep = 40, .rectified = i == 1, .cap = i == 1 ? 0.5f : INFINITY};
    few->convolve(&s, x + 64, w, more, i == 2 ? dy : NULL, bits, y);
    snprintf(text, sizeof text, "few.convolve-%d", i + 1);
    tell(text);
  }
  for (int i = 0; i < 5; i++) {
    int64_t places[FEW_IMAGES_POSITION_TILE];
    // Neighbours, apart, and with the end of a row among them.
    for (int p = 0; p < 8; p++) places[p] = i == 0 || i == 3 ? p : i == 4 ? p + p / 5 : 3 * p;
    KernelFewImagesProduct product = {.terms = 50, .positions = i < 3 ? 8 - 3 * i : 8, .termStep = 8,
                                      .outputs = i < 3 ? 32 - 11 * i : 21, .outChannelStep = 64,
                                      .places = places, .rectified = i == 1 || i > 2, .cap = 0.5f};
    float sums[8 * 32] __attribute__((aligned(64)));
    const int terms = product.terms;
    // In two parts of the terms.
    product.begins = 1;
    product.terms = 5;
    few->multiply(&product, x, w, sums);
    product.begins = 0;
    product.terms = terms - 5;
    const int width = (product.outputs + 15) & -16;
    few->multiply(&product, x + 5 * product.termStep, w + 5 * width, sums);
    few->spread(&product, sums, more, i > 1 ? dy : NULL, y);
    snprintf(text, sizeof text, "few.multiply-%d", i + 1);
    tell(text);
  }
  for (int i = 0; i < 2; i++) {
    int64_t places[LANES];
    // Side by side along two rows of a map, the last lanes unused.
    for (int t = 0; t < LANES; t++) places[t] = t % 8 * 4 + t / 8 * 4 * 40;
    KernelFewImagesTiles s = {.places = places, .rowStep = 40, .tiles = i ? 11 : 16,
                              .rectified = i, .cap = i ? 0.5f : INFINITY};
    float patch[36 * LANES] __attribute__((aligned(64)));
    few->gatherTiles(&s, x, patch);
    memcpy(y, patch, sizeof patch);
    snprintf(text, sizeof text, "few.gatherTiles-%d", i + 1);
    tell(text);
    few->scatterTiles(&s, patch, i ? dy : NULL, y);
    snprintf(text, sizeof text, "few.scatterTiles-%d", i + 1);
    tell(text);
  }
  for (int i = 0; i < 3; i++) {
    KernelFewImagesPool s = {.rows = 4, .columns = 5, .height = 3, .width = 3,
                             .rowStride = 1 + i % 2, .columnStride = 1 + i % 2, .top = i / 2,
                             .left = i / 2, .inRows = 9, .inColumns = 11, .inRowStep = 14,
                             .outRowStep = 8};
    few->maximum(&s, x, y);
    snprintf(text, sizeof text, "few.maximum-%d", i + 1);
    tell(text);
    s.top = s.left = 0;
    few->average(&s, x, y);
    snprintf(text, sizeof text, "few.average-%d", i + 1);
    tell(text);
    s.top = s.left = s.zerosAbove = 1;
    s.width = 2;
    s.columnStride = 2;
    few->average(&s, x, y);
    snprintf(text, sizeof text, "few.average-padded-%d", i + 1);
    tell(text);
  }
  y[0] = few->total(x, 19);
  tell("few.total");
}

int main(int count, char **words) {
  const char *name = count > 1 ? words[1] : "";
  KernelLevel level = KERNEL_LEVEL_BASE;
  for (; level <= kernels_best_level(); level++)
    if (!strcmp(kernels_table(level)->name, name)) break;
  if (level > kernels_best_level()) {
    fprintf(stderr, "digests: this processor has no level ‘%s’\n", name);
    return 2;
  }
  table = kernels_table(level);
  start();
  convolutions();
  tiles("tiles3", &table->tiles3, 4, 3);
  tiles("smallTiles3", &table->smallTiles3, 2, 3);
  tiles("tiles5", &table->tiles5, 4, 5);
  tiles("smallTiles5", &table->smallTiles5, 2, 5);
  planeProducts();
  normalization();
  elementwise();
  pools();
  lossesAndRules();
  fewImages(few_images_table(level));
  return 0;
}
