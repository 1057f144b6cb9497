/**
 * The parameters table edits the query string inside the URL, which stays the one truth. Templates (`{{...}}`, nested
 * ones too) are never cut or encoded, and a parameter nobody touched keeps its spelling to the byte.
 */

export interface Param {
  name: string;
  value: string;
  /** As it stands in the URL; dropped when the row is edited. */
  raw?: string;
}

interface Pieces {
  base: string;
  query: string | null;
  fragment: string;
}

/** Positions of `text` that lie inside a template. */
function templateMask(text: string): boolean[] {
  const mask = Array.from<boolean>({ length: text.length }).fill(false);
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === '{{' && text.includes('}}', at + 2)) {
      depth++;
      mask[at] = mask[at + 1] = true;
      at++;
    } else if (pair === '}}' && depth > 0) {
      depth--;
      mask[at] = mask[at + 1] = true;
      at++;
    } else {
      mask[at] = depth > 0;
    }
  }
  return mask;
}

function find(text: string, wanted: string, from = 0): number {
  const mask = templateMask(text);
  for (let at = from; at < text.length; at++) if (text[at] === wanted && !mask[at]) return at;
  return -1;
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  const mask = templateMask(text);
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === separator && !mask[at]) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function pieces(url: string): Pieces {
  const hash = find(url, '#');
  const beforeHash = hash < 0 ? url : url.slice(0, hash);
  const fragment = hash < 0 ? '' : url.slice(hash);
  const mark = find(beforeHash, '?');
  return mark < 0
    ? { base: beforeHash, query: null, fragment }
    : { base: beforeHash.slice(0, mark), query: beforeHash.slice(mark + 1), fragment };
}

/** Changes only what lies outside templates. */
function outside(text: string, change: (piece: string) => string): string {
  const mask = templateMask(text);
  let out = '';
  let start = 0;
  for (let at = 1; at <= text.length; at++) {
    if (at === text.length || mask[at] !== mask[start]) {
      const piece = text.slice(start, at);
      out += mask[start] ? piece : change(piece);
      start = at;
    }
  }
  return out;
}

// Only what would change the shape of the query is encoded; the rest is encoded when the request is sent.
const encode = (text: string, also: string) =>
  outside(text, (piece) =>
    [...piece].map((c, i) => (`&#+${also}`.includes(c) || (c === '%' && /^%[0-9a-f]{2}/i.test(piece.slice(i))) ? encodeURIComponent(c) : c)).join(''),
  );
const decode = (text: string) =>
  outside(text, (piece) => piece.replaceAll(/%(26|23|2B|3D|25)/gi, (hex) => decodeURIComponent(hex)));

/** The parameters of a URL, in order. */
export function readParams(url: string): Param[] {
  const { query } = pieces(url);
  if (query === null || query === '') return [];
  return splitOutside(query, '&').map((raw) => {
    const equals = find(raw, '=');
    return equals < 0
      ? { name: decode(raw), value: '', raw }
      : { name: decode(raw.slice(0, equals)), value: decode(raw.slice(equals + 1)), raw };
  });
}

/** The URL with these parameters instead of its own. */
export function writeParams(url: string, params: Param[]): string {
  const { base, fragment } = pieces(url);
  const query = params.map((p) => p.raw ?? `${encode(p.name, '=')}=${encode(p.value, '')}`).join('&');
  return base + (params.length > 0 ? `?${query}` : '') + fragment;
}
