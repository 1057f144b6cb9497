/** Every read of the UI, with its cache key. Secret values are never read, so none can be cached. */
import { queryOptions } from '@tanstack/react-query';

import { ApiError, get } from './client';
import type { Environment, Test } from './definition';
import type {
  Account,
  Bucket,
  Metrics,
  Person,
  ResultDetail,
  ResultSummary,
  Revision,
  Secret,
  SecretName,
  SecretUse,
  Session,
  TestSummary,
  Timeframe,
  Token,
} from './types';

/** Where a set of secrets lives: `/teams/ID` or `/buckets/KEY`. */
export type SecretScope = { kind: 'team'; id: string } | { kind: 'bucket'; key: string };
export const scopePath = (scope: SecretScope): string => (scope.kind === 'team' ? `/teams/${scope.id}` : `/buckets/${scope.key}`);

export const setupNeeded = queryOptions({
  queryKey: ['setup'],
  queryFn: () => get<{ needed: boolean }>('/setup'),
  staleTime: 60_000,
});

/** Who is signed in; `null` when nobody is. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await get<Session>('/session');
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const account = queryOptions({ queryKey: ['account'], queryFn: () => get<Account>('/account?include_owner=true') });
export const tokens = queryOptions({ queryKey: ['tokens'], queryFn: () => get<Token[]>('/account/tokens') });
export const people = (team: string) => queryOptions({ queryKey: ['people', team], queryFn: () => get<Person[]>(`/teams/${team}/people`) });
export const buckets = queryOptions({ queryKey: ['buckets'], queryFn: () => get<Bucket[]>('/buckets'), staleTime: 10_000 });

export const secrets = (scope: SecretScope) =>
  queryOptions({ queryKey: ['secrets', scopePath(scope)], queryFn: () => get<Secret[]>(`${scopePath(scope)}/secrets`) });
export const secretUsage = (scope: SecretScope, id: string) =>
  queryOptions({
    queryKey: ['secrets', scopePath(scope), id, 'usage'],
    queryFn: () => get<SecretUse[]>(`${scopePath(scope)}/secrets/${id}/usage`),
    staleTime: 0,
  });
export const secretNames = (bucket: string) =>
  queryOptions({ queryKey: ['secret-names', bucket], queryFn: () => get<SecretName[]>(`/buckets/${bucket}/secret-names`), retry: false });

export const activity = (bucket: string, timeframe: Timeframe) =>
  queryOptions({
    queryKey: ['tests', bucket, 'activity', timeframe],
    queryFn: () => get<TestSummary[]>(`/buckets/${bucket}/tests?include=activity&count=1000&timeframe=${timeframe}`),
  });
export const test = (bucket: string, id: string) =>
  queryOptions({ queryKey: ['test', bucket, id], queryFn: () => get<Test>(`/buckets/${bucket}/tests/${id}`) });
export const sharedEnvironments = (bucket: string) =>
  queryOptions({ queryKey: ['environments', bucket], queryFn: () => get<Environment[]>(`/buckets/${bucket}/environments`) });
export const revisions = (bucket: string, id: string) =>
  queryOptions({ queryKey: ['test', bucket, id, 'revisions'], queryFn: () => get<Revision[]>(`/buckets/${bucket}/tests/${id}/revisions`) });
export const results = (bucket: string, id: string, count = 50) =>
  queryOptions({
    queryKey: ['results', bucket, id, count],
    queryFn: () => get<ResultSummary[]>(`/buckets/${bucket}/tests/${id}/results?count=${count}`),
  });
export const result = (bucket: string, id: string, run: string) =>
  queryOptions({
    queryKey: ['result', bucket, id, run],
    queryFn: () => get<ResultDetail>(`/buckets/${bucket}/tests/${id}/results/${run}`),
  });
export const metrics = (bucket: string, id: string, timeframe: Timeframe) =>
  queryOptions({
    queryKey: ['metrics', bucket, id, timeframe],
    queryFn: () => get<Metrics>(`/buckets/${bucket}/tests/${id}/metrics?timeframe=${timeframe}`),
  });
