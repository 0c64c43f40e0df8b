// Activations and their gradients; softmax. Included by Loops.h.

/// 1 / (1 + e^-t), exactly 0 where e^-t would leave its range.
INLINE v16 share16(v16 t) {
  return choose(t < splat(-87.0f), splat(0), splat(1) / (splat(1) + exp16(-t)));
}

static const float geluLinear = KERNEL_GELU_LINEAR, geluCubic = KERNEL_GELU_CUBIC;

/// Past this GELU is x or 0 to the last place; the cube of what is clamped stays finite.
INLINE v16 geluRange(v16 x) {
  x = choose(x > splat(12), splat(12), x);
  return choose(x < splat(-12), splat(-12), x);
}

static void gelu(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i), c = geluRange(value);
    v16 slope = FUSED(c * c, splat(geluCubic), splat(geluLinear));
    store(y + i, value * share16(c * slope));
  }
}

static void geluGradient(const float *x, const float *dy, int64_t count, float *dx) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 c = geluRange(load(x + i)), square = c * c;
    v16 slope = FUSED(square, splat(geluCubic), splat(geluLinear));
    v16 p = share16(c * slope);
    v16 change = FUSED(square, splat(3 * geluCubic), splat(geluLinear));
    v16 curve = c * change * (p * (splat(1) - p));
    store(dx + i, load(dy + i) * (p + curve));
  }
}

static void silu(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(y + i, value * share16(value));
  }
}

static void siluGradient(const float *x, const float *dy, int64_t count, float *dx) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i), p = share16(value);
    v16 curve = value * (p * (splat(1) - p));
    store(dx + i, load(dy + i) * (p + curve));
  }
}

static void leakyRelu(const float *x, float slope, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(y + i, choose(value < splat(0), value * splat(slope), value));
  }
}

static void leakyReluGradient(const float *x, float slope, const float *dy, int64_t count,
                              float *dx) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 d = load(dy + i);
    store(dx + i, choose(load(x + i) > splat(0), d, d * splat(slope)));
  }
}

static void cappedRelu(const float *x, float cap, int64_t count, float *y) {
  const v16 top = splat(cap);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = rectify(load(x + i));
    store(y + i, choose(value > top, top, value));
  }
}

static void cappedReluGradient(const float *x, float cap, const float *dy, int64_t count,
                               float *dx) {
  const v16 zero = splat(0), top = splat(cap);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(dx + i, choose((value > zero) & (value < top), load(dy + i), zero));
  }
}

/// 0 up to -3, 1 from 3 on, and a straight line between them.
INLINE v16 hardShare(v16 x) {
  v16 t = rectify(x + splat(3));
  return choose(t > splat(6), splat(6), t) / splat(6);
}

static void hardSigmoid(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) store(y + i, hardShare(load(x + i)));
}

static void hardSigmoidGradient(const float *x, const float *dy, int64_t count, float *dx) {
  const v16 zero = splat(0), end = splat(3), slope = splat(1.0f / 6);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(dx + i, choose((value > -end) & (value < end), load(dy + i) * slope, zero));
  }
}

static void hardSwish(const float *x, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(y + i, value * hardShare(value));
  }
}

static void hardSwishGradient(const float *x, const float *dy, int64_t count, float *dx) {
  const v16 zero = splat(0), end = splat(3), third = splat(1.0f / 3), half = splat(0.5f);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i), d = load(dy + i);
    v16 bent = d * FUSED(value, third, half);
    store(dx + i, choose(value < -end, zero, choose(value > end, d, bent)));
  }
}

static void clip(const float *x, float low, float high, int64_t count, float *y) {
  const v16 bottom = splat(low), top = splat(high);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    value = choose(value < bottom, bottom, value);
    store(y + i, choose(value > top, top, value));
  }
}

static void clipGradient(const float *x, float low, float high, const float *dy, int64_t count,
                         float *dx) {
  const v16 zero = splat(0), bottom = splat(low), top = splat(high);
  for (int64_t i = 0; i < count; i += LANES) {
    v16 value = load(x + i);
    store(dx + i, choose((value >= bottom) & (value <= top), load(dy + i), zero));
  }
}

static void softmax(const float *x, int32_t channels, int64_t step, int64_t count, float *y) {
  for (int64_t i = 0; i < count; i += LANES) {
    const float *from = x + i;
    float *to = y + i;
    v16 top = load(from);
    for (int c = 1; c < channels; c++) top = larger(load(from + c * step), top);
    v16 total = splat(0);
    for (int c = 0; c < channels; c++) {
      v16 value = exp16(load(from + c * step) - top);
      total += value;
      store(to + c * step, value);
    }
    for (int c = 0; c < channels; c++) store(to + c * step, load(to + c * step) / total);
  }
}

static void softmaxGradient(const float *y, const float *dy, int32_t channels, int64_t step,
                            int64_t count, float *dx) {
  for (int64_t i = 0; i < count; i += LANES) {
    v16 mean = splat(0);
    for (int c = 0; c < channels; c++)
      mean = FUSED(load(y + i + c * step), load(dy + i + c * step), mean);
    for (int c = 0; c < channels; c++)
      store(dx + i + c * step, load(y + i + c * step) * (load(dy + i + c * step) - mean));
  }
}
