import { expect, test } from 'vitest';

import { chosen, locationsOf, toggled } from './locations';

test('an environment of before has no places', () => {
  const none = locationsOf({} as never);
  expect(none).toEqual({ regions: [], agents: [] });
  expect(chosen(none)).toBe(0);
});

test('a place is there once, and goes whole', () => {
  expect(toggled(['local'], 'local', true)).toEqual(['local']);
  expect(toggled(['local', 'other'], 'local', false)).toEqual(['other']);
});
