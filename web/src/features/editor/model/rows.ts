/** Names and values as rows: while somebody types, names may be empty or stand twice. */

export interface Row {
  name: string;
  value: string;
}

/** `{a: ["1", "2"]}` to two rows; a plain string counts as a list of one. */
export function toRows(fields: Record<string, string[] | string> | undefined): Row[] {
  return Object.entries(fields ?? {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => ({ name, value })),
  );
}

/** Back again; rows without a name and a value are dropped. */
export function fromRows(rows: Row[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { name, value } of rows) {
    if (name === '' && value === '') continue;
    (fields[name] ??= []).push(value);
  }
  return fields;
}

export const variableRows = (variables: Record<string, string> | undefined): Row[] =>
  Object.entries(variables ?? {}).map(([name, value]) => ({ name, value: String(value) }));

export const fromVariableRows = (rows: Row[]): Record<string, string> =>
  Object.fromEntries(rows.filter((r) => r.name !== '' || r.value !== '').map((r) => [r.name, r.value]));

/** Names that stand more than once, where each may stand once only. */
export function repeated(rows: Row[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of rows) (seen.has(name) && name !== '' ? twice : seen).add(name);
  return twice;
}
