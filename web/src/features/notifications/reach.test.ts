import { expect, test } from 'vitest';

import type { Bucket } from '@/api/types';
import { reaches, reachInWords } from './reach';

const buckets = ['a', 'b', 'c'].map((key) => ({ key, name: key.toUpperCase() })) as Bucket[];
const none = { whole_team: false, buckets: [], environments: [] };

test('in words', () => {
  expect(reachInWords({ ...none, whole_team: true, buckets: ['a'] }, buckets)).toBe('All tests of the team');
  expect(reachInWords({ ...none, buckets: ['a', 'b', 'c'] }, buckets)).toBe('Tests of A, B and C');
  expect(reachInWords({ ...none, buckets: ['gone'], environments: ['e'] }, buckets)).toBe('Tests of gone, and one environment that names it');
  expect(reachInWords(none, buckets)).toMatch(/^Nothing yet/);
});

test('who hears of a test', () => {
  expect(reaches({ ...none, whole_team: true }, 'a', [])).toBe(true);
  expect(reaches({ ...none, whole_team: true, paused: true }, 'a', [])).toBe(false);
  expect(reaches({ ...none, buckets: ['a'] }, 'a', [])).toBe(true);
  expect(reaches({ ...none, environments: ['e'] }, 'a', ['e'])).toBe(true);
  expect(reaches(none, 'a', ['e'])).toBe(false);
});
