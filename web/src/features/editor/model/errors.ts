/** Errors of a definition by the path of their field. */
import type { FieldError } from '@/api/types';
import { withHint } from '@/lib/sentence';

export type ErrorMap = Map<string, string>;

export function errorMap(errors: FieldError[]): ErrorMap {
  const map: ErrorMap = new Map();
  for (const { path, message, hint } of errors) {
    const text = withHint(message, hint);
    map.set(path, map.has(path) ? `${map.get(path)} ${text}` : text);
  }
  return map;
}

/** How many errors lie at or under a path. */
export function countUnder(map: ErrorMap, path: string): number {
  let found = 0;
  for (const key of map.keys()) if (key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`)) found++;
  return found;
}

/** The first error at or under a path. */
export function firstUnder(map: ErrorMap, path: string): string | undefined {
  for (const [key, text] of map) if (key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`)) return text;
  return undefined;
}
