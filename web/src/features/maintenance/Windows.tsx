/** The maintenance windows of a bucket: seen, added, ended. */
import { Button, Group, Modal, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { deleteMaintenance, endMaintenance } from '@/api/actions';
import { activity, maintenance, sharedEnvironments } from '@/api/queries';
import type { Maintenance } from '@/api/types';
import { useNow } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { clock, timing } from './words';
import { WindowForm } from './WindowForm';

export function Windows({ bucket, edits }: { bucket: string; edits: boolean }) {
  const client = useQueryClient();
  const query = useQuery({ ...maintenance(bucket), refetchInterval: 30_000 });
  const [adding, add] = useDisclosure();
  const again = () => Promise.all([client.invalidateQueries({ queryKey: ['maintenance', bucket] }), client.invalidateQueries({ queryKey: ['schedules', bucket] })]);
  return (
    <>
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <Text size="sm" c="dimmed">
              While something is being changed, a failing test says nothing new. In a maintenance window schedules rest, or their results alert nobody: once, or every week at the same time.
            </Text>
          ) : (
            <Rows list={list} bucket={bucket} edits={edits} again={again} />
          )
        }
      </Load>
      {edits && (
        <Button variant="default" size="xs" mt="md" leftSection={<IconPlus size={14} />} onClick={add.open}>
          Add a maintenance window
        </Button>
      )}
      <Modal opened={adding} onClose={add.close} size="lg" title={<Text fw={600}>Add a maintenance window</Text>}>
        <WindowForm
          bucket={bucket}
          onMade={async () => {
            await again();
            add.close();
          }}
        />
      </Modal>
    </>
  );
}

function Rows({ list, bucket, edits, again }: { list: Maintenance[]; bucket: string; edits: boolean; again: () => Promise<unknown> }) {
  const now = useNow(5);
  const tests = useQuery(activity(bucket, 'day'));
  const shared = useQuery(sharedEnvironments(bucket));
  const [removing, setRemoving] = useState<Maintenance | null>(null);
  const end = async (window: Maintenance) => {
    try {
      await endMaintenance(bucket, window.id);
      await again();
    } catch (error) {
      failed('The window was not ended', error);
    }
  };
  const place = (window: Maintenance) => {
    const test = window.test_id && (tests.data?.find((t) => t.id === window.test_id)?.name ?? 'one test');
    const environment = window.environment_id && (shared.data?.find((e) => e.id === window.environment_id)?.name ?? 'one environment');
    return [test, environment].filter(Boolean).join(', ') || 'The whole bucket';
  };
  return (
    <>
      <Table.ScrollContainer minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Window</Table.Th>
              <Table.Th>When</Table.Th>
              <Table.Th>For</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>
                <span className="visually-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.map((window) => (
              <Table.Tr key={window.id}>
                <Table.Td className="wrap">
                  {window.name}
                  <Text size="xs" c="dimmed">
                    {window.note ?? (window.mode === 'rest' ? 'Schedules rest' : 'Runs without alerts')}
                  </Text>
                </Table.Td>
                <Table.Td className="wrap">{timing(window)}</Table.Td>
                <Table.Td className="wrap">{place(window)}</Table.Td>
                <Table.Td>
                  <State window={window} now={now} />
                </Table.Td>
                <Table.Td>
                  {edits && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      {window.open && (
                        <Button size="compact-sm" variant="subtle" aria-label={`End ${window.name} now`} onClick={() => void end(window)}>
                          End now
                        </Button>
                      )}
                      <Button size="compact-sm" variant="subtle" color="red" c="var(--fail)" aria-label={`Delete ${window.name}`} onClick={() => setRemoving(window)}>
                        Delete
                      </Button>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title="Delete this maintenance window?"
        action="Delete window"
        onConfirm={async () => {
          if (!removing) return;
          await deleteMaintenance(bucket, removing.id);
          await again();
        }}
      >
        If it is open, schedules run and alert again at once.
      </Confirm>
    </>
  );
}

function State({ window, now }: { window: Maintenance; now: number }) {
  if (window.open) {
    return (
      <Text size="sm" fw={600} c="orange.9">
        Open until {clock(window.open.until, now)}
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {window.next ? `Opens ${clock(window.next.from, now)}` : 'Over'}
    </Text>
  );
}
