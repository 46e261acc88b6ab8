// Chance that is the same every time: from a text and a number to [0, 1), and to counts.

export function chance(seed: string, at: number): number {
  let x = 2166136261 ^ at;
  for (let i = 0; i < seed.length; ++i) x = Math.imul(x ^ seed.charCodeAt(i), 16777619);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

/** A count around a mean, with the spread of a Poisson variable. */
export function count(mean: number, seed: string, at: number): number {
  const spread = chance(seed, at) + chance(seed, at + 0.5e9) + chance(seed, at + 1e9) - 1.5;
  return Math.max(0, Math.round(mean + spread * 2 * Math.sqrt(Math.max(mean, 0.25))));
}
