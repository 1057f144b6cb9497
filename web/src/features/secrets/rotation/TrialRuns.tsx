/** The runs of a trial, each with the way to its result. */
import { Group, Stack, Text } from '@mantine/core';

import type { SecretTrial } from '@/api/types';
import { LinkAnchor } from '@/components/links';
import { VerdictBadge } from '@/components/Verdict';

export function TrialRuns({ runs }: { runs: SecretTrial['runs'] }) {
  return (
    <Stack component="ul" gap={0} p={0} m={0} style={{ listStyle: 'none' }} aria-label="Runs with the next value">
      {runs.map((run) => (
        <Group key={run.test_run_id} component="li" gap="sm" py={6} wrap="wrap" style={{ borderTop: '1px solid var(--line)' }}>
          <VerdictBadge result={run.result} />
          <LinkAnchor
            size="sm"
            className="wrap"
            to="/buckets/$bucket/tests/$test/results/$run"
            params={{ bucket: run.bucket_key, test: run.test_id, run: run.test_run_id }}
            style={{ flex: '1 1 160px' }}
          >
            {run.test_name}
          </LinkAnchor>
          <Text size="xs" c="dimmed">
            {run.environment_name}
            {run.passes_with_current === true && ' · passes with the current value'}
            {run.passes_with_current === false && ' · fails with the current value, too'}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
