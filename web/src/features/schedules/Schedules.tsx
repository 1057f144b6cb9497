/** When a test runs by itself. */
import { ActionIcon, Button, Group, Menu, Modal, Paper, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTool, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { changeSchedule, deleteSchedule } from '@/api/actions';
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
import { useRest } from './rest';
import { Resting } from './Resting';
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
            <Resting bucket={bucket} test={test} schedules={list} edits={edits} />
            {list.length === 0 ? (
              <EmptyState title="No schedule yet">The test runs when somebody starts it, or calls its trigger URL. With a schedule it runs by itself, day and night.</EmptyState>
            ) : (
              <Rows list={list} bucket={bucket} test={test} edits={edits} again={again} />
            )}
            {edits && list.length < most && (
              <Paper withBorder p="lg" bg="var(--paper)" mt="md">
                <Title order={2} size="h4" mb="sm">
                  Add a schedule
                </Title>
                <ScheduleForm bucket={bucket} test={test} onSaved={again} />
              </Paper>
            )}
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

function Rows({ list, bucket, test, edits, again }: { list: Schedule[]; bucket: string; test: string; edits: boolean; again: () => Promise<unknown> }) {
  const now = useNow(5);
  const { data } = useQuery(testQuery(bucket, test));
  const shared = useQuery(sharedEnvironments(bucket));
  const restEnvironment = useRest(bucket);
  const [removing, setRemoving] = useState<Schedule | null>(null);
  const [changing, setChanging] = useState<Schedule | null>(null);
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
        <Table className="stacks">
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
                <Table.Td data-label="Environment">{nameOf(schedule.environment_id)}</Table.Td>
                <Table.Td data-label="Next run">
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
                <Table.Td data-label="Note" className="wrap">{schedule.note}</Table.Td>
                <Table.Td>
                  {edits && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button size="compact-sm" variant="subtle" onClick={() => void rest(schedule)}>
                        {schedule.paused ? 'Resume' : 'Pause'}
                      </Button>
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon variant="subtle" color="gray" aria-label={`More about the schedule ${timing(schedule)}`}>
                            <IconDots size={16} />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setChanging(schedule)}>
                            Change
                          </Menu.Item>
                          {schedule.paused_by !== 'environment' && (
                            <Menu.Item leftSection={<IconPlayerPause size={15} />} onClick={() => void restEnvironment(schedule.environment_id, true)}>
                              Pause the environment {nameOf(schedule.environment_id)}
                            </Menu.Item>
                          )}
                          {schedule.paused_by === 'environment' && (
                            <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => void restEnvironment(schedule.environment_id, false)}>
                              Resume the environment {nameOf(schedule.environment_id)}
                            </Menu.Item>
                          )}
                          <Menu.Item color="red" c="var(--fail)" leftSection={<IconTrash size={15} />} onClick={() => setRemoving(schedule)}>
                            Delete
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Modal opened={changing !== null} onClose={() => setChanging(null)} size="lg" title={<Text fw={600}>Change the schedule</Text>}>
        {changing && (
          <ScheduleForm
            bucket={bucket}
            test={test}
            schedule={changing}
            onSaved={async () => {
              await again();
              setChanging(null);
            }}
          />
        )}
      </Modal>
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
