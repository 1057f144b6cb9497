/** The one place that talks to the server: envelope, errors, and the header that proves a request is ours. */
import { sentence } from '@/lib/sentence';
import type { FieldError } from './types';

/** An answer that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
    /** What exactly is wrong with what was sent, each with its place. */
    readonly fields: FieldError[] = [],
  ) {
    super(message);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Envelope {
  data?: unknown;
  error?: { message?: string; errors?: FieldError[] } | null;
}

async function send(method: Method, path: string, body?: unknown, raw?: string): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Tacit-CSRF'] = '1';
  let payload: string | undefined;
  if (raw !== undefined) {
    payload = raw;
    headers['Content-Type'] = raw.trimStart().startsWith('{') || raw.trimStart().startsWith('[') ? 'application/json' : 'application/yaml';
  } else if (body !== undefined) {
    payload = JSON.stringify(body);
    headers['Content-Type'] = 'application/json';
  }
  let response: Response;
  try {
    response = await fetch(`/v1${path}`, { method, headers, body: payload, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new ApiError(0, 'The server does not answer. Check that it runs and that you are connected, then try again.');
  }
  if (response.status === 204) return null;
  const envelope = (await response.json().catch(() => null)) as Envelope | null;
  if (!response.ok || envelope?.error) {
    const error = envelope?.error;
    throw new ApiError(response.status, error?.message ?? `The server answered ${response.status} without saying why.`, error?.errors ?? []);
  }
  return envelope && 'data' in envelope ? envelope.data : envelope;
}

export const get = <T>(path: string): Promise<T> => send('GET', path) as Promise<T>;
export const post = <T>(path: string, body?: unknown): Promise<T> => send('POST', path, body) as Promise<T>;
export const put = <T>(path: string, body?: unknown): Promise<T> => send('PUT', path, body) as Promise<T>;
export const del = (path: string): Promise<unknown> => send('DELETE', path);
/** Sends text as it stands: JSON or YAML. */
export const postText = <T>(path: string, text: string): Promise<T> => send('POST', path, undefined, text) as Promise<T>;

/** What to tell the reader about a failure of any kind. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) {
    return sentence(error.message);
  }
  return 'This page met an error of its own. Reload it and try again.';
}
