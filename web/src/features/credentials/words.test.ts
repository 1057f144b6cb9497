import { expect, it } from 'vitest';

import { heading, where } from './words';

it('says how many there are', () => {
  expect([heading(1), heading(3)]).toEqual(['A credential is written out here', '3 credentials are written out here']);
});
it('says where one stands', () => {
  expect(where({ test_name: 'Orders', environment_name: null, place: 'steps[0].body' }, true)).toBe('steps[0].body');
  expect(where({ test_name: 'Orders', environment_name: 'Own', place: 'auth.password' }, false)).toBe('Orders, environment Own, auth.password');
  expect(where({ test_name: null, environment_name: 'All', place: 'headers.X[0]' }, false)).toBe('shared environment All, headers.X[0]');
});
