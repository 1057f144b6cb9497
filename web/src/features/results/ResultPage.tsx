/** One run: live while it goes on, whole when it is over. */
import { Alert, Button, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { IconEyeOff, IconInfoCircle, IconPlayerStop } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useReducer, type ReactNode } from 'react';

import { cancelRun } from '@/api/actions';
import { useEvents } from '@/api/events';
import { result as resultQuery } from '@/api/queries';
import type { Progress, RunRecord } from '@/api/record';
import type { ResultDetail } from '@/api/types';
import { useSession } from '@/app/session';
import { LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { Page } from '@/components/Page';
import { VerdictBadge, wordOf } from '@/components/Verdict';
import { RunButton } from '@/features/tests/RunButton';
import { count, duration, moment } from '@/lib/format';
import { sentence } from '@/lib/sentence';
import { canEdit } from '@/lib/vocabulary';
import { Errors } from './Errors';
import { RunVariables } from './RunVariables';
import { StepList } from './StepItem';
import { advance, emptyLive } from './view';

const going = (result: string) => result === 'working' || result === 'queued';

export function ResultPage() {
  const { bucket, test, run } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/results/$run' });
  // Another run is another page: nothing of the one before stays.
  return <Result key={run} bucket={bucket} test={test} run={run} />;
}

function Result({ bucket, test, run }: { bucket: string; test: string; run: string }) {
  const query = useQuery({
    ...resultQuery(bucket, test, run),
    // The stream tells when it is over; asking now and then covers a lost stream.
    refetchInterval: ({ state }) => (state.data && going(state.data.result) ? 3000 : false),
  });
  return (
    <Load query={query}>
      {(detail) => (
        <Page title={detail.test_name} documentTitle={`${wordOf(detail.result)}: ${detail.test_name}`} lead={<Lead detail={detail} />} actions={<Actions detail={detail} bucket={bucket} test={test} />}>
          {going(detail.result) ? <Live bucket={bucket} test={test} run={run} /> : <Finished detail={detail} />}
        </Page>
      )}
    </Load>
  );
}

function Lead({ detail }: { detail: ResultDetail }) {
  return (
    <Group gap="sm" mt={6}>
      <VerdictBadge result={detail.result} size="lg" />
      {detail.started_at && <span>{moment(detail.started_at)}</span>}
    </Group>
  );
}

function Actions({ detail, bucket, test }: { detail: ResultDetail; bucket: string; test: string }) {
  const { role } = useSession();
  if (!canEdit(role)) return null;
  const stop = async () => {
    try {
      await cancelRun(bucket, test, detail.test_run_id);
    } catch (error) {
      failed('The run was not stopped', error);
    }
  };
  return (
    <>
      <LinkButton variant="default" to="/buckets/$bucket/tests/$test/editor" params={{ bucket, test }}>
        Edit Test
      </LinkButton>
      {going(detail.result) ? (
        <Button variant="default" leftSection={<IconPlayerStop size={15} />} onClick={() => void stop()}>
          Stop
        </Button>
      ) : (
        <RunButton bucket={bucket} test={test} environment={detail.environment_id} label="Run Again" />
      )}
    </>
  );
}

function Live({ bucket, test, run }: { bucket: string; test: string; run: string }) {
  const [live, news] = useReducer(advance, emptyLive);
  const client = useQueryClient();
  const connection = useEvents(
    `/buckets/${bucket}/tests/${test}/results/${run}/events`,
    (name, data) => {
      if (name === 'progress') news(data as Progress);
      else void client.invalidateQueries({ queryKey: ['result', bucket, test, run] });
    },
    ['progress', 'finished'],
  );
  const status = live.quiet
    ? 'The following steps depend on a secret: they are shown when the run is over.'
    : live.running
      ? `Step ${live.running} is running`
      : live.steps.length === 0
        ? 'The run is about to begin'
        : 'On to the next step';
  return (
    <>
      <Alert color="yellow" variant="light" py="sm" mb="md" role="status" aria-live="polite">
        {status}
        {connection === 'lost' && ' · The live connection was lost; this page asks again every few seconds.'}
      </Alert>
      <StepList steps={live.steps} label="Steps so far" />
    </>
  );
}

function Finished({ detail }: { detail: ResultDetail }) {
  const client = useQueryClient();
  // The lists beside this page learn of the end, however this page learned of it.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['results', detail.bucket_key, detail.test_id] });
  }, [client, detail.bucket_key, detail.test_id]);
  const { record } = detail;
  return (
    <>
      <Facts detail={detail} record={record} />
      {record?.withheld && (
        <Alert color="orange" variant="light" icon={<IconEyeOff />} title="This result was withheld" mb="md" role="alert">
          A last look over the finished result still found the value of a secret in it, so everything was dropped before it was stored. Nothing leaked. Please tell the operator of this server: this
          points at a fault in tacit.
        </Alert>
      )}
      {record && <Errors list={record.errors} />}
      {record ? (
        <>
          <StepList steps={record.steps} label="Steps" />
          {!record.withheld && (
            <Paper withBorder p="lg" mt="md" bg="var(--paper)">
              <Title order={2} size="h5" mb="sm">
                Variables
              </Title>
              <RunVariables record={record} />
            </Paper>
          )}
        </>
      ) : (
        <Alert color={detail.reason ? 'orange' : 'slate'} variant="light" icon={<IconInfoCircle />} title={detail.reason ? 'This run left no record' : undefined}>
          {detail.reason ? sentence(detail.reason.message) : 'Only the summary of this run was kept: the steps of older runs are deleted to save space.'}
        </Alert>
      )}
    </>
  );
}

/** Verdicts that may not be shown are counted as defined only. */
function assertions({ assertions_defined: defined, assertions_passed: passed, assertions_failed: failed }: ResultDetail): string {
  const rest = defined - passed - failed;
  if (rest > 0 && rest === defined) return `${defined}, not shown or not reached`;
  return `${passed} of ${defined} passed${rest > 0 ? `, ${rest} not shown or not reached` : ''}`;
}

const via: Record<string, string> = { manual: 'by hand', scheduled: 'by schedule', trigger_url: 'by trigger URL' };

function Facts({ detail, record }: { detail: ResultDetail; record: RunRecord | null | undefined }) {
  const took = detail.finished_at && detail.started_at ? (detail.finished_at - detail.started_at) * 1000 : null;
  const facts: [string, ReactNode][] = [
    ['Environment', detail.environment_name ?? '–'],
    ['Took', took === null ? '–' : duration(took)],
    ['Location', detail.region === 'local' ? 'This server' : (detail.region ?? '–')],
    ['Started', `${via[detail.source ?? ''] ?? detail.source ?? ''}${detail.run_by ? `, ${detail.run_by}` : ''}` || '–'],
    ['Requests', detail.requests_executed],
    ['Assertions', assertions(detail)],
  ];
  if (record && record.secrets.length > 0) facts.push(['Secrets', record.secrets.join(', ')]);
  return (
    <Paper withBorder px="lg" py="sm" mb="md" bg="var(--paper)">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: facts.length }} spacing="md">
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text size="sm" fw={500} className="wrap">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      {detail.assertions_failed > 0 && <span className="visually-hidden">{count(detail.assertions_failed, 'assertion')} failed</span>}
    </Paper>
  );
}
