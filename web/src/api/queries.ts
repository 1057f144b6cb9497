/** Every read of the UI, with its cache key. Secret values are never read, so none can be cached. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ApiError, take } from './client';
import { asTest, type Environment } from './definition';
import type { ResultDetail, Session, SharedResult, TestSummary, Timeframe } from './types';

/** Where a set of secrets lives. */
export type SecretScope = { kind: 'team'; id: string } | { kind: 'bucket'; key: string };
const scopeKey = (scope: SecretScope) => (scope.kind === 'team' ? ['team', scope.id] : ['bucket', scope.key]);

export const setupNeeded = queryOptions({ queryKey: ['setup'], queryFn: () => take(api.GET('/v1/setup')), staleTime: 60_000 });

/** Who is signed in; `null` when nobody is. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await take(api.GET('/v1/session'));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** What everybody should know of the installation. Nobody opens a page to see it, so it is asked for again and again. */
export const notices = queryOptions({
  queryKey: ['notices'],
  queryFn: () => take(api.GET('/v1/notices')),
  staleTime: 30_000,
  refetchInterval: 60_000,
});

export const account = queryOptions({
  queryKey: ['account'],
  queryFn: () => take(api.GET('/v1/account', { params: { query: { include_owner: true } } })),
});
export const tokens = queryOptions({ queryKey: ['tokens'], queryFn: () => take(api.GET('/v1/account/tokens')) });
export const people = (team: string) =>
  queryOptions({
    queryKey: ['people', team],
    queryFn: () => take(api.GET('/v1/teams/{team}/people', { params: { path: { team } } })),
  });
export const agents = (team: string) =>
  queryOptions({ queryKey: ['agents', team], queryFn: () => take(api.GET('/v1/teams/{team}/agents', { params: { path: { team } } })) });
/** With the environments that name it. */
export const agentDetail = (team: string, agent: string) =>
  queryOptions({
    queryKey: ['agents', team, agent],
    queryFn: () => take(api.GET('/v1/teams/{team}/agents/{agent}', { params: { path: { team, agent } } })),
    staleTime: 0,
  });
export const regions = queryOptions({ queryKey: ['regions'], queryFn: () => take(api.GET('/v1/regions')), staleTime: 600_000 });
export const buckets = queryOptions({ queryKey: ['buckets'], queryFn: () => take(api.GET('/v1/buckets')), staleTime: 10_000 });

export const secrets = (scope: SecretScope) =>
  queryOptions({
    queryKey: ['secrets', ...scopeKey(scope)],
    queryFn: () =>
      scope.kind === 'team'
        ? take(api.GET('/v1/teams/{team}/secrets', { params: { path: { team: scope.id } } }))
        : take(api.GET('/v1/buckets/{bucket}/secrets', { params: { path: { bucket: scope.key } } })),
    // A new value is looked for in what is stored, which takes a while.
    refetchInterval: (query) => (query.state.data?.some((one) => one.stands_in === null) ? 3000 : false),
  });
/** Where a team may keep values of secrets; the operator lists it. */
export const secretSources = (team: string) =>
  queryOptions({
    queryKey: ['secret-sources', team],
    queryFn: () => take(api.GET('/v1/teams/{team}/secret-sources', { params: { path: { team } } })),
    staleTime: 300_000,
  });
/** Looked at again until it is over. */
export const secretSearch = (id: string) =>
  queryOptions({
    queryKey: ['secret-search', id],
    queryFn: () => take(api.GET('/v1/secrets/{secret}/search', { params: { path: { secret: id } } })),
    refetchInterval: (query) => (query.state.data?.state === 'working' ? 500 : false),
  });
export const secretUsage = (scope: SecretScope, id: string) =>
  queryOptions({
    queryKey: ['secret-usage', ...scopeKey(scope), id],
    queryFn: () =>
      scope.kind === 'team'
        ? take(api.GET('/v1/teams/{team}/secrets/{secret}/usage', { params: { path: { team: scope.id, secret: id } } }))
        : take(api.GET('/v1/buckets/{bucket}/secrets/{secret}/usage', { params: { path: { bucket: scope.key, secret: id } } })),
    staleTime: 0,
  });
export const secretTrial = (secret: string) =>
  queryOptions({
    queryKey: ['secret-trial', secret],
    queryFn: () => take(api.GET('/v1/secrets/{secret}/next/trial', { params: { path: { secret } } })),
    staleTime: 0,
    // Looked at again until its last run has ended.
    refetchInterval: ({ state }) => (state.data?.verdict === 'running' ? 1000 : false),
  });
export const secretVersions = (secret: string) =>
  queryOptions({
    queryKey: ['secret-versions', secret],
    queryFn: () => take(api.GET('/v1/secrets/{secret}/versions', { params: { path: { secret } } })),
    staleTime: 0,
  });
/** Newest first; `action` is a list of words with commas, empty for all. */
export const auditLog = (team: string, action: string, person: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', team, action, person],
    queryFn: ({ pageParam }: { pageParam: number | undefined }) =>
      take(
        api.GET('/v1/teams/{team}/audit', {
          params: { path: { team }, query: { ...(pageParam && { before: pageParam }), ...(action && { action }), ...(person && { person }) } },
        }),
      ),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.before ?? undefined,
    staleTime: 0,
  });
/** `revision` changes when something was saved, and what was found before does not count any more. */
export const writtenCredentials = (bucket: string, test?: string, revision?: unknown) =>
  queryOptions({
    queryKey: ['written-credentials', bucket, test ?? null, revision ?? null],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/credentials', { params: { path: { bucket }, query: test ? { test_id: test } : {} } })),
    retry: false,
  });
export const secretNames = (bucket: string) =>
  queryOptions({
    queryKey: ['secret-names', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/secret-names', { params: { path: { bucket } } })),
    retry: false,
  });

export const activity = (bucket: string, timeframe: Timeframe) =>
  queryOptions({
    queryKey: ['tests', bucket, 'activity', timeframe],
    queryFn: (): Promise<TestSummary[]> =>
      take(api.GET('/v1/buckets/{bucket}/tests', { params: { path: { bucket }, query: { include: 'activity', count: 1000, timeframe } } })),
  });
export const test = (bucket: string, id: string) =>
  queryOptions({
    queryKey: ['test', bucket, id],
    queryFn: () => asTest(take(api.GET('/v1/buckets/{bucket}/tests/{test}', { params: { path: { bucket, test: id } } }))),
  });
export const schedules = (bucket: string, test: string) =>
  queryOptions({
    queryKey: ['schedules', bucket, test],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/tests/{test}/schedules', { params: { path: { bucket, test } } })),
  });
/** Those of all tests of a bucket. */
export const bucketSchedules = (bucket: string) =>
  queryOptions({
    queryKey: ['schedules', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/schedules', { params: { path: { bucket } } })),
  });
/** What rests in a bucket: all of it, or environments. */
export const pauses = (bucket: string) =>
  queryOptions({
    // Under the schedules: what changes them changes this.
    queryKey: ['schedules', bucket, 'pauses'],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/pauses', { params: { path: { bucket } } })),
  });
export const maintenance = (bucket: string) =>
  queryOptions({
    queryKey: ['maintenance', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/maintenance', { params: { path: { bucket } } })),
  });
export const sharedEnvironments = (bucket: string) =>
  queryOptions({
    queryKey: ['environments', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/environments', { params: { path: { bucket } } })) as Promise<Environment[]>,
  });
export const revisions = (bucket: string, id: string) =>
  queryOptions({
    queryKey: ['test', bucket, id, 'revisions'],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/tests/{test}/revisions', { params: { path: { bucket, test: id } } })),
  });
/** The most the server gives at once. */
const pageSize = 50;

export const results = (bucket: string, id: string, count = pageSize) =>
  queryOptions({
    queryKey: ['results', bucket, id, count],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/tests/{test}/results', { params: { path: { bucket, test: id }, query: { count } } })),
  });
/** All results, newest first, a page at a time. */
export const allResults = (bucket: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['results', bucket, id, 'pages'],
    queryFn: ({ pageParam: before }) =>
      take(api.GET('/v1/buckets/{bucket}/tests/{test}/results', { params: { path: { bucket, test: id }, query: { count: pageSize, ...(before === null ? {} : { before }) } } })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < pageSize ? null : (page.at(-1)?.created_at ?? null)),
  });
export const result = (bucket: string, id: string, run: string) =>
  queryOptions({
    queryKey: ['result', bucket, id, run],
    queryFn: () =>
      take(api.GET('/v1/buckets/{bucket}/tests/{test}/results/{run}', { params: { path: { bucket, test: id, run } } })) as Promise<ResultDetail>,
  });
/** Whom the team tells; not for those who may only read. */
export const channels = (team: string) =>
  queryOptions({
    queryKey: ['channels', team],
    queryFn: () => take(api.GET('/v1/teams/{team}/channels', { params: { path: { team } } })),
  });
/** The same in short, for everybody who can see tests. */
export const integrations = (team: string) =>
  queryOptions({
    queryKey: ['channels', team, 'integrations'],
    queryFn: () => take(api.GET('/v1/teams/{team}/integrations', { params: { path: { team } } })),
  });
export const deliveries = (team: string, channel: string, count: number) =>
  queryOptions({
    queryKey: ['deliveries', team, channel, count],
    queryFn: () => take(api.GET('/v1/teams/{team}/channels/{channel}/deliveries', { params: { path: { team, channel }, query: { count } } })),
  });
export const channelPreview = (team: string, channel: string, change: string) =>
  queryOptions({
    queryKey: ['channel-preview', team, channel, change],
    queryFn: () => take(api.GET('/v1/teams/{team}/channels/{channel}/preview', { params: { path: { team, channel }, query: { change } } })),
  });
export const bucketEmails = (bucket: string) =>
  queryOptions({
    queryKey: ['emails', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/emails', { params: { path: { bucket } } })),
  });
/** Open ones first, then the newest. */
export const teamIncidents = (team: string) =>
  queryOptions({
    queryKey: ['incidents', 'team', team],
    queryFn: () => take(api.GET('/v1/teams/{team}/incidents', { params: { path: { team }, query: { count: 100 } } })),
  });
export const bucketIncidents = (bucket: string) =>
  queryOptions({
    queryKey: ['incidents', 'bucket', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/incidents', { params: { path: { bucket }, query: { count: 100 } } })),
  });
export const incident = (bucket: string, id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', bucket, id],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/incidents/{incident}', { params: { path: { bucket, incident: id } } })),
  });
/** Links for readers outside the team; only for those who may share. */
export const shares = (bucket: string) =>
  queryOptions({
    queryKey: ['shares', bucket],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/shares', { params: { path: { bucket } } })),
  });
/** What is behind a link. Asks for no session. */
export const sharedResult = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: () => take(api.GET('/v1/shared/{token}', { params: { path: { token } } })) as Promise<SharedResult>,
    staleTime: Infinity,
  });
/** How all tests of a team stand. */
export const status = (team: string) =>
  queryOptions({
    queryKey: ['status', team],
    queryFn: () => take(api.GET('/v1/teams/{team}/status', { params: { path: { team } } })),
  });
export const bucketStatus = (team: string, bucket: string) => take(api.GET('/v1/teams/{team}/status', { params: { path: { team }, query: { bucket } } }));
export const metrics = (bucket: string, id: string, timeframe: Timeframe) =>
  queryOptions({
    queryKey: ['metrics', bucket, id, timeframe],
    queryFn: () => take(api.GET('/v1/buckets/{bucket}/tests/{test}/metrics', { params: { path: { bucket, test: id }, query: { timeframe } } })),
  });
