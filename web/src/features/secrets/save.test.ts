import { expect, it } from 'vitest';

import { check, clean, type Row } from './save';

const rules = { description: '', visibility: 'strict', expires: '', from: null, sealed: false, hosts: [] as string[] } as const;
const row = (more: Partial<Row>): Row => ({ key: 'k', name: 'a', ...rules, hosts: [], saved: { ...rules, hosts: [] }, problems: {}, ...more });

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
it('asks sealed secrets for a host', () => {
  expect(check(row({ sealed: true }), 'v', []).hosts).toMatch(/at least one/);
  expect(clean(check(row({ sealed: true, hosts: ['a.example'] }), 'v', []))).toBe(true);
  expect(clean(check(row({ id: '1', sealed: true, hosts: ['a.example'] }), '', []))).toBe(true);
  // A list that is not used is no change.
  expect(check(row({ id: '1', hosts: ['a.example'] }), '', []).value).toMatch(/Enter/);
});
it('asks for a place instead of a value, and for a value when it is to be kept here again', () => {
  const from = { source: 'vault', path: 'orders/api', field: '' };
  expect(clean(check(row({ from }), '', []))).toBe(true);
  expect(check(row({ from: { ...from, path: ' ' } }), '', []).from).toMatch(/where/);
  const kept = { saved: { ...rules, hosts: [], from } };
  expect(clean(check(row({ id: '1', from, description: 'new', ...kept }), '', []))).toBe(true);
  expect(check(row({ id: '1', from: null, ...kept }), '', []).value).toMatch(/Enter/);
  expect(clean(check(row({ id: '1', from: null, ...kept }), 'v', []))).toBe(true);
});
it('never repeats the value', () => {
  const value = 'canary'.repeat(4000);
  expect(JSON.stringify(check(row({}), value, []))).not.toContain('canary');
});
