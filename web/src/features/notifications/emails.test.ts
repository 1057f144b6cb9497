import { expect, test } from 'vitest';

import type { Person } from '@/api/types';
import { addresses, recipients } from './emails';

const people = [{ id: 'p1', name: 'Ada', email: 'ada@example.com' }] as Person[];

test('recipients come back as they were', () => {
  const before = [{ id: 'p1', name: 'Ada L.' }, { email: 'x@example.org' }];
  const typed = addresses(before, people);
  expect(typed).toEqual(['ada@example.com', 'x@example.org']);
  expect(recipients(typed, before, people)).toEqual(before);
});

test('people of the team are named by id', () => {
  expect(recipients(['ADA@example.com', 'y@example.org'], [], people)).toEqual([{ id: 'p1', name: 'Ada', email: 'ada@example.com' }, { email: 'y@example.org' }]);
});
