/** A test's pages with their side bar. */
import { Text } from '@mantine/core';
import { IconChartLine, IconClock, IconHistory, IconListDetails, IconPencil, IconSettings } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';

import { useEvents } from '@/api/events';
import { results, test as testQuery } from '@/api/queries';
import { Ago } from '@/components/Ago';
import { LinkAnchor, LinkNav } from '@/components/links';
import { VerdictIcon, verdictOf } from '@/components/Verdict';
import classes from './TestLayout.module.css';

const liveEvents = ['run'] as const;

export function TestLayout() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test' });
  const client = useQueryClient();
  const { data } = useQuery(testQuery(bucket, test));
  const recent = useQuery(results(bucket, test, 10));
  const params = { bucket, test };

  useEvents(
    `/buckets/${bucket}/events`,
    (_, news) => {
      if ((news as { test_id?: string } | null)?.test_id !== test) return;
      for (const key of ['results', 'metrics', 'schedules']) void client.invalidateQueries({ queryKey: [key, bucket, test] });
      void client.invalidateQueries({ queryKey: ['tests', bucket] });
      void client.invalidateQueries({ queryKey: ['incidents'] });
    },
    liveEvents,
  );

  return (
    <div className={classes.layout}>
      <aside className={classes.side}>
        <LinkAnchor to="/buckets/$bucket" params={{ bucket }} size="xs" c="dimmed" px={10}>
          All tests
        </LinkAnchor>
        <Text fw={600} px={10} mb="xs" className="wrap" lineClamp={3}>
          {data?.name ?? ' '}
        </Text>
        <nav aria-label="Test" className={classes.links}>
          <LinkNav to="/buckets/$bucket/tests/$test" params={params} label="Overview" leftSection={<IconChartLine size={16} />} activeOptions={{ exact: true }} activeProps={{ active: true }} />
          <LinkNav to="/buckets/$bucket/tests/$test/editor" params={params} label="Editor" leftSection={<IconPencil size={16} />} activeProps={{ active: true }} />
          <LinkNav to="/buckets/$bucket/tests/$test/schedules" params={params} label="Schedules" leftSection={<IconClock size={16} />} activeProps={{ active: true }} />
          <LinkNav to="/buckets/$bucket/tests/$test/results" params={params} label="Results" leftSection={<IconListDetails size={16} />} activeProps={{ active: true }} />
          <LinkNav to="/buckets/$bucket/tests/$test/revisions" params={params} label="Revisions" leftSection={<IconHistory size={16} />} activeProps={{ active: true }} />
          <LinkNav to="/buckets/$bucket/tests/$test/settings" params={params} label="Settings" leftSection={<IconSettings size={16} />} activeProps={{ active: true }} />
        </nav>
        <div className={classes.recent}>
          <Text size="xs" fw={600} c="dimmed" px={10} mt="lg" mb={4} component="h2">
            Recent Test Runs
          </Text>
          {recent.data?.length === 0 && (
            <Text size="xs" c="dimmed" px={10}>
              None yet
            </Text>
          )}
          {recent.data?.map((run) => (
            <Link key={run.test_run_id} to="/buckets/$bucket/tests/$test/results/$run" params={{ ...params, run: run.test_run_id }} className={classes.run}>
              <VerdictIcon result={verdictOf(run)} size={16} />
              <span style={{ minWidth: 0 }}>
                {run.finished_at ? <Ago at={run.finished_at} /> : 'running'}
                <Text size="xs" c="dimmed" truncate span display="block">
                  {run.environment_name}
                </Text>
              </span>
            </Link>
          ))}
        </div>
      </aside>
      <div style={{ minWidth: 0 }}>
        <Outlet />
      </div>
    </div>
  );
}
