/** The badge or feed of something: whether it has an address, and what can be done about it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { renewShare, revokeShare, share } from '@/api/actions';
import { shares } from '@/api/queries';
import { failed } from '@/components/notify';

export function useShare(bucket: string, kind: 'badge' | 'feed', test?: string) {
  const client = useQueryClient();
  const query = useQuery(shares(bucket));
  const [busy, setBusy] = useState(false);
  const link = query.data?.find((one) => one.kind === kind && (one.test_id ?? undefined) === test);
  const again = () => client.invalidateQueries({ queryKey: ['shares', bucket] });
  return {
    query,
    link,
    busy,
    make: async () => {
      setBusy(true);
      try {
        await share(bucket, test ? { kind, test_id: test } : { kind });
        await again();
      } catch (error) {
        failed('The address was not made', error);
      } finally {
        setBusy(false);
      }
    },
    replace: async () => {
      if (link) await renewShare(bucket, link.id);
      await again();
    },
    remove: async () => {
      if (link) await revokeShare(bucket, link.id);
      await again();
    },
  };
}

export type Shared = ReturnType<typeof useShare>;
