/** Starting runs. */
import { runTest } from '@/api/actions';
import type { StartedRun } from '@/api/types';

/** Where a run happened. */
export interface Place {
  region?: string | null;
  agent?: string | null;
}

/** Starts a run by hand: in the default environment unless one is given, and in each of its places unless one is given. */
export async function startRun(bucket: string, test: string, environment?: string, place?: Place): Promise<StartedRun> {
  const started = await runTest(bucket, test, {
    environment_id: environment ?? null,
    regions: place?.region ? [place.region] : [],
    remote_agents: place?.agent ? [place.agent] : [],
  });
  const run = started.runs[0];
  if (!run) throw new Error('no run');
  return run;
}
