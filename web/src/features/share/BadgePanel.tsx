/** A badge of a test or a bucket: how it looks, and what to put where it shall show. */
import { Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import type { Timeframe } from '@/api/types';
import { Copy } from '@/components/Copy';
import { Load } from '@/components/Load';
import { absolute } from '@/lib/address';
import { LinkActions } from './LinkActions';
import { badgeAddress, htmlOf, markdownOf, type BadgeSays } from './snippets';
import { useShare } from './useShare';

const periods: { value: Timeframe; label: string }[] = [
  { value: 'hour', label: 'of the last hour' },
  { value: 'day', label: 'of the last day' },
  { value: 'week', label: 'of the last week' },
  { value: 'month', label: 'of the last month' },
];

export function BadgePanel({ bucket, test, name }: { bucket: string; test?: string; name: string }) {
  const shared = useShare(bucket, 'badge', test);
  const [says, setSays] = useState<BadgeSays>('state');
  const [period, setPeriod] = useState<Timeframe>('day');
  const address = shared.link && absolute(badgeAddress(shared.link.url, says, period));
  return (
    <Load query={shared.query}>
      {() =>
        !address ? (
          <>
            <Text size="sm" c="dimmed" mb="sm">
              A small picture that says whether {test ? 'the test passes' : 'the bucket’s tests pass'}, for a README or a page of your own. It shows the name and the state to everybody who has its
              address, and nothing else.
            </Text>
            <Button variant="default" loading={shared.busy} onClick={() => void shared.make()}>
              Make a badge
            </Button>
          </>
        ) : (
          <Stack gap="xs">
            <Group gap="sm">
              <SegmentedControl
                size="xs"
                aria-label="What the badge says"
                value={says}
                onChange={(value) => setSays(value as BadgeSays)}
                data={[
                  { value: 'state', label: 'State' },
                  { value: 'success', label: 'Success rate' },
                ]}
              />
              {says === 'success' && <Select aria-label="Period" size="xs" w={170} data={periods} value={period} onChange={(value) => value && setPeriod(value as Timeframe)} allowDeselect={false} />}
            </Group>
            <div>
              <img src={pathOf(address)} alt={`Badge of ${name}`} height={20} />
            </div>
            <Snippet label="Markdown" value={markdownOf(name, address)} />
            <Snippet label="HTML" value={htmlOf(name, address)} />
            <Snippet label="Address" value={address} />
            <LinkActions shared={shared} what="badge" />
          </Stack>
        )
      }
    </Load>
  );
}

/** Pictures come from this server alone, under whatever name it was opened. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

function Snippet({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Copy value={value} label={`Copy the ${label === 'Address' ? 'address of the badge' : label}`} />
    </div>
  );
}
