/** What a test that was just made still lacks: a time to run by itself, and somebody who hears when it fails. */
import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconClock } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { createSchedule } from '@/api/actions';
import { bucketEmails, channels, schedules as schedulesQuery, test as testQuery } from '@/api/queries';
import { useSession } from '@/app/session';
import { LinkButton } from '@/components/links';
import { failed, told } from '@/components/notify';
import { ChannelDialog } from '@/features/notifications/ChannelDialog';
import { reaches } from '@/features/notifications/reach';
import { intervals } from '@/features/schedules/words';
import { canEdit, managesChannels } from '@/lib/vocabulary';

export function NextSteps({ bucket, test }: { bucket: string; test: string }) {
  const { role } = useSession();
  if (!canEdit(role)) return null;
  return (
    <>
      <RunBySelf bucket={bucket} test={test} />
      <TellSomebody bucket={bucket} test={test} />
    </>
  );
}

function RunBySelf({ bucket, test }: { bucket: string; test: string }) {
  const client = useQueryClient();
  const { data } = useQuery(schedulesQuery(bucket, test));
  const [interval, setInterval] = useState('5m');
  const [busy, setBusy] = useState(false);
  if (data?.length !== 0) return null;
  const start = async () => {
    setBusy(true);
    try {
      await createSchedule(bucket, test, { interval });
      await Promise.all(['schedules', 'results'].map((key) => client.invalidateQueries({ queryKey: [key, bucket] })));
      told('The test runs by itself from now on; its first run begins at once.');
    } catch (error) {
      failed('The schedule was not made', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert color="slate" variant="light" icon={<IconClock />} title="This test runs only when somebody starts it" mb="md">
      <Group gap="sm" align="center">
        <Text size="sm" component="label" htmlFor="run-it-by-itself">
          Run it by itself:
        </Text>
        <NativeSelect id="run-it-by-itself" size="xs" data={intervals} value={interval} onChange={(event) => setInterval(event.currentTarget.value)} />
        <Button size="xs" loading={busy} onClick={() => void start()}>
          Schedule it
        </Button>
        <LinkButton size="xs" variant="subtle" to="/buckets/$bucket/tests/$test/schedules" params={{ bucket, test }}>
          Other times
        </LinkButton>
      </Group>
    </Alert>
  );
}

function TellSomebody({ bucket, test }: { bucket: string; test: string }) {
  const { team, role } = useSession();
  const { data: definition } = useQuery(testQuery(bucket, test));
  const { data: list } = useQuery(channels(team.id));
  const { data: mails } = useQuery(bucketEmails(bucket));
  const [opened, { open, close }] = useDisclosure();
  const [kind, setKind] = useState<string | undefined>();
  if (!definition || !list || !mails) return null;
  const environments = definition.environments;
  const own = environments.some((one) => one.emails?.notify_all || one.emails?.recipients.length || one.webhooks?.length || one.parent_environment_id);
  const somebody = mails.notify_all || mails.recipients.length > 0 || own || list.some((channel) => reaches(channel, bucket, environments.map((one) => one.id)));
  const begin = (chosen?: string) => {
    setKind(chosen);
    open();
  };
  return (
    <>
      {!somebody && (
        <Alert color="slate" variant="light" icon={<IconBell />} title="Nobody hears when it fails" mb="md">
          {managesChannels(role) ? (
            <Group gap="sm">
              <Text size="sm">Tell me when it fails:</Text>
              <Button size="xs" onClick={() => begin('slack')}>
                In Slack
              </Button>
              <Button size="xs" variant="default" onClick={() => begin('email')}>
                By e-mail
              </Button>
              <Button size="xs" variant="subtle" onClick={() => begin()}>
                In another way
              </Button>
            </Group>
          ) : (
            <Text size="sm">The owner and administrators choose whom the team tells.</Text>
          )}
        </Alert>
      )}
      <ChannelDialog opened={opened} onClose={close} kind={kind} reach={{ wholeTeam: true, buckets: [] }} />
    </>
  );
}
