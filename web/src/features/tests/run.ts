/** Starting runs. */
import { post } from '@/api/client';
import type { Started, StartedRun } from '@/api/types';

/** Starts a run by hand; in the default environment unless one is given. */
export async function startRun(bucket: string, test: string, environment?: string): Promise<StartedRun> {
  const started = await post<Started>(`/buckets/${bucket}/tests/${test}/run`, environment ? { environment_id: environment } : {});
  const run = started.runs[0];
  if (!run) throw new Error('no run');
  return run;
}
