import { expect, test } from 'vitest';

import type { BucketStatus } from '@/api/types';
import { arranged, replaced, summary } from './order';

const bucket = (name: string, state: BucketStatus['state'], failing = 0, tests = 3): BucketStatus => ({
  bucket_key: name,
  name,
  state,
  failing,
  tests: Array.from({ length: tests }, (_, i) => ({ id: `${name}${i}`, name: `${i}`, state: 'passing', failing_since: null, last_run: null, strip: [] })),
});

test('the most broken first', () => {
  const all = [bucket('a', 'passing'), bucket('b', 'unknown'), bucket('c', 'failing', 1), bucket('d', 'failing', 2), bucket('e', 'passing')];
  expect(arranged(all).map((b) => b.name)).toEqual(['d', 'c', 'a', 'e', 'b']);
});

test('a newer state takes the place of the older', () => {
  const [first] = replaced([bucket('a', 'passing'), bucket('b', 'passing')], [bucket('a', 'failing', 1)]);
  expect(first?.state).toBe('failing');
});

test('in one sentence', () => {
  expect(summary([])).toBe('No tests yet');
  expect(summary([bucket('a', 'unknown')])).toBe('Nothing has run yet');
  expect(summary([bucket('a', 'passing')])).toBe('Everything is passing');
  const away = bucket('a', 'unwatched');
  for (const one of away.tests.slice(1)) one.state = 'unwatched';
  expect(summary([away])).toBe('2 of 3 tests cannot be run');
  expect(summary([bucket('a', 'failing', 1, 1)])).toBe('1 of 1 test failing');
  expect(summary([bucket('a', 'failing', 1), bucket('b', 'passing')])).toBe('1 of 6 tests failing');
});
