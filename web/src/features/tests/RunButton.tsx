/** Starts a run and goes to its result. */
import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { failed } from '@/components/notify';
import { type Place, startRun } from './run';

interface Props {
  bucket: string;
  test: string;
  environment?: string | null;
  /** Only there; else in each place of the environment. */
  place?: Place;
  label?: string;
}

export function RunButton({ bucket, test, environment, place, label = 'Run Now' }: Props) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const started = await startRun(bucket, test, environment ?? undefined, place);
      await navigate({ to: '/buckets/$bucket/tests/$test/results/$run', params: { bucket, test, run: started.test_run_id } });
    } catch (error) {
      failed('The test was not started', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button leftSection={<IconPlayerPlay size={15} />} loading={busy} onClick={() => void run()}>
      {label}
    </Button>
  );
}
