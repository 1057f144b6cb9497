import { expect, it } from 'vitest';

import { dateOf, endOf, expiryMark } from './expiry';

const now = 1_800_000_000;
const day = 86_400;

it('marks what expires within two weeks', () => {
  expect(expiryMark(null, now)).toBeNull();
  expect(expiryMark(now + 14 * day, now)).toBeNull();
  expect(expiryMark(now + 14 * day - 1, now)?.text).toBe('expires in 13 days');
  expect(expiryMark(now + day, now)?.text).toBe('expires tomorrow');
  expect(expiryMark(now + 5, now)?.text).toBe('expires today');
  expect(expiryMark(now - 1, now)).toEqual({ text: 'expired', tone: 'fail' });
});
it('takes a day there and back', () => {
  expect(dateOf(null)).toBe('');
  expect(endOf('')).toBeNull();
  for (const date of ['2027-01-31', '2028-02-29', '2027-12-01']) expect(dateOf(endOf(date))).toBe(date);
});
