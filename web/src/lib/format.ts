/** Numbers and moments as people read them. */

/** `0.7 ms`, `340 ms`, `1.24 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1).replace(/\.0$/, '')} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `512 B`, `1.4 KiB`. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

/** `98 %`, `99.4 %`; never rounded up to a full hundred. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  const text = value > 99.9 && value < 100 ? '99.9' : value.toFixed(1);
  return `${text.replace(/\.0$/, '')} %`;
}

const steps: [number, string][] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
  [12, 'month'],
  [Number.POSITIVE_INFINITY, 'year'],
];

/** `just now`, `3 minutes ago`. */
export function ago(then: number, now: number): string {
  let amount = Math.max(0, now - then);
  if (amount < 5) return 'just now';
  for (const [size, unit] of steps) {
    if (amount < size) {
      const whole = Math.floor(amount);
      return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
    }
    amount /= size;
  }
  return '';
}

/** The moment in the reader's own zone and language. */
export const moment = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Bytes of a text in UTF-8. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** `1 step`, `2 steps`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
