/** Starting runs. */
import { runTest } from '@/api/actions';
import type { StartedRun } from '@/api/types';

/** Starts a run by hand; in the default environment unless one is given. */
export async function startRun(bucket: string, test: string, environment?: string): Promise<StartedRun> {
  const started = await runTest(bucket, test, environment);
  const run = started.runs[0];
  if (!run) throw new Error('no run');
  return run;
}
