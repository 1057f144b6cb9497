/** The results of a bucket that readers outside the team can see now. */
import { Button, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { revokeShare } from '@/api/actions';
import { shares } from '@/api/queries';
import type { Share } from '@/api/types';
import { Ago } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { Copy } from '@/components/Copy';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { absolute } from '@/lib/address';
import { moment } from '@/lib/format';

export function SharedLinks({ bucket }: { bucket: string }) {
  const query = useQuery(shares(bucket));
  const client = useQueryClient();
  const [withdrawing, setWithdrawing] = useState<Share | null>(null);
  return (
    <Load query={query}>
      {(all) => {
        const list = all.filter((one) => one.kind === 'result');
        if (list.length === 0)
          return (
            <Text size="sm" c="dimmed">
              No result is shared. On the page of a result, Shareable makes a link that shows it to people without an account.
            </Text>
          );
        return (
          <Table.ScrollContainer minWidth={560}>
            <Table aria-label="Shared results">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Result of</Table.Th>
                  <Table.Th>Shared</Table.Th>
                  <Table.Th>Until</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">Actions</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td className="wrap">
                      <LinkAnchor size="sm" to="/buckets/$bucket/tests/$test/results/$run" params={{ bucket, test: one.test_id ?? '', run: one.test_run_id ?? '' }}>
                        {one.test_name ?? 'a deleted test'}
                      </LinkAnchor>
                    </Table.Td>
                    <Table.Td>
                      <Ago at={one.created_at} />
                      {one.created_by && (
                        <Text size="xs" c="dimmed">
                          by {one.created_by.name}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{one.expires_at ? moment(one.expires_at) : '–'}</Table.Td>
                    <Table.Td>
                      <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 6 }}>
                        <Copy value={absolute(one.url)} label={`Copy the link to the result of ${one.test_name ?? 'the test'}`} hideText />
                        <Button size="compact-sm" variant="subtle" color="red" c="var(--fail)" onClick={() => setWithdrawing(one)}>
                          Withdraw
                        </Button>
                      </div>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Confirm
              opened={withdrawing !== null}
              onClose={() => setWithdrawing(null)}
              title="Withdraw the link?"
              action="Withdraw"
              onConfirm={async () => {
                if (withdrawing) await revokeShare(bucket, withdrawing.id);
                await Promise.all([client.invalidateQueries({ queryKey: ['shares', bucket] }), client.invalidateQueries({ queryKey: ['result', bucket] })]);
              }}
            >
              It stops working at once, for everybody who has it.
            </Confirm>
          </Table.ScrollContainer>
        );
      }}
    </Load>
  );
}
