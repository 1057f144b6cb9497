/** Lets the schedules of an environment rest, or wakes them, and looks at schedules again. */
import { useQueryClient } from '@tanstack/react-query';

import { restEnvironment } from '@/api/actions';
import { bucketSchedules } from '@/api/queries';
import { failed } from '@/components/notify';

export function useRest(bucket: string) {
  const client = useQueryClient();
  return async (environment: string, rest: boolean) => {
    try {
      await restEnvironment(bucket, environment, rest);
      await client.invalidateQueries({ queryKey: bucketSchedules(bucket).queryKey });
    } catch (error) {
      failed(rest ? 'The environment was not paused' : 'The environment still rests', error);
    }
  };
}
