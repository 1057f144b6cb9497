import { expect, test } from 'vitest';

import { badgeAddress, htmlOf, markdownOf } from './snippets';

test('an address says what the badge shows, unless that goes without saying', () => {
  expect(badgeAddress('/b.svg', 'state', 'month')).toBe('/b.svg');
  expect(badgeAddress('/b.svg', 'success', 'day')).toBe('/b.svg?show=success');
  expect(badgeAddress('/b.svg', 'success', 'week')).toBe('/b.svg?show=success&timeframe=week');
});

test('names are text', () => {
  expect(markdownOf('a](x) *b*', 'http://h/b.svg')).toBe('![a\\](x) \\*b\\*](http://h/b.svg)');
  expect(htmlOf('"><script>', 'http://h/b.svg?a=1&b=2')).toBe('<img src="http://h/b.svg?a=1&amp;b=2" alt="&quot;&gt;&lt;script&gt;" height="20">');
});
