/** One run: live while it goes on, whole when it is over. */
import { Alert, Button, Group } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useReducer } from 'react';

import { cancelRun } from '@/api/actions';
import { useEvents } from '@/api/events';
import { result as resultQuery, results } from '@/api/queries';
import type { Progress } from '@/api/record';
import type { ResultDetail } from '@/api/types';
import { useSession } from '@/app/session';
import { LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { Page } from '@/components/Page';
import { VerdictBadge, verdictOf, wordOf } from '@/components/Verdict';
import { ShareSwitch } from '@/features/share/ShareSwitch';
import { placeName } from '@/features/tests/place';
import { OfIncident } from '@/features/incidents/OpenIncident';
import { NextSteps } from '@/features/tests/NextSteps';
import { RunButton } from '@/features/tests/RunButton';
import { duration, moment } from '@/lib/format';
import { canEdit } from '@/lib/vocabulary';
import { assertions, Facts, type Fact } from './Facts';
import { RecordView } from './RecordView';
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
        <Page title={detail.test_name} documentTitle={`${wordOf(verdictOf(detail))}: ${detail.test_name}`} lead={<Lead detail={detail} />} actions={<Actions detail={detail} bucket={bucket} test={test} />}>
          {!going(detail.result) && <ShareSwitch detail={detail} />}
          {going(detail.result) ? <Live bucket={bucket} test={test} run={run} /> : <Finished detail={detail} />}
        </Page>
      )}
    </Load>
  );
}

function Lead({ detail }: { detail: ResultDetail }) {
  return (
    <Group gap="sm" mt={6}>
      <VerdictBadge result={verdictOf(detail)} size="lg" />
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
        <RunButton bucket={bucket} test={test} environment={detail.environment_id} place={detail} label="Run Again" />
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

/** A test with fewer runs than this may lack what most tests have. */
const few = 6;

function Finished({ detail }: { detail: ResultDetail }) {
  const client = useQueryClient();
  // Who runs a test often without a schedule, from a pipeline for example, knows.
  const recent = useQuery(results(detail.bucket_key, detail.test_id, 10));
  const young = (recent.data?.length ?? few) < few;
  // The lists beside this page learn of the end, however this page learned of it.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['results', detail.bucket_key, detail.test_id] });
  }, [client, detail.bucket_key, detail.test_id]);
  return (
    <>
      {young && <NextSteps bucket={detail.bucket_key} test={detail.test_id} />}
      <OfIncident run={detail} />
      <Facts list={facts(detail)} />
      <RecordView record={detail.record} reason={detail.reason} diagnoses={detail.diagnoses} />
    </>
  );
}

const via: Record<string, string> = { manual: 'by hand', scheduled: 'by schedule', trigger_url: 'by trigger URL', trial: 'to try the next value of a secret' };

function facts(detail: ResultDetail): Fact[] {
  const took = detail.finished_at && detail.started_at ? (detail.finished_at - detail.started_at) * 1000 : null;
  const list: Fact[] = [
    ['Environment', detail.environment_name ?? '–'],
    ['Took', took === null ? '–' : duration(took)],
    ['Location', placeName(detail)],
    ['Started', `${via[detail.source ?? ''] ?? detail.source ?? ''}${detail.run_by ? `, ${detail.run_by}` : ''}` || '–'],
    ['Requests', detail.requests_executed],
    ['Assertions', assertions(detail)],
  ];
  const secrets = detail.record?.secrets ?? [];
  return secrets.length > 0 ? [...list, ['Secrets', secrets.join(', ')]] : list;
}
