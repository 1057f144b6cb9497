import { expect, it } from 'vitest';

import { nameProblem, valueProblem } from './secretName';

it('accepts the names that templates can hold', () => {
  for (const name of ['private_api_key', '_x', 'A1', 'a'.repeat(100)]) expect(nameProblem(name, [])).toBeNull();
});
it('says what is wrong with a name', () => {
  expect(nameProblem('', [])).toMatch(/Give/);
  expect(nameProblem('1a', [])).toMatch(/starts/);
  expect(nameProblem('a-b', [])).toMatch(/letters, digits/);
  expect(nameProblem('a'.repeat(101), [])).toMatch(/101/);
  expect(nameProblem('a', ['a'])).toMatch(/already/);
  expect(nameProblem('a', ['A'])).toBeNull();
});
it('measures values in bytes', () => {
  expect(valueProblem('')).toMatch(/Enter/);
  expect(valueProblem('x'.repeat(16_384))).toBeNull();
  expect(valueProblem('é'.repeat(8193))).toMatch(/16 KiB/);
});
