/** Maintenance windows as people read and write them. */
import type { Maintenance, OpenMaintenance } from '@/api/types';
import { count, moment } from '@/lib/format';

/** In the order of a cron expression. */
export const weekdays = [
  { value: '1', label: 'Mon' },
  { value: '2', label: 'Tue' },
  { value: '3', label: 'Wed' },
  { value: '4', label: 'Thu' },
  { value: '5', label: 'Fri' },
  { value: '6', label: 'Sat' },
  { value: '0', label: 'Sun' },
];
const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };
export const lengths = ['15m', '30m', '1h', '2h', '4h', '8h', '12h', '1d', '2d'].map((value) => ({ value, label: span(value) }));

/** `2h` as `2 hours`. */
export function span(text: string): string {
  return count(Number(text.slice(0, -1)), units[text.slice(-1)] ?? '');
}

/** Today in hours and minutes, another day with its date; in the reader's own zone. */
export function clock(at: number, now: number): string {
  const [then, today] = [new Date(at * 1000), new Date(now * 1000)];
  if (then.toDateString() === today.toDateString()) return then.toLocaleTimeString(undefined, { timeStyle: 'short' });
  return then.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Days and a time as a cron expression. */
export function weekly(days: string[], time: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)} * * ${days.length === 0 || days.length === 7 ? '*' : [...days].sort().join(',')}`;
}

/** `Sat, Sun at 22:00`; the expression itself where it says more than that. */
function often(cron: string): string {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-6](?:,[0-6])*)$/.exec(cron);
  if (!match) return cron;
  const [, minute = '', hour = '', days = ''] = match;
  const chosen = weekdays.filter(({ value }) => days.split(',').includes(value)).map(({ label }) => label);
  return `${days === '*' ? 'Every day' : chosen.join(', ')} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

/** When it is open. */
export function timing(window: Pick<Maintenance, 'from' | 'until' | 'cron' | 'time_zone' | 'duration'>): string {
  if (window.cron && window.duration) return `${often(window.cron)} (${window.time_zone ?? 'UTC'}), for ${span(window.duration)}`;
  return `${moment(window.from ?? 0)} to ${moment(window.until ?? 0)}`;
}

/** `Maintenance “Move” until 14:00`. */
export function openWord(open: Pick<OpenMaintenance, 'name' | 'mode' | 'until'>, now: number): string {
  const what = open.mode === 'mute' ? 'Muted' : 'Maintenance';
  const name = open.name === 'Maintenance' ? '' : ` “${open.name}”`;
  return `${what}${name} until ${clock(open.until, now)}`;
}
