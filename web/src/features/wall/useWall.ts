/** How all tests of a team stand, kept up to date by one stream: of a bucket in which something happened, the state is asked again. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { useEvents } from '@/api/events';
import { bucketStatus, status } from '@/api/queries';
import type { BucketStatus } from '@/api/types';
import { replaced } from './order';

const names = ['runs'] as const;
/** A bucket is asked again at most this often, in milliseconds. */
const pace = 1500;
/** Everything is asked again this often: for what no run tells, such as a new name. */
const all = 60_000;

interface News {
  bucket_key: string;
  result: string;
}

export function useWall(team: string) {
  const client = useQueryClient();
  const query = useQuery({ ...status(team), refetchInterval: all });
  const due = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const refresh = async () => {
    timer.current = null;
    const buckets = [...due.current];
    due.current.clear();
    try {
      const fresh = (await Promise.all(buckets.map((bucket) => bucketStatus(team, bucket)))).flat();
      const known = client.getQueryData<BucketStatus[]>(status(team).queryKey);
      // One that is new, or gone, changes the list itself.
      if (!known || fresh.length < buckets.length || fresh.some((one) => !known.some((other) => other.bucket_key === one.bucket_key))) await client.invalidateQueries({ queryKey: status(team).queryKey });
      else client.setQueryData(status(team).queryKey, replaced(known, fresh));
    } catch {
      // The next look at everything says what is wrong.
    }
  };

  const connection = useEvents(
    `/teams/${team}/events`,
    (_, data) => {
      // That a run waits or goes on changes no state.
      for (const { bucket_key, result } of data as News[]) if (result !== 'queued' && result !== 'working') due.current.add(bucket_key);
      if (due.current.size > 0) timer.current ??= setTimeout(() => void refresh(), pace);
    },
    names,
  );
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  // What was missed while the stream was away is not told again.
  useEffect(() => {
    if (connection === 'open') void client.invalidateQueries({ queryKey: status(team).queryKey });
  }, [connection, client, team]);
  return { query, connection };
}
