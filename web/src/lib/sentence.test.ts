import { expect, it } from 'vitest';

import { sentence, withHint } from './sentence';

it('makes phrases sentences', () => {
  expect(sentence('the URL is empty')).toBe('The URL is empty.');
  expect(sentence('Ask them.')).toBe('Ask them.');
  expect(sentence('')).toBe('');
});
it('leaves names at the beginning alone', () => {
  expect(sentence('`get_secret` takes one name')).toBe('`get_secret` takes one name.');
  expect(sentence('private_api_key is taken')).toBe('private_api_key is taken.');
});
it('adds the hint', () => {
  expect(withHint('the URL is empty', 'write an address')).toBe('The URL is empty. Write an address.');
  expect(withHint('the URL is empty', null)).toBe('The URL is empty.');
});
