import { Button, Group, Paper, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { restoreRevision } from '@/api/actions';
import { revisions, test as testQuery } from '@/api/queries';
import type { Revision } from '@/api/types';
import { useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { told } from '@/components/notify';
import { Page } from '@/components/Page';
import { ago, moment } from '@/lib/format';
import { useNow } from '@/components/Ago';
import { canEdit } from '@/lib/vocabulary';

export function Revisions() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/revisions' });
  const { role } = useSession();
  const query = useQuery(revisions(bucket, test));
  const client = useQueryClient();
  const navigate = useNavigate();
  const [restoring, setRestoring] = useState<Revision | null>(null);
  const now = useNow();
  return (
    <Page title="Revisions" lead="Every saved version of the steps. Restoring one makes a new version, so nothing is lost.">
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="One version so far">Earlier versions appear here when the test is changed.</EmptyState>
          ) : (
            <Paper withBorder bg="var(--paper)" p="xs">
              <Table verticalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>Saved</Table.Th>
                    <Table.Th>By</Table.Th>
                    <Table.Th>
                      <span className="visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((revision, index) => (
                    <Table.Tr key={revision.revision}>
                      <Table.Td>{revision.revision}</Table.Td>
                      <Table.Td>
                        {moment(revision.created_at)}{' '}
                        <Text span size="xs" c="dimmed">
                          {ago(revision.created_at, now)}
                        </Text>
                      </Table.Td>
                      <Table.Td>{revision.author?.name}</Table.Td>
                      <Table.Td>
                        <Group justify="flex-end">
                          {index === 0 ? (
                            <Text size="xs" c="dimmed">
                              current
                            </Text>
                          ) : (
                            canEdit(role) && (
                              <Button size="compact-sm" variant="default" onClick={() => setRestoring(revision)} aria-label={`Restore version ${revision.revision}`}>
                                Restore
                              </Button>
                            )
                          )}
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Paper>
          )
        }
      </Load>
      <Confirm
        opened={restoring !== null}
        onClose={() => setRestoring(null)}
        danger={false}
        title={`Restore version ${restoring?.revision ?? ''}?`}
        action="Restore"
        onConfirm={async () => {
          if (!restoring) return;
          await restoreRevision(bucket, test, restoring.revision);
          await client.invalidateQueries({ queryKey: testQuery(bucket, test).queryKey });
          told(`Version ${restoring.revision} is the current one again.`);
          await navigate({ to: '/buckets/$bucket/tests/$test/editor', params: { bucket, test } });
        }}
      >
        The steps become those of {restoring ? moment(restoring.created_at) : ''}. The present ones stay in the list.
      </Confirm>
    </Page>
  );
}
