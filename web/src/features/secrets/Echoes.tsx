/** An API that sends a value back tells it to everybody who reads its answers. */
import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import type { SecretEcho } from '@/api/types';
import { Ago } from '@/components/Ago';
import { LinkAnchor } from '@/components/links';

export function Echoes({ list }: { list: SecretEcho[] }) {
  const [latest, ...others] = list;
  if (!latest) return null;
  return (
    <Text size="xs" c="var(--wait)" className="wrap" role="note">
      <IconAlertTriangle size={13} aria-hidden="true" style={{ verticalAlign: -2 }} /> An API sends this value back: last <Ago at={latest.last_at} /> to{' '}
      <LinkAnchor to="/buckets/$bucket/tests/$test" params={{ bucket: latest.bucket_key, test: latest.test_id }} inherit underline="always">
        {latest.test_name}
      </LinkAnchor>
      {others.length > 0 && ` and ${others.length} more`}. Results stay silent about it; logs of the API and of what stands before it may not. Ask who runs it to leave it out.
    </Text>
  );
}
