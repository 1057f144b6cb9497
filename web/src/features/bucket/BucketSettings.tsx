import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { deleteBucket, renameBucket, resetBucketTrigger } from '@/api/actions';
import { buckets } from '@/api/queries';
import type { Bucket } from '@/api/types';
import { useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { Copy } from '@/components/Copy';
import { Load } from '@/components/Load';
import { LinkAnchor } from '@/components/links';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { WrittenCredentials } from '@/features/credentials/WrittenCredentials';
import { Windows } from '@/features/maintenance/Windows';
import { BucketEmails } from '@/features/notifications/BucketEmails';
import { SecretsPanel } from '@/features/secrets/SecretsPanel';
import { BadgePanel } from '@/features/share/BadgePanel';
import { FeedPanel } from '@/features/share/FeedPanel';
import { SharedLinks } from '@/features/share/SharedLinks';
import { absolute } from '@/lib/address';
import { text } from '@/lib/form';
import { canEdit, canShare, managesBuckets } from '@/lib/vocabulary';

export function BucketSettings() {
  const { bucket: key } = useParams({ from: '/signed-in/buckets/$bucket/settings' });
  const query = useQuery(buckets);
  return (
    <Load query={query}>
      {(list) => {
        const bucket = list.find((b) => b.key === key);
        return (
          <Page
            title="Bucket Settings"
            lead={
              <LinkAnchor to="/buckets/$bucket" params={{ bucket: key }} size="sm">
                Back to the tests of {bucket?.name ?? key}
              </LinkAnchor>
            }
            width={880}
          >
            {bucket ? <Settings bucket={bucket} /> : <Text>There is no bucket {key}, or it is not yours to see.</Text>}
          </Page>
        );
      }}
    </Load>
  );
}

function Settings({ bucket }: { bucket: Bucket }) {
  const { role } = useSession();
  const manages = managesBuckets(role);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [deleting, { open, close }] = useDisclosure();
  const [resetting, reset] = useDisclosure();
  const [busy, setBusy] = useState(false);

  const rename = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    try {
      await renameBucket(bucket.key, text(new FormData(event.currentTarget), 'name'));
      await client.invalidateQueries({ queryKey: buckets.queryKey });
      told('The name was saved.');
    } catch (error) {
      failed('The name was not saved', error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack gap="lg">
      <Paper withBorder p="lg" bg="var(--paper)">
        <form onSubmit={(event) => void rename(event)}>
          <Group align="flex-end">
            <TextInput name="name" label="Bucket name" defaultValue={bucket.name} required withAsterisk={false} flex={1} readOnly={!manages} description={manages ? undefined : 'The owner and administrators change it.'} />
            {manages && (
              <Button type="submit" loading={busy}>
                Save name
              </Button>
            )}
          </Group>
        </form>
        <Text size="sm" fw={500} mt="md">
          Bucket key
        </Text>
        <Copy value={bucket.key} label="Copy the bucket key" />
        {bucket.trigger_url && (
          <>
            <Text size="sm" fw={500} mt="md">
              Trigger URL
            </Text>
            <Copy value={absolute(bucket.trigger_url)} label="Copy the trigger URL" />
            <Text size="xs" c="dimmed">
              A request to this address runs every test of the bucket. Whoever has the address can start runs.
            </Text>
            {manages && (
              <Button variant="default" size="xs" mt="sm" onClick={reset.open}>
                Reset trigger URL
              </Button>
            )}
          </>
        )}
      </Paper>

      <Paper withBorder p="lg" bg="var(--paper)" component="section" aria-labelledby="bucket-secrets">
        <Title order={2} size="h4" id="bucket-secrets" mb="xs">
          Bucket Secrets
        </Title>
        {canEdit(role) && <WrittenCredentials bucket={bucket.key} onTurned={() => undefined} />}
        <SecretsPanel scope={{ kind: 'bucket', key: bucket.key }} />
      </Paper>

      <Paper withBorder p="lg" bg="var(--paper)" component="section" aria-labelledby="bucket-mails">
        <Title order={2} size="h4" id="bucket-mails" mb="xs">
          Mails
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          Of every test of the bucket. Slack and others: <LinkAnchor to="/notifications" size="sm" underline="always">Notifications</LinkAnchor>.
        </Text>
        <BucketEmails bucket={bucket.key} />
      </Paper>

      {canShare(role) && (
        <Paper withBorder p="lg" bg="var(--paper)" component="section" aria-labelledby="bucket-outside">
          <Title order={2} size="h4" id="bucket-outside" mb="xs">
            Outside the team
          </Title>
          <Title order={3} size="h6" mt="sm" mb={4}>
            Shared results
          </Title>
          <SharedLinks bucket={bucket.key} />
          <Title order={3} size="h6" mt="lg" mb={4}>
            Badge
          </Title>
          <BadgePanel bucket={bucket.key} name={bucket.name} />
          <Title order={3} size="h6" mt="lg" mb={4}>
            Feed
          </Title>
          <FeedPanel bucket={bucket.key} />
        </Paper>
      )}
      <Paper withBorder p="lg" bg="var(--paper)" component="section" aria-labelledby="bucket-maintenance">
        <Title order={2} size="h4" id="bucket-maintenance" mb="xs">
          Maintenance Windows
        </Title>
        <Windows bucket={bucket.key} edits={canEdit(role)} />
      </Paper>

      {manages && !bucket.default && (
        <Paper withBorder p="lg" bg="var(--paper)">
          <Title order={2} size="h4">
            Delete this bucket
          </Title>
          <Text size="sm" c="dimmed" my="xs">
            Its tests, results, shared environments and bucket secrets go with it.
          </Text>
          <Button variant="outline" color="red" c="var(--fail)" onClick={open}>
            Delete bucket
          </Button>
        </Paper>
      )}
      <Confirm
        opened={resetting}
        onClose={reset.close}
        title="Reset the trigger URL?"
        action="Reset"
        onConfirm={async () => {
          await resetBucketTrigger(bucket.key);
          await client.invalidateQueries({ queryKey: buckets.queryKey });
        }}
      >
        The present address stops working at once, for everybody who uses it.
      </Confirm>
      <Confirm
        opened={deleting}
        onClose={close}
        title={`Delete ${bucket.name}?`}
        action="Delete bucket"
        onConfirm={async () => {
          await deleteBucket(bucket.key);
          await client.invalidateQueries({ queryKey: buckets.queryKey });
          await navigate({ to: '/' });
        }}
      >
        All its tests and their results are deleted. This cannot be undone.
      </Confirm>
    </Stack>
  );
}
