/** Sends new and changed secrets, one by one, so that each gets its own answer. */
import { changeSecret, createSecret } from '@/api/actions';
import { ApiError, explain } from '@/api/client';
import type { SecretScope } from '@/api/queries';
import { nameProblem, valueProblem } from '@/lib/secretName';
import { endOf } from './expiry';

export type Visibility = 'strict' | 'redact';

/** A place in a source. */
export interface Place {
  source: string;
  path: string;
  field: string;
}

/** A row of the page that is being made or changed. The value is not here: it is read from its field when it is sent. */
export interface Row {
  key: string;
  /** Absent for a new secret. */
  id?: string;
  name: string;
  description: string;
  visibility: Visibility;
  /** The day its value stops working, as a date field has it; empty for none. */
  expires: string;
  /** Where the value is kept, when that is not here. */
  from: Place | null;
  /** Only hosts of the list get it. */
  sealed: boolean;
  /** As typed; kept while `sealed` is off, in case it is turned on again. */
  hosts: string[];
  /** As saved, to tell what was changed. */
  saved: Rules;
  problems: Problems;
}

/** What can be changed without a new value. */
export type Rules = Pick<Row, 'description' | 'visibility' | 'expires' | 'from' | 'sealed' | 'hosts'>;

export interface Problems {
  name?: string;
  value?: string;
  visibility?: string;
  hosts?: string;
  expires?: string;
  from?: string;
  other?: string;
}

/** Whether something other than the value is to be changed. */
export const changed = (row: Row): boolean =>
  row.description !== row.saved.description ||
  row.visibility !== row.saved.visibility ||
  row.expires !== row.saved.expires ||
  moved(row) ||
  allowed(row).join(' ') !== allowed(row.saved).join(' ');

/** Whether the value is to be kept somewhere else than before. */
const moved = ({ from, saved }: Row): boolean => JSON.stringify(from) !== JSON.stringify(saved.from);

/** The hosts to send: none for a plain secret. */
const allowed = ({ sealed, hosts }: Pick<Row, 'sealed' | 'hosts'>): string[] => (sealed ? hosts : []);

/** What is wrong with a row before it is sent. */
export function check(row: Row, value: string, takenNames: string[]): Problems {
  const problems: Problems = {};
  if (row.id === undefined) {
    const name = nameProblem(row.name, takenNames);
    if (name) problems.name = name;
  }
  if (row.sealed && row.hosts.length === 0) problems.hosts = 'List at least one host, or let it be sent anywhere.';
  if (row.from && row.from.path.trim() === '') problems.from = 'Say where in the source the value is.';
  const keepsValue = row.from !== null || (row.id !== undefined && value === '' && changed(row) && row.saved.from === null);
  const problem = keepsValue ? null : valueProblem(value);
  if (problem) problems.value = problem;
  return problems;
}

/** Sends one row. What went wrong comes back for the field it belongs to. */
export async function send(scope: SecretScope, row: Row, value: string): Promise<Problems | null> {
  const expiry = row.expires === row.saved.expires ? {} : { expires_at: endOf(row.expires) };
  const rest = { description: row.description === '' ? null : row.description, visibility: row.visibility, allowed_hosts: allowed(row), ...expiry };
  try {
    const from = row.from && { source: row.from.source, path: row.from.path.trim(), field: row.from.field.trim() || null };
    const content = from ? (moved(row) ? { from } : {}) : value === '' ? {} : { value };
    if (row.id === undefined) await createSecret(scope, { name: row.name, ...content, ...rest });
    else await changeSecret(scope, row.id, { ...rest, ...content });
    return null;
  } catch (error) {
    const message = explain(error);
    const place = error instanceof ApiError ? (error.fields[0]?.path ?? '') : '';
    if (place === 'value') return { value: message };
    if (place === 'from') return { from: message };
    if (place === 'visibility') return { visibility: message };
    if (place === 'expires_at') return { expires: message };
    if (place === 'allowed_hosts') return row.sealed ? { hosts: message } : { other: message };
    if (place === 'name' || (error instanceof ApiError && error.status === 409 && row.id === undefined)) return { name: message };
    return { other: message };
  }
}

export const clean = (problems: Problems): boolean => !problems.name && !problems.value && !problems.visibility && !problems.hosts && !problems.expires && !problems.from && !problems.other;
