import { describe, expect, it } from 'vitest';

import type { TestSummary } from '@/api/types';
import { ratioChange, timeChange } from './change';
import { arrange } from './order';

const test = (name: string, result: 'pass' | 'fail' | null, finished: number, ratio: number | null = 1): TestSummary => ({
  id: name, name, description: null, step_count: 1, success_ratio: ratio,
  last_run: result && { test_run_id: 'r', result, finished_at: finished, environment_name: 'Test Settings' },
});

describe('the order of cards', () => {
  const tests = [test('b passes', 'pass', 3), test('c fails', 'fail', 1, 0.5), test('a never ran', null, 0, null), test('d shaky', 'pass', 2, 0.9)];
  const names = (order: 'failures' | 'name' | 'recent') => arrange(tests, '', order).map((t) => t.name[0]).join('');
  it('puts failures first, then the shaky ones', () => expect(names('failures')).toBe('cdba'));
  it('sorts by name', () => expect(names('name')).toBe('abcd'));
  it('sorts by the last run', () => expect(names('recent')).toBe('bdca'));
  it('filters by every word', () => {
    expect(arrange(tests, ' FAILS c', 'name').map((t) => t.name)).toEqual(['c fails']);
    expect(arrange(tests, 'nothing', 'name')).toEqual([]);
  });
});

describe('changes', () => {
  it('knows what is good news', () => {
    expect(ratioChange(0.021)).toEqual({ text: '▲ 2.1 points', good: true });
    expect(timeChange(120)).toEqual({ text: '▲ 120 ms', good: false });
    expect(timeChange(0.2)).toEqual({ text: 'unchanged', good: null });
    expect(ratioChange(null)).toBeNull();
  });
});
