/** A round top and round steps for an axis that begins at zero. */
export function scale(largest: number): { top: number; ticks: number[] } {
  const target = Math.max(largest, 1) / 3;
  const power = 10 ** Math.floor(Math.log10(target));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= target) ?? 10 * power;
  const top = Math.ceil(Math.max(largest, 1) / step) * step;
  return { top, ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step) };
}
