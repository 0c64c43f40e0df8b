// What a tile of F(4x4, 3x3) costs at each level, in nanoseconds of one thread and in multiply-adds
// of 16 lanes a nanosecond, maps and planes in the second cache: transforms and products by channel
// count, beside the rate of multiply-adds in registers. timing.sh builds and runs it.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "Kernels.h"

enum { SIDE = 32, TILES = 8, PLANES = 36, ROUNDS = 40 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static float *numbers(size_t count) {
  float *x = aligned_alloc(64, count * sizeof(float));
  for (size_t i = 0; i < count; i++) x[i] = (float)(i % 97) * 0.01f - 0.3f;
  return x;
}

static double least(double a, double b) { return a == 0 || b < a ? b : a; }

/// The least of the rounds, so that another user of the machine does not count. `close` is the input
/// transform with the planes of all channels in the same place, which the nearest cache holds.
static void run(const KernelTable *table, int channels) {
  const size_t map = (size_t)SIDE * SIDE * LANES;
  const int64_t step = (TILES | 1) * LANES, plane = (channels * (TILES | 1) | 1) * LANES;
  float *x = numbers(map * channels), *y = numbers(map * channels);
  float *in = numbers(PLANES * plane), *out = numbers(PLANES * plane);
  float *w = numbers((size_t)PLANES * channels * channels);
  const KernelAffine none = {0};
  const int32_t offset = 0;
  KernelConvolution product = {
      .channels = channels, .packedChannels = channels, .outputs = channels, .rows = 1,
      .columns = TILES, .taps = 1, .offsets = &offset, .inChannelStep = step,
      .inColumnStep = LANES, .outChannelStep = step, .outColumnStep = LANES};
  double input = 0, close = 0, products = 0, output = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int row = 0; row < SIDE / 4; row++) {
      double start = now();
      for (int c = 0; c < channels; c++) {
        KernelMap window = {SIDE, SIDE, row * 4 - 1, -1, 0, 0};
        table->tiles3.input(&window, &none, x + c * map, TILES, in + c * step, plane);
      }
      input = least(input, now() - start), start = now();
      for (int c = 0; c < channels; c++) {
        KernelMap window = {SIDE, SIDE, row * 4 - 1, -1, 0, 0};
        table->tiles3.input(&window, &none, x + c * map, TILES, out, TILES * LANES);
      }
      close = least(close, now() - start), start = now();
      for (int p = 0; p < PLANES; p++)
        table->convolve(&product, in + p * plane, w + (size_t)p * channels * channels, NULL,
                        out + p * plane);
      products = least(products, now() - start), start = now();
      for (int c = 0; c < channels; c++) {
        KernelTileRow tiles = {plane, SIDE * LANES, map, 4, SIDE};
        table->tiles3.output(&tiles, out + c * step, 0, &none, NULL, NULL,
                             y + c * map + row * 4 * SIDE * LANES);
      }
      output = least(output, now() - start);
    }
  }
  const double tiles = (double)channels * TILES;
  printf("%8d %15.0f %18.0f %10.0f %12.2f\n", channels, input / tiles, close / tiles,
         output / tiles, PLANES * tiles * channels / products);
  free(x), free(y), free(in), free(out), free(w);
}

int main(void) {
  for (int level = 0; level <= (int)kernels_best_level(); level++) {
    const KernelTable *table = kernels_table(level);
    double peak = 0;
    for (int i = 0; i < 10; i++) {
      const double start = now();
      table->peak(100000);
      peak = least(peak, now() - start);
    }
    printf("%s: %.2f vectors of multiply-adds a ns in registers\n", table->name,
           100000.0 * KERNEL_PEAK_CHAINS / peak);
    printf("channels  input, ns/tile  its planes in L1  output  products/ns\n");
    for (int channels = 16; channels <= 64; channels *= 2) run(table, channels);
  }
}
