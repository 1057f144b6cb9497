import { expect, it } from 'vitest';

import { saying, speaksForIt } from './NextValue';

const run = (result: string) => ({ result }) as Parameters<typeof saying>[0]['runs'][number];

it('says how a trial stands', () => {
  expect(saying({ verdict: 'untried', runs: [] })).toMatch(/^Not tried yet/);
  expect(saying({ verdict: 'failed', runs: [run('pass'), run('fail')] })).toBe('1 of 2 runs with the next value did not pass.');
  expect(saying({ verdict: 'passed', runs: [run('pass'), run('pass')] })).toBe('All 2 runs with the next value passed.');
});
it('lets only a trial that passed speak for a value', () => {
  expect(['passed', 'unused', 'untried', 'running', 'failed', 'new'].filter(speaksForIt)).toEqual(['passed', 'unused']);
});
