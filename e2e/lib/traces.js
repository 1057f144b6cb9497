/**
 * The search for a value in every form it could have left behind. Written apart from the product's scrubber, so that
 * what one of them forgets the other may find.
 */

/** Shorter forms would be found by chance. */
const SHORTEST = 6;

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const hex = (byte) => byte.toString(16).padStart(2, '0');
const join = (bytes, each, between = '') => [...bytes].map(each).join(between);
const inQuotes = (text) => JSON.stringify(text).slice(1, -1);

/** Percent-encoded but for the characters of `plain`. */
const percent = (bytes, plain) => join(bytes, (byte) => (plain.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${hex(byte).toUpperCase()}`));

const html = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** The digits that these bytes alone decide when they begin `offset` bytes into a group. */
function digits(bytes, offset, bitsEach, alphabet) {
  const bits = join(bytes, (byte) => byte.toString(2).padStart(8, '0'));
  const skip = (bitsEach - ((offset * 8) % bitsEach)) % bitsEach;
  let text = '';
  for (let at = skip; at + bitsEach <= bits.length; at += bitsEach) text += alphabet[parseInt(bits.slice(at, at + bitsEach), 2)];
  return text;
}

/** Forms of a text as [name, text], each character standing for one byte. */
function textForms(value) {
  const bytes = Buffer.from(value);
  const unreserved = /[A-Za-z0-9\-._~]/;
  const forms = [
    ['plain', value],
    ['reversed', [...value].reverse().join('')],
    ['JSON', inQuotes(value)],
    ['JSON in JSON', inQuotes(inQuotes(value))],
    ['JSON with \\/', inQuotes(value).replaceAll('/', '\\/')],
    ['JSON, safe in HTML', inQuotes(value).replace(/[<>&']/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['JSON, ASCII only', inQuotes(value).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['JSON \\u', join(value.split(''), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['URI component', encodeURIComponent(value)],
    ['URI', encodeURI(value)],
    ['percent', percent(bytes, unreserved)],
    ['percent, letters alone plain', percent(bytes, /[A-Za-z0-9]/)],
    ['percent, every byte', percent(bytes, /[^\s\S]/)],
    ['percent twice', percent(Buffer.from(percent(bytes, unreserved)), unreserved)],
    ['form', percent(bytes, /[A-Za-z0-9\-._* ]/).replaceAll(' ', '+')],
    ['URLSearchParams', new URLSearchParams({ v: value }).toString().slice(2)],
    ['HTML', html(value)],
    ['HTML with apostrophes', html(value).replaceAll("'", '&#39;')],
    ['HTML text', html(value).replaceAll('&quot;', '"')],
    ['HTML attribute', value.replace(/&/g, '&amp;').replace(/"/g, '&quot;')],
    ['entities, decimal', join(value, (c) => `&#${c.codePointAt(0)};`)],
    ['entities, hex', join(value, (c) => `&#x${c.codePointAt(0).toString(16)};`)],
    ['hex', join(bytes, hex)],
    ['hex with colons', join(bytes, hex, ':')],
    ['hex with spaces', join(bytes, hex, ' ')],
    ['\\x', join(bytes, (byte) => `\\x${hex(byte)}`)],
    ['bytes, decimal', join(bytes, String, ',')],
    ['bytes, decimal with spaces', join(bytes, String, ', ')],
    ['octal', join(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)],
    ['line ends CR LF', value.replace(/\r?\n/g, '\r\n')],
    ['SQL', value.replaceAll("'", "''")],
    ['CSV', value.replaceAll('"', '""')],
    ['spaced letters', [...value].join(' ')],
    ['dashed letters', [...value].join('-')],
    ['NFD', value.normalize('NFD')],
    ['NFC', value.normalize('NFC')],
  ];
  for (const offset of [0, 1, 2]) forms.push([`base64 at ${offset}`, digits(bytes, offset, 6, STANDARD)], [`base64url at ${offset}`, digits(bytes, offset, 6, URL_SAFE)]);
  for (const offset of [0, 1, 2, 3, 4]) forms.push([`base32 at ${offset}`, digits(bytes, offset, 5, BASE32)]);
  // A line of a text of several is as good as the whole.
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 8);
  if (lines.length > 1) for (const line of lines) forms.push(['one line', line], ['one line, JSON', inQuotes(line)]);
  return forms;
}

class Folded {
  constructor(bytes) {
    this.bytes = bytes;
  }
}

/** What is searched more than once is prepared once. */
export const prepare = (haystack) => new Folded(folded(typeof haystack === 'string' ? Buffer.from(haystack) : haystack));

/** Bytes with ASCII letters in lower case, so that upper and lower case of a form count as the form. */
function folded(bytes) {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at += 1) {
    const byte = copy[at];
    if (byte >= 0x41 && byte <= 0x5a) copy[at] = byte + 0x20;
  }
  return copy;
}

/** A search for one value. */
export class Traces {
  #forms = new Map();

  /** @param {string} value */
  constructor(value) {
    const add = (name, bytes) => {
      const key = folded(bytes).toString('latin1');
      if (bytes.length >= SHORTEST && !this.#forms.has(key)) this.#forms.set(key, { name, bytes: folded(bytes) });
    };
    for (const [name, text] of textForms(value)) {
      add(name, Buffer.from(text));
      const wide = Buffer.from(text, 'utf16le');
      if (name === 'plain') {
        add('UTF-16 LE', wide);
        add('UTF-16 BE', Buffer.from(wide).swap16());
        add('Latin-1', Buffer.from(text, 'latin1'));
      }
    }
  }

  /** Names of the forms. */
  get names() {
    return [...this.#forms.values()].map((form) => form.name);
  }

  /**
   * The forms found, by name.
   * @param {Buffer | string | Folded} haystack
   */
  find(haystack) {
    const { bytes } = haystack instanceof Folded ? haystack : prepare(haystack);
    return [...this.#forms.values()].filter((form) => bytes.includes(form.bytes)).map((form) => form.name);
  }
}
