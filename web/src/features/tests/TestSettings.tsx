import { Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';

import { changeTest, deleteTest, exportTest, resetTrigger } from '@/api/actions';
import type { Test } from '@/api/definition';
import { sharedEnvironments, test as testQuery } from '@/api/queries';
import { useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { Copy } from '@/components/Copy';
import { Load } from '@/components/Load';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { BadgePanel } from '@/features/share/BadgePanel';
import { absolute } from '@/lib/address';
import { saveFile } from '@/lib/saveFile';
import { canEdit, canShare } from '@/lib/vocabulary';

export function TestSettings() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/settings' });
  const query = useQuery(testQuery(bucket, test));
  return (
    <Page title="Settings" width={760}>
      <Load query={query}>{(definition) => <Settings bucket={bucket} test={definition} />}</Load>
    </Page>
  );
}

function Settings({ bucket, test }: { bucket: string; test: Test }) {
  const { role } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const shared = useQuery(sharedEnvironments(bucket));
  const [deleting, { open, close }] = useDisclosure();
  const [resetting, reset] = useDisclosure();
  const edits = canEdit(role);

  const setDefault = async (id: string | null) => {
    if (!id) return;
    try {
      await changeTest(bucket, test.id, { default_environment_id: id });
      await client.invalidateQueries({ queryKey: testQuery(bucket, test.id).queryKey });
      told('The default environment was saved.');
    } catch (error) {
      failed('The default environment was not saved', error);
    }
  };
  const download = async () => {
    try {
      saveFile(`${test.name}.json`, JSON.stringify(await exportTest(bucket, test.id), null, 2));
    } catch (error) {
      failed('The export did not work', error);
    }
  };

  return (
    <Stack gap="lg">
      <Paper withBorder p="lg" bg="var(--paper)">
        <Select
          label="Default environment"
          description="Used by the trigger URL, by Run All, and wherever no other is chosen"
          data={[
            { group: 'Of this test', items: test.environments.map((e) => ({ value: e.id, label: e.name })) },
            { group: 'Shared', items: (shared.data ?? []).map((e) => ({ value: e.id, label: e.name })) },
          ]}
          value={test.default_environment_id}
          onChange={(id) => void setDefault(id)}
          allowDeselect={false}
          disabled={!edits}
          maw={360}
        />
      </Paper>
      {edits && (
        <Paper withBorder p="lg" bg="var(--paper)">
          <Title order={2} size="h5">
            Trigger URL
          </Title>
          <Text size="sm" c="dimmed" mb={6}>
            A GET or POST to this address starts a run; parameters become initial variables. Whoever has the address can start runs.
          </Text>
          <Copy value={absolute(test.trigger_url)} label="Copy the trigger URL" />
          <Button variant="default" size="xs" mt="sm" onClick={reset.open}>
            Reset trigger URL
          </Button>
        </Paper>
      )}
      {canShare(role) && (
        <Paper withBorder p="lg" bg="var(--paper)">
          <Title order={2} size="h5" mb={4}>
            Badge
          </Title>
          <BadgePanel bucket={bucket} test={test.id} name={test.name} />
        </Paper>
      )}
      <Paper withBorder p="lg" bg="var(--paper)">
        <Title order={2} size="h5">
          Export
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          The steps in Runscope’s format. Secrets are in it by name only.
        </Text>
        <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => void download()}>
          Export Test
        </Button>
      </Paper>
      {edits && (
        <Paper withBorder p="lg" bg="var(--paper)">
          <Group justify="space-between">
            <div>
              <Title order={2} size="h5">
                Delete this test
              </Title>
              <Text size="sm" c="dimmed">
                Its results and versions go with it.
              </Text>
            </div>
            <Button variant="outline" color="red" c="var(--fail)" onClick={open}>
              Delete test
            </Button>
          </Group>
        </Paper>
      )}
      <Confirm
        opened={resetting}
        onClose={reset.close}
        title="Reset the trigger URL?"
        action="Reset"
        onConfirm={async () => {
          const changed = await resetTrigger(bucket, test.id);
          client.setQueryData(testQuery(bucket, test.id).queryKey, changed);
        }}
      >
        The present address stops working at once, for everybody who uses it.
      </Confirm>
      <Confirm
        opened={deleting}
        onClose={close}
        title={`Delete ${test.name}?`}
        action="Delete test"
        onConfirm={async () => {
          await deleteTest(bucket, test.id);
          await navigate({ to: '/buckets/$bucket', params: { bucket } });
          await client.invalidateQueries({ queryKey: ['tests', bucket] });
        }}
      >
        The test, its results and its versions are deleted. This cannot be undone.
      </Confirm>
    </Stack>
  );
}
