import { expect, it } from 'vitest';

import { ago, bytes, count, duration, percent, utf8Length } from './format';

it('writes durations with the unit that fits', () => {
  expect([0.25, 4.44, 5, 12.4, 999, 1240, 12_340, 125_000].map(duration)).toEqual(['0.3 ms', '4.4 ms', '5 ms', '12 ms', '999 ms', '1.24 s', '12.3 s', '2 min 5 s']);
});
it('never calls a run of failures perfect', () => {
  expect([1, 0.9999, 0.994, 0.5, 0].map(percent)).toEqual(['100 %', '99.9 %', '99.4 %', '50 %', '0 %']);
});
it('tells the age of a moment', () => {
  expect(ago(100, 101)).toBe('just now');
  expect(ago(100, 161)).toBe('1 minute ago');
  expect(ago(0, 86_400 * 3)).toBe('3 days ago');
  expect(ago(200, 100)).toBe('just now');
});
it('counts bytes, not characters', () => {
  expect(utf8Length('é€')).toBe(5);
  expect(bytes(1536)).toBe('1.5 KiB');
  expect(count(1, 'step')).toBe('1 step');
  expect(count(0, 'step')).toBe('0 steps');
});
