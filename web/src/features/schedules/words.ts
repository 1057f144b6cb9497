/** Schedules as people read them. */
import type { Schedule } from '@/api/types';
import { openWord } from '@/features/maintenance/words';
import { count } from '@/lib/format';

export const intervals = [
  { value: '1m', label: 'Every minute' },
  { value: '5m', label: 'Every 5 minutes' },
  { value: '15m', label: 'Every 15 minutes' },
  { value: '30m', label: 'Every 30 minutes' },
  { value: '1h', label: 'Every hour' },
  { value: '6h', label: 'Every 6 hours' },
  { value: '1d', label: 'Every day' },
];

const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/** `Every 5 minutes`, or the cron expression with its time zone. */
export function timing(schedule: Pick<Schedule, 'interval' | 'cron' | 'time_zone'>): string {
  if (!schedule.interval) return `${schedule.cron ?? ''} (${schedule.time_zone ?? 'UTC'})`;
  const unit = units[schedule.interval.slice(-1)] ?? '';
  const number = Number(schedule.interval.slice(0, -1));
  return number === 1 ? `Every ${unit}` : `Every ${count(number, unit)}`;
}

/** `now`, `in 4 minutes`. */
export function until(then: number, now: number): string {
  let amount = then - now;
  if (amount < 2) return 'now';
  for (const [size, unit] of [
    [60, 'second'],
    [60, 'minute'],
    [24, 'hour'],
    [Number.POSITIVE_INFINITY, 'day'],
  ] as const) {
    if (Math.round(amount) < size) return `in ${count(Math.round(amount), unit)}`;
    amount /= size;
  }
  return '';
}

const rests: Record<string, string> = { bucket: 'Paused: the whole bucket', environment: 'Paused: the environment', schedule: 'Paused', disk: 'Rests: the disk is nearly full' };

type Rest = Pick<Schedule, 'paused_by' | 'maintenance'>;

/** Which level rests, or which window is open and until when; nothing for a schedule that runs and alerts. */
export function restWord({ paused_by: by, maintenance }: Rest, now: number): string | null {
  if (by && by !== 'maintenance') return rests[by] ?? 'Paused';
  return maintenance ? openWord(maintenance, now) : null;
}

/** What a card says about the schedules of a test: nothing when all of them run. */
export function restOfTest(schedules: Rest[], now: number): string | null {
  const resting = schedules.filter((s) => s.paused_by);
  const first = (by?: string) => {
    const found = schedules.find((s) => (by ? s.paused_by === by : s.maintenance));
    return found ? restWord(found, now) : null;
  };
  if (resting.length === 0) return first();
  const whole = first('bucket');
  if (whole) return whole;
  if (resting.length < schedules.length) return `${resting.length} of ${schedules.length} paused`;
  for (const by of ['environment', 'maintenance', 'disk']) if (resting.every((s) => s.paused_by === by)) return first(by);
  return 'Paused';
}
