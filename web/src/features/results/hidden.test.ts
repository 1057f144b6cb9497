import { expect, it } from 'vitest';

import { explainHidden } from './hidden';

it('names the secret, the reason and whom to ask', () => {
  const text = explainHidden('secret_sent', 'The request', ['private_api_key'], 'Olive');
  expect(text.title).toBe('The request is hidden');
  expect(text.because).toContain('the secret private_api_key');
  expect(text.next.join(' ')).toContain('Olive, the owner,');
});
it('has its own words for each reason', () => {
  const texts = (['secret_sent', 'script_saw_secret', 'conditional'] as const).map((why) => explainHidden(why, 'X', [], undefined).because);
  expect(new Set(texts).size).toBe(3);
  expect(texts[1]).toContain('A script read a secret');
});
it('lists several secrets', () => {
  expect(explainHidden('secret_sent', 'X', ['a', 'b', 'c'], undefined).because).toContain('the secrets a, b and c');
});
