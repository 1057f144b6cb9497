import { Alert, Group, Paper, SegmentedControl, SimpleGrid, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { metrics, results, test as testQuery } from '@/api/queries';
import type { Metrics, Timeframe } from '@/api/types';
import { useSession } from '@/app/session';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { canEdit } from '@/lib/vocabulary';
import { count, duration } from '@/lib/format';
import { timeChange } from './change';
import { OpenIncident } from '@/features/incidents/OpenIncident';
import { NextSteps } from './NextSteps';
import { OutcomeStrip } from './OutcomeStrip';
import { PerformanceChart } from './PerformanceChart';
import { RunButton } from './RunButton';
import { Figure } from './TestCard';

export function Overview() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/' });
  const { role } = useSession();
  const query = useQuery(testQuery(bucket, test));
  const runs = useQuery(results(bucket, test));
  return (
    <Load query={query}>
      {(definition) => (
        <Page
          title={definition.name}
          lead={definition.description ?? count(definition.steps.length, 'step')}
          actions={
            canEdit(role) && (
              <>
                <LinkButton variant="default" to="/buckets/$bucket/tests/$test/editor" params={{ bucket, test }}>
                  Edit Test
                </LinkButton>
                <RunButton bucket={bucket} test={test} />
              </>
            )
          }
        >
          <NextSteps bucket={bucket} test={test} />
          <OpenIncident bucket={bucket} test={test} />
          <Load query={runs}>
            {(list) =>
              list.length === 0 ? (
                <EmptyState title="Not run yet" actions={canEdit(role) && <RunButton bucket={bucket} test={test} />}>
                  Run the test to see here how often it passes and how fast the API answers.
                </EmptyState>
              ) : (
                <>
                  <Paper withBorder p="lg" bg="var(--paper)" mb="lg">
                    <Title order={2} size="h5" mb="sm">
                      Latest Results
                    </Title>
                    <OutcomeStrip
                      tall
                      bucket={bucket}
                      test={test}
                      entries={list.toReversed().map((r) => ({ test_run_id: r.test_run_id, result: r.result, agent_expired: r.agent_expired ?? false, finished_at: r.finished_at, response_time_ms: r.response_time_ms }))}
                    />
                    <Group justify="space-between" mt={6}>
                      <Text size="xs" c="dimmed">
                        older
                      </Text>
                      <Text size="xs" c="dimmed">
                        newest
                      </Text>
                    </Group>
                  </Paper>
                  <Performance bucket={bucket} test={test} />
                </>
              )
            }
          </Load>
        </Page>
      )}
    </Load>
  );
}

function Performance({ bucket, test }: { bucket: string; test: string }) {
  const [timeframe, setTimeframe] = useState<Timeframe>('day');
  const query = useQuery(metrics(bucket, test, timeframe));
  return (
    <Paper withBorder p="lg" bg="var(--paper)">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          Test Performance
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Timeframe"
          value={timeframe}
          onChange={(value) => setTimeframe(value as Timeframe)}
          data={[
            { value: 'hour', label: 'Hour' },
            { value: 'day', label: 'Day' },
            { value: 'week', label: 'Week' },
            { value: 'month', label: 'Month' },
          ]}
        />
      </Group>
      <Load query={query}>
        {(data) => (
          <>
            <PerformanceChart points={data.response_times} timeframe={timeframe} />
            <Percentiles data={data} />
          </>
        )}
      </Load>
    </Paper>
  );
}

const ms = (value: number | null | undefined) => (value === null || value === undefined ? '–' : duration(value));

function Percentiles({ data }: { data: Metrics }) {
  const now = data.this_time_period;
  const change = data.change_from_last_period;
  if (!now.total_test_runs)
    return (
      <Alert color="slate" variant="light" mt="md">
        No run in this time. Choose a longer one.
      </Alert>
    );
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} mt="md">
      <Figure label="Median" value={ms(now.response_time_50th_percentile)} change={timeChange(change.response_time_50th_percentile)} />
      <Figure label="95th percentile" value={ms(now.response_time_95th_percentile)} change={timeChange(change.response_time_95th_percentile)} />
      <Figure label="99th percentile" value={ms(now.response_time_99th_percentile)} change={timeChange(change.response_time_99th_percentile)} />
      <Figure label="Runs" value={String(now.total_test_runs)} />
    </SimpleGrid>
  );
}
