// Eight series in step: one number of each, and the arithmetic that the hot path needs on them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// For what stands in the hot loops: inlined, so that each version of them below is of one piece.
#define OUTCRY_LANES [[gnu::always_inline]] inline

/// Before a function over lanes: compiled for processors with AVX2 too, chosen when the program starts. Others take it
/// in steps of four. Not where a sanitizer or clang looks on, whose start-up code does not stand it.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OUTCRY_WIDE [[gnu::target_clones("avx2", "default")]]
#else
#define OUTCRY_WIDE
#endif

namespace outcry::detect {

inline constexpr std::size_t kLanes = 8;

/// A vector of the compiler (GCC and Clang): + - * / and comparisons work lane by lane, `mask ? a : b` selects. Single
/// precision: an eighth of a millionth of a count is less than any count is known by. Every operation is rounded as
/// IEEE 754 says and nothing is contracted, so results are the same bits on any machine, whatever its vectors' width.
/// (A template's argument loses the alignment: several of them stand in a plain array.)
using Lanes = float __attribute__((vector_size(4 * kLanes), aligned(4 * kLanes)));
/// Integers of the lanes. As a mask: 0 = no, -1 = yes.
using LaneBits = std::int32_t __attribute__((vector_size(4 * kLanes), aligned(4 * kLanes)));

OUTCRY_LANES Lanes lanes(double value) { return Lanes{} + static_cast<float>(value); }
OUTCRY_LANES LaneBits lane_bits(std::int32_t value) { return LaneBits{} + value; }

OUTCRY_LANES bool any(LaneBits mask) {
  std::int64_t words[kLanes / 2];
  std::memcpy(words, &mask, sizeof words);
  return (words[0] | words[1] | words[2] | words[3]) != 0;
}

/// f(lane) where the mask says yes.
template <class F>
OUTCRY_LANES void each(LaneBits mask, F&& f) {
  if (!any(mask)) return;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (mask[lane] != 0) f(lane);
}

/// 1 where the mask says yes, 0 elsewhere.
OUTCRY_LANES Lanes ones(LaneBits mask) { return mask ? lanes(1) : Lanes{}; }
OUTCRY_LANES Lanes larger(Lanes a, Lanes b) { return a > b ? a : b; }
OUTCRY_LANES Lanes smaller(Lanes a, Lanes b) { return a < b ? a : b; }

OUTCRY_LANES Lanes square_root(Lanes x) {
  Lanes out;
  for (std::size_t i = 0; i < kLanes; ++i) out[i] = std::sqrt(x[i]);
  return out;
}

OUTCRY_LANES LaneBits bits_of(Lanes x) {
  LaneBits out;
  std::memcpy(&out, &x, sizeof out);
  return out;
}
OUTCRY_LANES Lanes lanes_of(LaneBits bits) {
  Lanes out;
  std::memcpy(&out, &bits, sizeof out);
  return out;
}

/// e^x to 2e-7 relative, x cut to [-87, 88]: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2], fitted to the least
/// largest relative error.
OUTCRY_LANES Lanes exponential(Lanes x) {
  const Lanes cut = larger(lanes(-87), smaller(lanes(88), x));
  // Adding 1.5 * 2^23 rounds to an integer, which stands in the low bits.
  const Lanes shifted = cut * 1.442695041F + 12'582'912.0F;
  const Lanes n = shifted - 12'582'912.0F;
  const Lanes r = (cut - n * 0.693359375F) + n * 2.121944401e-4F;
  const Lanes r2 = r * r;
  const Lanes q =
      (4.999999404e-1F + r * 1.666651964e-1F) + r2 * ((4.166839272e-2F + r * 8.368780836e-3F) + r2 * 1.381446491e-3F);
  return (1.0F + (r + r2 * q)) * lanes_of((bits_of(shifted) << 23) + (127 << 23));
}

/// ln x to 1e-7 relative, for normal positive x: e ln 2 + ln m with m in [sqrt 1/2, sqrt 2), fitted likewise.
OUTCRY_LANES Lanes logarithm(Lanes x) {
  const LaneBits above = bits_of(x) - 0x3f3504f3;
  const LaneBits exponent = above >> 23;
  const Lanes f = lanes_of(bits_of(x) - (exponent << 23)) - 1.0F;
  const Lanes e = __builtin_convertvector(exponent, Lanes);
  const Lanes f2 = f * f;
  const Lanes f4 = f2 * f2;
  const Lanes low = (3.333331048e-1F + f * -2.500000894e-1F) + f2 * (2.000216693e-1F + f * -1.666809022e-1F);
  const Lanes high = (1.421855241e-1F + f * -1.240308657e-1F) + f2 * (1.189352497e-1F + f * -1.169432476e-1F);
  const Lanes g = low + f4 * (high + f4 * 6.757530570e-2F);
  const Lanes small = e * -2.121944401e-4F + f2 * (f * g - 0.5F);
  return e * 0.693359375F + (f + small);
}

/// ln(1 + x) to 2e-7 relative, for x above -1: what rounding 1 + x loses is put back.
OUTCRY_LANES Lanes logarithm_of_one_plus(Lanes x) {
  const Lanes u = 1.0F + x;
  return logarithm(u) + (x - (u - 1.0F)) / u;
}

}  // namespace outcry::detect
