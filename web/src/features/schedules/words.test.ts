import { describe, expect, it } from 'vitest';

import { restOfTest, timing, until } from './words';

const open = { id: 'w', name: 'Move', mode: 'rest', from: 0, until: 60 };
const resting = (...levels: (string | null)[]) => restOfTest(levels.map((paused_by) => ({ paused_by, maintenance: paused_by === 'maintenance' ? open : null })), 0);

describe('schedules in words', () => {
  it('says how often', () => {
    expect(timing({ interval: '1m' })).toBe('Every minute');
    expect(timing({ interval: '90s' })).toBe('Every 90 seconds');
    expect(timing({ interval: null, cron: '0 9 * * 1-5', time_zone: 'Europe/Berlin' })).toBe('0 9 * * 1-5 (Europe/Berlin)');
  });

  it('says when it runs next', () => {
    expect(until(100, 99)).toBe('now');
    expect(until(100, 101)).toBe('now');
    expect(until(159, 100)).toBe('in 59 seconds');
    expect(until(159.9, 100)).toBe('in 1 minute');
    expect(until(100 + 7200, 100)).toBe('in 2 hours');
    expect(until(100 + 86_400 * 3, 100)).toBe('in 3 days');
  });

  it('says which level rests', () => {
    expect(resting()).toBeNull();
    expect(resting(null, null)).toBeNull();
    expect(resting('schedule', null)).toBe('1 of 2 paused');
    expect(resting('schedule')).toBe('Paused');
    expect(resting('environment', 'environment')).toBe('Paused: the environment');
    expect(resting('maintenance')).toMatch(/^Maintenance “Move” until /);
    expect(resting('maintenance', 'schedule')).toBe('Paused');
    expect(restOfTest([{ paused_by: null, maintenance: { ...open, mode: 'mute' } }], 0)).toMatch(/^Muted “Move” until /);
    expect(resting('bucket', 'bucket')).toBe('Paused: the whole bucket');
  });
});
