/** Change against the period before, as text, and whether it is good news. */
import { duration } from '@/lib/format';

export interface Change {
  text: string;
  good: boolean | null;
}

/** `change` is a difference of ratios: 0.02 is two points. */
export function ratioChange(change: number | null | undefined): Change | null {
  if (change === null || change === undefined) return null;
  const points = Math.round(change * 1000) / 10;
  if (points === 0) return { text: 'unchanged', good: null };
  return { text: `${points > 0 ? '▲' : '▼'} ${Math.abs(points)} points`, good: points > 0 };
}

/** `change` in milliseconds; less is better. */
export function timeChange(change: number | null | undefined): Change | null {
  if (change === null || change === undefined) return null;
  if (Math.abs(change) < 0.5) return { text: 'unchanged', good: null };
  return { text: `${change > 0 ? '▲' : '▼'} ${duration(Math.abs(change))}`, good: change < 0 };
}
