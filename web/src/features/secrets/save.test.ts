import { expect, it } from 'vitest';

import { check, clean, type Row } from './save';

const row = (more: Partial<Row>): Row => ({ key: 'k', name: 'a', description: '', visibility: 'strict', saved: { description: '', visibility: 'strict' }, problems: {}, ...more });

it('asks new secrets for a name and a value', () => {
  expect(Object.keys(check(row({ name: '' }), '', []))).toEqual(['name', 'value']);
  expect(clean(check(row({}), 'v', []))).toBe(true);
  expect(check(row({}), 'v', ['a']).name).toMatch(/already/);
});
it('lets a description change without a new value', () => {
  expect(clean(check(row({ id: '1', description: 'new' }), '', ['a']))).toBe(true);
  expect(clean(check(row({ id: '1', visibility: 'redact' }), '', ['a']))).toBe(true);
  expect(check(row({ id: '1' }), '', ['a']).value).toMatch(/Enter/);
});
it('never repeats the value', () => {
  const value = 'canary'.repeat(4000);
  expect(JSON.stringify(check(row({}), value, []))).not.toContain('canary');
});
