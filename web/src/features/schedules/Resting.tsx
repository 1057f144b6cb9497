/** Says that the whole bucket or environments of a test rest, and wakes them. */
import { Alert, Button, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { restBucket } from '@/api/actions';
import { bucketSchedules, sharedEnvironments, test as testQuery } from '@/api/queries';
import type { Schedule } from '@/api/types';
import { failed } from '@/components/notify';
import { useRest } from './rest';

interface Props {
  bucket: string;
  test: string;
  schedules: Schedule[];
  edits: boolean;
}

export function Resting({ bucket, test, schedules, edits }: Props) {
  const client = useQueryClient();
  const rest = useRest(bucket);
  const { data } = useQuery(testQuery(bucket, test));
  const shared = useQuery(sharedEnvironments(bucket));
  const wakeBucket = async () => {
    try {
      await restBucket(bucket, false);
      await client.invalidateQueries({ queryKey: bucketSchedules(bucket).queryKey });
    } catch (error) {
      failed('The bucket still rests', error);
    }
  };
  if (schedules.some((one) => one.paused_by === 'bucket'))
    return (
      <Alert color="orange" variant="light" icon={<IconPlayerPause />} title="The whole bucket is paused" mb="md">
        <Text size="sm">No schedule of any of its tests is run.</Text>
        {edits && (
          <Button size="xs" variant="default" mt="sm" onClick={() => void wakeBucket()}>
            Resume all schedules
          </Button>
        )}
      </Alert>
    );
  const resting = new Set(schedules.filter((one) => one.paused_by === 'environment').map((one) => one.environment_id));
  return (
    <>
      {[...resting].map((id) => {
        const isShared = shared.data?.some((one) => one.id === id) ?? false;
        const name = [...(data?.environments ?? []), ...(shared.data ?? [])].find((one) => one.id === id)?.name ?? 'one that is gone';
        return (
          <Alert key={id} color="orange" variant="light" icon={<IconPlayerPause />} title={`The environment ${name} is paused`} mb="md">
            <Text size="sm">{isShared ? 'No schedule that runs in it is run, of any test that shares it.' : 'No schedule that runs in it is run.'}</Text>
            {edits && (
              <Button size="xs" variant="default" mt="sm" onClick={() => void rest(id, false)}>
                Resume {name}
              </Button>
            )}
          </Alert>
        );
      })}
    </>
  );
}
