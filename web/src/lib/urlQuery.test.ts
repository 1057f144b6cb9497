import { describe, expect, it } from 'vitest';

import { readParams, writeParams } from './urlQuery';

const pairs = (url: string) => readParams(url).map((p) => [p.name, p.value]);

describe('readParams', () => {
  it('reads names and values in order, repeated names too', () => {
    expect(pairs('https://a.test/x?b=1&a=2&b=3#frag')).toEqual([['b', '1'], ['a', '2'], ['b', '3']]);
  });
  it('finds none where there are none', () => {
    expect(pairs('https://a.test/x')).toEqual([]);
    expect(pairs('https://a.test/x?')).toEqual([]);
    expect(pairs('https://a.test/x#a?b=c')).toEqual([]);
  });
  it('never cuts a template, nested ones neither', () => {
    expect(pairs('{{base}}/x?sig={{hmac_sha1({{a}}?&=#,k)}}&n={{x}}')).toEqual([
      ['sig', '{{hmac_sha1({{a}}?&=#,k)}}'],
      ['n', '{{x}}'],
    ]);
    expect(pairs('{{url_with?mark}}/p?q=1')).toEqual([['q', '1']]);
  });
  it('shows what had to be encoded', () => {
    expect(pairs('/?a=1%262&b%3D=%2B%25&c=caf%C3%A9')).toEqual([['a', '1&2'], ['b=', '+%'], ['c', 'caf%C3%A9']]);
  });
  it('treats a lone opening brace pair as text', () => {
    expect(pairs('/?a={{b&c=d')).toEqual([['a', '{{b'], ['c', 'd']]);
  });
});

describe('writeParams', () => {
  it('keeps untouched URLs to the byte', () => {
    for (const url of [
      'https://a.test/x?b=1&&flag&a=%20+%zz&c={{get_secret(k)}}#frag?x=1',
      '{{base}}?q={{a}}{{b}}&=empty',
      'https://a.test/',
    ])
      expect(writeParams(url, readParams(url))).toBe(url);
  });
  it('encodes what would change the shape, and nothing else', () => {
    const url = writeParams('/x?old=1#f', [{ name: 'a=b', value: 'c&d#e+f=g h %20 {{x&y}}' }]);
    expect(url).toBe('/x?a%3Db=c%26d%23e%2Bf=g h %2520 {{x&y}}#f');
    expect(pairs(url)).toEqual([['a=b', 'c&d#e+f=g h %20 {{x&y}}']]);
  });
  it('drops the question mark with the last parameter', () => {
    expect(writeParams('/x?a=1#f', [])).toBe('/x#f');
  });
});
