// Few values, some of them taken while the machine was busy: the middle one tells more than the mean.

export interface Spread {
  least: number;
  middle: number;
  most: number;
}

export function spread(values: readonly number[]): Spread {
  return { least: Math.min(...values), middle: median(values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
