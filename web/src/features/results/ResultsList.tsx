/** Runs of a test, newest first. */
import { Button, Group, Paper, SegmentedControl, Select, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { allResults } from '@/api/queries';
import type { ResultSummary } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago } from '@/components/Ago';
import { EmptyState } from '@/components/EmptyState';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { VerdictBadge, verdictOf } from '@/components/Verdict';
import { duration, moment } from '@/lib/format';
import { placeName } from '@/features/tests/place';
import { RunButton } from '@/features/tests/RunButton';
import { canEdit } from '@/lib/vocabulary';

type Wanted = 'all' | 'pass' | 'fail';

export function ResultsList() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/results' });
  const { role } = useSession();
  const query = useInfiniteQuery(allResults(bucket, test));
  const [wanted, setWanted] = useState<Wanted>('all');
  const [environment, setEnvironment] = useState<string | null>(null);
  return (
    <Page title="Results" lead="The last 100 passed and 100 failed runs are kept whole, of older ones the summary.">
      <Load query={query}>
        {({ pages }) => {
          const list = pages.flat();
          if (list.length === 0)
            return (
              <EmptyState title="Not run yet" actions={canEdit(role) && <RunButton bucket={bucket} test={test} />}>
                Each run leaves a result here: every step with its request, response and checks.
              </EmptyState>
            );
          const environments = [...new Set(list.flatMap((r) => r.environment_name ?? []))];
          const rows = list.filter((r) => (wanted === 'all' || r.result === wanted) && (environment === null || r.environment_name === environment));
          return (
            <>
              <Group mb="sm">
                <SegmentedControl
                  aria-label="Outcome"
                  size="sm"
                  value={wanted}
                  onChange={(value) => setWanted(value as Wanted)}
                  data={[
                    { value: 'all', label: 'All' },
                    { value: 'pass', label: 'Passed' },
                    { value: 'fail', label: 'Failed' },
                  ]}
                />
                <Select aria-label="Environment" placeholder="All Environments" clearable data={environments} value={environment} onChange={setEnvironment} w={220} />
              </Group>
              {rows.length === 0 ? <EmptyState title="No such run">Choose other filters, or look at older runs.</EmptyState> : <Rows rows={rows} bucket={bucket} test={test} />}
              {query.hasNextPage && (
                <Group justify="center" mt="md">
                  <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Older runs
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Load>
    </Page>
  );
}

function Rows({ rows, bucket, test }: { rows: ResultSummary[]; bucket: string; test: string }) {
  const navigate = useNavigate();
  return (
    <Paper withBorder bg="var(--paper)" p="xs">
      <Table.ScrollContainer minWidth={680}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Result</Table.Th>
              <Table.Th>Started</Table.Th>
              <Table.Th>Took</Table.Th>
              <Table.Th>Environment</Table.Th>
              <Table.Th>Location</Table.Th>
              <Table.Th>Assertions</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((run) => {
              const params = { bucket, test, run: run.test_run_id };
              // A run that was never begun has an end all the same.
              const begun = run.started_at ?? run.finished_at;
              return (
                // The link in the row is what the keyboard uses; the row only makes a larger target.
                <Table.Tr key={run.test_run_id} style={{ cursor: 'pointer' }} onClick={() => void navigate({ to: '/buckets/$bucket/tests/$test/results/$run', params })}>
                  <Table.Td>
                    <VerdictBadge result={verdictOf(run)} />
                  </Table.Td>
                  <Table.Td>
                    <LinkAnchor to="/buckets/$bucket/tests/$test/results/$run" params={params} size="sm" onClick={(event) => event.stopPropagation()}>
                      {begun ? moment(begun) : 'waiting'}
                    </LinkAnchor>{' '}
                    {begun && (
                      <Text span size="xs" c="dimmed">
                        <Ago at={begun} />
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>{run.finished_at && run.started_at ? duration((run.finished_at - run.started_at) * 1000) : '–'}</Table.Td>
                  <Table.Td>{run.environment_name}</Table.Td>
                  <Table.Td>{placeName(run)}</Table.Td>
                  <Table.Td>
                    {run.assertions_passed} of {run.assertions_defined}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
