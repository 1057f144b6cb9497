/** The search itself: what others encoded is found, and what is not there is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { Traces } from '../lib/traces.js';

const VALUE = `k3y&<"/ é-'tail'`;
const bytes = Buffer.from(VALUE);

const encoded = {
  plain: `xx ${VALUE} yy`,
  json: JSON.stringify({ a: [VALUE] }),
  nested: JSON.stringify(JSON.stringify({ a: VALUE })),
  base64: bytes.toString('base64'),
  'base64 after one byte': Buffer.from(`x${VALUE}tail`).toString('base64'),
  'base64 after two bytes': Buffer.from(`xy${VALUE}tail`).toString('base64'),
  base64url: Buffer.from(`x${VALUE}`).toString('base64url'),
  hex: bytes.toString('hex').toUpperCase(),
  query: `?a=1&b=${encodeURIComponent(VALUE)}`,
  form: new URLSearchParams({ b: VALUE }).toString(),
  'utf-16': Buffer.from(VALUE, 'utf16le'),
  reversed: [...VALUE].reverse().join(''),
  upper: VALUE.toUpperCase().replace('É', 'é'),
  attribute: `value="${VALUE.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
};

for (const [name, text] of Object.entries(encoded)) {
  test(`finds it ${name}`, () => assert.notDeepEqual(new Traces(VALUE).find(text), []));
}

test('finds a line of a text of several', () => {
  assert.deepEqual(new Traces('first line here\nsecond line here').find('... second line here ...'), ['one line']);
});

test('finds nothing where nothing is', () => {
  assert.deepEqual(new Traces(VALUE).find('nothing of it'), []);
  assert.deepEqual(new Traces(VALUE).find(gzipSync('nothing of it')), []);
});
