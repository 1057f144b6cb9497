/** The tests of a bucket as cards, kept up to date while runs finish. */
import { Button, Group, Menu, Select, SimpleGrid, Skeleton, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconDownload, IconPlayerPause, IconPlayerPlay, IconPlus, IconSearch, IconSettings, IconStack2, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';

import { exportBucket, restBucket } from '@/api/actions';
import { useEvents } from '@/api/events';
import { activity, bucketIncidents, bucketSchedules, buckets } from '@/api/queries';
import type { Incident, TestSummary, Timeframe } from '@/api/types';
import { useSession } from '@/app/session';
import { useNow } from '@/components/Ago';
import { EmptyState } from '@/components/EmptyState';
import { LinkItem } from '@/components/links';
import { Load } from '@/components/Load';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { lastBucket } from '@/features/bucket/lastBucket';
import { openIncidentOf } from '@/features/incidents/words';
import { restOfTest } from '@/features/schedules/words';
import { saveFile } from '@/lib/saveFile';
import { count } from '@/lib/format';
import { canEdit } from '@/lib/vocabulary';
import { CreateTest } from './CreateTest';
import { ImportTest } from './ImportTest';
import { arrange, orders, type Order } from './order';
import { startRun } from './run';
import { TestCard } from './TestCard';

const timeframes: { value: Timeframe; label: string }[] = [
  { value: 'hour', label: 'Last Hour' },
  { value: 'day', label: 'Last Day' },
  { value: 'week', label: 'Last Week' },
  { value: 'month', label: 'Last Month' },
];

const liveEvents = ['run'] as const;

export function BucketTests() {
  const { bucket } = useParams({ from: '/signed-in/buckets/$bucket/' });
  const { role } = useSession();
  const { data: allBuckets } = useQuery(buckets);
  const [timeframe, setTimeframe] = useState<Timeframe>('day');
  const [order, setOrder] = useState<Order>('failures');
  const [filter, setFilter] = useState('');
  const [creating, create] = useDisclosure();
  const [importing, imports] = useDisclosure();
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(activity(bucket, timeframe));
  const scheduled = useQuery(bucketSchedules(bucket));
  const { data: incidents = [] } = useQuery(bucketIncidents(bucket));
  const now = useNow(30);
  const restOf = (test: string) => restOfTest(scheduled.data?.filter((s) => s.test_id === test) ?? [], now);
  const allRest = scheduled.data?.some((s) => s.paused_by === 'bucket') ?? false;
  const restAll = async () => {
    try {
      await restBucket(bucket, !allRest);
      await client.invalidateQueries({ queryKey: ['schedules', bucket] });
    } catch (error) {
      failed('The schedules were not changed', error);
    }
  };
  const name = allBuckets?.find((b) => b.key === bucket)?.name ?? bucket;
  const edits = canEdit(role);

  useEffect(() => lastBucket.set(bucket), [bucket]);
  useEvents(`/buckets/${bucket}/events`, () => {
    for (const queryKey of [['tests', bucket], ['incidents']]) void client.invalidateQueries({ queryKey });
  }, liveEvents);

  const run = async (test: TestSummary) => {
    try {
      const started = await startRun(bucket, test.id);
      await navigate({ to: '/buckets/$bucket/tests/$test/results/$run', params: { bucket, test: test.id, run: started.test_run_id } });
    } catch (error) {
      failed(`${test.name} was not started`, error);
    }
  };

  const runAll = async (tests: TestSummary[]) => {
    const outcomes = await Promise.allSettled(tests.map((test) => startRun(bucket, test.id)));
    const refused = outcomes.find((o) => o.status === 'rejected');
    const started = outcomes.filter((o) => o.status === 'fulfilled').length;
    if (started > 0) told(`${count(started, 'run')} started.`);
    if (refused) failed('Some tests were not started', refused.reason);
    await client.invalidateQueries({ queryKey: ['tests', bucket] });
  };

  const exportAll = async () => {
    try {
      saveFile(`${name}.json`, JSON.stringify(await exportBucket(bucket), null, 2));
    } catch (error) {
      failed('The export did not work', error);
    }
  };

  return (
    <Page
      title={name}
      actions={
        <>
          {edits && (
            <Button variant="default" leftSection={<IconPlayerPlay size={15} />} disabled={!query.data?.length} onClick={() => void runAll(query.data ?? [])}>
              Run All
            </Button>
          )}
          {edits && (
            <Button variant="default" leftSection={<IconUpload size={15} />} onClick={imports.open}>
              Import Test
            </Button>
          )}
          {edits && (
            <Button leftSection={<IconPlus size={16} />} onClick={create.open}>
              Create Test
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" px={10} aria-label="More about this bucket">
                <IconDots size={18} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <LinkItem to="/buckets/$bucket/environments" params={{ bucket }} leftSection={<IconStack2 size={16} />}>
                Shared Environments
              </LinkItem>
              <LinkItem to="/buckets/$bucket/settings" params={{ bucket }} leftSection={<IconSettings size={16} />}>
                Bucket Settings
              </LinkItem>
              {edits && (scheduled.data?.length ?? 0) > 0 && (
                <Menu.Item leftSection={allRest ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />} onClick={() => void restAll()}>
                  {allRest ? 'Resume All Schedules' : 'Pause All Schedules'}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void exportAll()}>
                Export Now
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <Load query={query} skeleton={<Cards />}>
        {(tests) =>
          tests.length === 0 ? (
            <EmptyState
              title="No test yet"
              actions={
                edits && (
                  <>
                    <Button leftSection={<IconPlus size={16} />} onClick={create.open}>
                      Create Test
                    </Button>
                    <Button variant="default" onClick={imports.open}>
                      Import Test
                    </Button>
                  </>
                )
              }
            >
              A test calls your API step by step, checks each answer, and carries values from one step to the next. Begin with one request and the check that its status is 200, or bring the tests
              you exported from Runscope.
            </EmptyState>
          ) : (
            <Cardboard tests={arrange(tests, filter, order)} bucket={bucket} restOf={restOf} incidents={incidents} onRun={edits ? run : undefined}>
              <Group mb="md" gap="sm">
                <TextInput
                  aria-label="Filter tests"
                  placeholder="Filter tests"
                  leftSection={<IconSearch size={15} />}
                  value={filter}
                  onChange={(event) => setFilter(event.currentTarget.value)}
                  w={{ base: '100%', xs: 240 }}
                />
                <Select aria-label="Sort by" data={orders} value={order} onChange={(v) => v && setOrder(v as Order)} allowDeselect={false} w={160} />
                <Select aria-label="Timeframe" data={timeframes} value={timeframe} onChange={(v) => v && setTimeframe(v as Timeframe)} allowDeselect={false} w={140} />
                <Text size="sm" c="dimmed" ml="auto">
                  {count(tests.length, 'test')}
                </Text>
              </Group>
            </Cardboard>
          )
        }
      </Load>
      <CreateTest bucket={bucket} opened={creating} onClose={create.close} />
      <ImportTest bucket={bucket} opened={importing} onClose={imports.close} />
    </Page>
  );
}

function Cardboard({ tests, bucket, restOf, incidents, onRun, children }: { tests: TestSummary[]; bucket: string; restOf: (test: string) => string | null; incidents: Incident[]; onRun: ((test: TestSummary) => Promise<void>) | undefined; children: ReactNode }) {
  return (
    <>
      {children}
      {tests.length === 0 ? (
        <EmptyState title="No test matches">Try fewer words in the filter.</EmptyState>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
          {tests.map((test) => (
            <TestCard key={test.id} test={test} bucket={bucket} rest={restOf(test.id)} incident={openIncidentOf(test.id, incidents)} onRun={onRun && (() => void onRun(test))} />
          ))}
        </SimpleGrid>
      )}
    </>
  );
}

function Cards() {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" mt={52}>
      {Array.from({ length: 6 }, (_, i) => (
        <Skeleton key={i} height={214} radius="md" />
      ))}
    </SimpleGrid>
  );
}

