/** Which tests a channel hears of. */
import { MultiSelect, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { buckets as bucketsQuery } from '@/api/queries';
import type { Reach } from './reach';

export function ReachFields({ reach, set }: { reach: Reach; set: (reach: Reach) => void }) {
  const { data = [] } = useQuery(bucketsQuery);
  return (
    <Stack gap="xs">
      <Radio.Group label="Of which tests" value={reach.wholeTeam ? 'team' : 'buckets'} onChange={(value) => set({ ...reach, wholeTeam: value === 'team' })}>
        <Stack gap={6} mt={6}>
          <Radio value="team" label="All tests of the team" />
          <Radio value="buckets" label="Those of some buckets, and environments that name it" />
        </Stack>
      </Radio.Group>
      {!reach.wholeTeam && (
        <MultiSelect
          label="Buckets"
          placeholder={reach.buckets.length === 0 ? 'None: environments name it' : undefined}
          data={data.map((bucket) => ({ value: bucket.key, label: bucket.name }))}
          value={reach.buckets}
          onChange={(buckets) => set({ ...reach, buckets })}
          searchable
        />
      )}
    </Stack>
  );
}
