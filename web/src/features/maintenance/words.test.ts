import { describe, expect, it } from 'vitest';

import { openWord, span, timing, weekly } from './words';

const repeating = (cron: string) => timing({ from: null, until: null, cron, time_zone: 'Europe/Berlin', duration: '2h' });

describe('maintenance windows in words', () => {
  it('makes a cron expression of days and a time', () => {
    expect(weekly(['6', '0'], '22:05')).toBe('5 22 * * 0,6');
    expect(weekly([], '03:00')).toBe('0 3 * * *');
    expect(weekly(['0', '1', '2', '3', '4', '5', '6'], '03:00')).toBe('0 3 * * *');
  });

  it('says when a window is open', () => {
    expect(repeating('5 22 * * 0,6')).toBe('Sat, Sun at 22:05 (Europe/Berlin), for 2 hours');
    expect(repeating('0 3 * * *')).toBe('Every day at 03:00 (Europe/Berlin), for 2 hours');
    expect(repeating('0 3 1 * *')).toBe('0 3 1 * * (Europe/Berlin), for 2 hours');
    expect(span('1d')).toBe('1 day');
    expect(timing({ from: 0, until: 3600, cron: null, time_zone: null, duration: null })).toContain('1970');
  });

  it('says what is open, and until when', () => {
    const open = { name: 'Move', mode: 'rest', until: 1_800_000_600 };
    expect(openWord(open, 1_800_000_000)).toMatch(/^Maintenance “Move” until /);
    expect(openWord({ ...open, mode: 'mute' }, 1_800_000_000)).toMatch(/^Muted “Move” until /);
    expect(openWord({ ...open, name: 'Maintenance' }, 1_800_000_000)).toMatch(/^Maintenance until /);
    expect(openWord({ ...open, until: 1_800_000_600 + 5 * 86_400 }, 1_800_000_000)).toMatch(/2027/);
  });
});
