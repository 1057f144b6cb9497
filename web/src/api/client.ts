/** The one place that talks to the server: typed routes, the envelope, errors, and the header that proves a request is ours. */
import createClient, { type Middleware } from 'openapi-fetch';

import { sentence } from '@/lib/sentence';
import type { paths } from './schema';
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

// A page of another site cannot send this header without being asked first.
const ours: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-Tacit-CSRF', '1');
    return request;
  },
};

/** The routes, as the server describes them in `openapi.json`. */
export const api = createClient<paths>({ credentials: 'same-origin', cache: 'no-store' });
api.use(ours);

interface Answer<T> {
  data?: { data: T } | undefined;
  error?: unknown;
  response: Response;
}

/** What a successful answer holds. Everything else becomes an [`ApiError`]. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await answered(call);
  if (answer.data === undefined) throw new ApiError(answer.response.status, 'The server answered with nothing.');
  return answer.data.data;
}

/** For answers without a body. */
export async function done(call: Promise<Omit<Answer<unknown>, 'data'>>): Promise<void> {
  await answered(call);
}

async function answered<A extends { error?: unknown; response: Response }>(call: Promise<A>): Promise<A> {
  let answer: A;
  try {
    answer = await call;
  } catch {
    throw new ApiError(0, 'The server does not answer. Check that it runs and that you are connected, then try again.');
  }
  const { response, error } = answer;
  if (response.ok) return answer;
  const body = (error as { error?: { message?: string; errors?: FieldError[] } | null } | null | undefined)?.error;
  throw new ApiError(response.status, body?.message ?? `The server answered ${response.status} without saying why.`, body?.errors ?? []);
}

/** What to tell the reader about a failure of any kind. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return sentence(error.message);
  return 'This page met an error of its own. Reload it and try again.';
}
