/** When a test runs by itself. */
import { Alert, Button, Group, Modal, Paper, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconTool } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { changeSchedule, deleteSchedule, restBucket } from '@/api/actions';
import { schedules as schedulesQuery, sharedEnvironments, test as testQuery } from '@/api/queries';
import type { Schedule } from '@/api/types';
import { useSession } from '@/app/session';
import { useNow } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { Page } from '@/components/Page';
import { OpenWindow } from '@/features/maintenance/OpenWindow';
import { WindowForm } from '@/features/maintenance/WindowForm';
import { moment } from '@/lib/format';
import { canEdit } from '@/lib/vocabulary';
import { RestMark } from './RestMark';
import { ScheduleForm } from './ScheduleForm';
import { restWord, timing, until } from './words';

/** The most a test has. */
const most = 10;

export function Schedules() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/schedules' });
  const { role } = useSession();
  const edits = canEdit(role);
  const client = useQueryClient();
  const query = useQuery({ ...schedulesQuery(bucket, test), refetchInterval: 30_000 });
  const again = () => client.invalidateQueries({ queryKey: ['schedules', bucket] });
  return (
    <Page title="Schedules" lead="The first run of an interval starts at once. What was not run, because the server or a schedule rested, is not made up.">
      <Load query={query}>
        {(list) => (
          <>
            {openWindows(list).map((open) => (
              <OpenWindow key={open.id} open={open} bucket={bucket} edits={edits} again={again} />
            ))}
            {list.some((s) => s.paused_by === 'bucket') && <BucketRests bucket={bucket} edits={edits} again={again} />}
            {list.length === 0 ? (
              <EmptyState title="No schedule yet">The test runs when somebody starts it, or calls its trigger URL. With a schedule it runs by itself, day and night.</EmptyState>
            ) : (
              <Rows list={list} bucket={bucket} test={test} edits={edits} again={again} />
            )}
            {edits && list.length < most && <ScheduleForm bucket={bucket} test={test} onMade={again} />}
            {edits && list.length > 0 && <AddWindow bucket={bucket} test={test} again={again} />}
          </>
        )}
      </Load>
    </Page>
  );
}

/** Each window that is open for one of them, once. */
const openWindows = (list: Schedule[]) => [...new Map(list.flatMap((s) => (s.maintenance ? [[s.maintenance.id, s.maintenance] as const] : []))).values()];

function AddWindow({ bucket, test, again }: { bucket: string; test: string; again: () => Promise<unknown> }) {
  const [adding, add] = useDisclosure();
  return (
    <>
      <Button variant="default" size="xs" mt="md" leftSection={<IconTool size={14} />} onClick={add.open}>
        Add a maintenance window
      </Button>
      <Modal opened={adding} onClose={add.close} size="lg" title={<Text fw={600}>Add a maintenance window</Text>}>
        <WindowForm
          bucket={bucket}
          test={test}
          onMade={async () => {
            await again();
            add.close();
          }}
        />
      </Modal>
    </>
  );
}

function BucketRests({ bucket, edits, again }: { bucket: string; edits: boolean; again: () => Promise<unknown> }) {
  const wake = async () => {
    try {
      await restBucket(bucket, false);
      await again();
    } catch (error) {
      failed('The bucket still rests', error);
    }
  };
  return (
    <Alert color="orange" variant="light" icon={<IconPlayerPause />} title="The whole bucket is paused" mb="md">
      <Text size="sm">No schedule of any of its tests is run.</Text>
      {edits && (
        <Button size="xs" variant="default" mt="sm" onClick={() => void wake()}>
          Resume all schedules
        </Button>
      )}
    </Alert>
  );
}

function Rows({ list, bucket, test, edits, again }: { list: Schedule[]; bucket: string; test: string; edits: boolean; again: () => Promise<unknown> }) {
  const now = useNow(5);
  const { data } = useQuery(testQuery(bucket, test));
  const shared = useQuery(sharedEnvironments(bucket));
  const [removing, setRemoving] = useState<Schedule | null>(null);
  const nameOf = (id: string) => [...(data?.environments ?? []), ...(shared.data ?? [])].find((e) => e.id === id)?.name ?? '–';
  const rest = async (schedule: Schedule) => {
    try {
      await changeSchedule(bucket, test, schedule.id, { paused: !schedule.paused });
      await again();
    } catch (error) {
      failed('The schedule was not changed', error);
    }
  };
  return (
    <Paper withBorder bg="var(--paper)" p="xs">
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>Environment</Table.Th>
              <Table.Th>Next run</Table.Th>
              <Table.Th>Note</Table.Th>
              <Table.Th>
                <span className="visually-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.map((schedule) => (
              <Table.Tr key={schedule.id}>
                <Table.Td>{timing(schedule)}</Table.Td>
                <Table.Td>{nameOf(schedule.environment_id)}</Table.Td>
                <Table.Td>
                  <Group gap={6}>
                    <RestMark text={restWord(schedule, now)} />
                    {schedule.next_run_at ? (
                      <time dateTime={new Date(schedule.next_run_at * 1000).toISOString()} title={moment(schedule.next_run_at)}>
                        {until(schedule.next_run_at, now)}
                      </time>
                    ) : (
                      !schedule.paused_by && 'never again'
                    )}
                  </Group>
                </Table.Td>
                <Table.Td className="wrap">{schedule.note}</Table.Td>
                <Table.Td>
                  {edits && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button size="compact-sm" variant="subtle" onClick={() => void rest(schedule)}>
                        {schedule.paused ? 'Resume' : 'Pause'}
                      </Button>
                      <Button size="compact-sm" variant="subtle" color="red" c="var(--fail)" onClick={() => setRemoving(schedule)}>
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
        title="Delete this schedule?"
        action="Delete schedule"
        onConfirm={async () => {
          if (!removing) return;
          await deleteSchedule(bucket, test, removing.id);
          await again();
        }}
      >
        The test is not run by it any more. Its results stay.
      </Confirm>
    </Paper>
  );
}
