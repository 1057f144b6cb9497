import { expect, it } from 'vitest';

import { actionsOf, details, groups, what, who, whom } from './words';

const names = { p1: 'Ada', b1: 'Orders', a1: 'Office' };

it('says who did it', () => {
  expect(who({ person: 'p1' }, names)).toBe('Ada');
  expect(who({ person: 'gone' }, names)).toBe('A removed person');
  expect(who({ agent: 'a1' }, names)).toBe('The agent Office');
  expect(who('operator', names)).toBe('The operator');
  expect(who(null, names)).toBe('Somebody');
});
it('says what was done, and to what', () => {
  expect(what('secret_updated')).toBe('changed the secret');
  expect(what('something_new')).toBe('something new');
  expect(whom({ objects: [{ secret: 's1' }, { bucket: 'b1' }], secret_names: ['key'] }, names)).toEqual(['key', 'Orders']);
  expect(details([{ version: 2 }, 'value_changed', { manifest_counter: 7 }, { allowed_hosts: 1 }])).toEqual(['version 2', 'new value', 'sealed for 1 host']);
});
it('looks for each action in one group at most', () => {
  const all = groups.flatMap((group) => ('actions' in group ? [...group.actions] : []));
  expect(new Set(all).size).toBe(all.length);
  expect(actionsOf('')).toBe('');
  expect(actionsOf('keys')).toContain('backup_made');
});
