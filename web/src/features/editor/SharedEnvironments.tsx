/** Environments that the tests of a bucket share. */
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import { createSharedEnvironment, deleteEnvironment } from '@/api/actions';
import { ApiError, explain } from '@/api/client';
import type { Environment } from '@/api/definition';
import { pauses, secretNames, sharedEnvironments } from '@/api/queries';
import { useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { EmptyState } from '@/components/EmptyState';
import { LeaveGuard } from '@/components/LeaveGuard';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { Sentence } from '@/components/Sentence';
import { RestMark } from '@/features/schedules/RestMark';
import { useRest } from '@/features/schedules/rest';
import { canEdit } from '@/lib/vocabulary';
import { ErrorsContext, ToolsContext, type EditorTools } from './context';
import { toEnvironmentDraft } from './model/environment';
import { errorMap, type ErrorMap } from './model/errors';
import { EnvironmentFields } from './parts/EnvironmentFields';
import { environmentChanged, saveEnvironment } from './save';

export function SharedEnvironments() {
  const { bucket } = useParams({ from: '/signed-in/buckets/$bucket/environments' });
  const { role } = useSession();
  const query = useQuery(sharedEnvironments(bucket));
  const client = useQueryClient();
  const add = async () => {
    try {
      await createSharedEnvironment(bucket, 'Shared Environment');
      await client.invalidateQueries({ queryKey: sharedEnvironments(bucket).queryKey });
    } catch (error) {
      failed('The environment was not made', error);
    }
  };
  const addButton = canEdit(role) && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void add()}>
      Add Environment
    </Button>
  );
  return (
    <Page
      title="Shared Environments"
      lead={
        <LinkAnchor to="/buckets/$bucket" params={{ bucket }} size="sm">
          Back to the tests
        </LinkAnchor>
      }
      width={960}
      actions={addButton}
    >
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="Nothing is shared yet" actions={addButton}>
              A shared environment holds variables, headers and scripts for many tests: the addresses of staging and production, for example. A test runs in it, or its own environment inherits from
              it.
            </EmptyState>
          ) : (
            <Stack>
              {list.map((environment) => (
                <One key={environment.id} bucket={bucket} saved={environment} />
              ))}
            </Stack>
          )
        }
      </Load>
    </Page>
  );
}

function One({ bucket, saved }: { bucket: string; saved: Environment }) {
  const { role } = useSession();
  const readOnly = !canEdit(role);
  const client = useQueryClient();
  const names = useQuery({ ...secretNames(bucket), enabled: !readOnly });
  const [draft, setDraft] = useState(() => toEnvironmentDraft(saved));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [errors, setErrors] = useState<ErrorMap>(new Map());
  const [deleting, setDeleting] = useState(false);
  const dirty = environmentChanged(draft, saved);
  const secrets = names.data;
  const tools = useMemo<EditorTools>(() => ({ readOnly, bucket, test: null, variables: () => [], secrets: () => secrets?.map((s) => s.name) ?? [], setTarget: () => {} }), [readOnly, bucket, secrets]);
  const rests = useQuery(pauses(bucket)).data?.environments.includes(saved.id) ?? false;
  const rest = useRest(bucket);
  const reload = () => client.invalidateQueries({ queryKey: sharedEnvironments(bucket).queryKey });

  const save = async () => {
    setBusy(true);
    setProblem(null);
    setErrors(new Map());
    try {
      const answer = await saveEnvironment(bucket, draft, saved);
      setDraft(toEnvironmentDraft({ ...saved, ...answer }));
      await reload();
      told(`${draft.name} was saved.`);
    } catch (error) {
      setProblem(error);
      if (error instanceof ApiError) setErrors(errorMap(error.fields.map((f) => ({ ...f, path: `environment.${f.path}` }))));
    } finally {
      setBusy(false);
    }
  };

  return (
    <ToolsContext value={tools}>
      <ErrorsContext value={errors}>
        <LeaveGuard when={dirty} />
        <Paper withBorder p="md" bg="var(--paper)" component="section" aria-label={saved.name}>
          <Group justify="space-between" mb="xs">
            <Group gap="xs">
              <Title order={2} size="h5">
                {draft.name}
              </Title>
              <RestMark text={rests ? 'Paused' : null} />
            </Group>
            {!readOnly && (
              <Group gap="xs">
                <Text size="sm" c="var(--wait)">
                  {dirty ? 'Unsaved changes' : ''}
                </Text>
                <Button size="xs" variant="subtle" onClick={() => void rest(saved.id, !rests)}>
                  {rests ? 'Resume schedules' : 'Pause schedules'}
                </Button>
                <Button size="xs" variant="subtle" color="red" c="var(--fail)" onClick={() => setDeleting(true)}>
                  Delete
                </Button>
                <Button size="xs" disabled={!dirty} loading={busy} onClick={() => void save()}>
                  Save
                </Button>
              </Group>
            )}
          </Group>
          {problem !== null && (
            <Alert color="red" variant="light" title="Not saved" mb="sm" role="alert">
              <Sentence text={explain(problem)} />
            </Alert>
          )}
          <EnvironmentFields draft={draft} set={(part) => setDraft((d) => ({ ...d, ...part }))} path="environment" parents={[]} shared />
        </Paper>
        <Confirm
          opened={deleting}
          onClose={() => setDeleting(false)}
          title={`Delete ${saved.name}?`}
          action="Delete environment"
          onConfirm={async () => {
            await deleteEnvironment(bucket, saved.id);
            await reload();
          }}
        >
          Its variables, headers and scripts are gone then; tests that ran in it run in an environment of their own. As long as another environment inherits from it, it cannot be deleted.
        </Confirm>
      </ErrorsContext>
    </ToolsContext>
  );
}
