/** Draft, saving and running of one test. */
import { Alert, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';

import { createEnvironment, deleteEnvironment } from '@/api/actions';
import { ApiError } from '@/api/client';
import type { Environment, Test } from '@/api/definition';
import { test as testQuery } from '@/api/queries';
import type { FieldError } from '@/api/types';
import { useSession } from '@/app/session';
import { LeaveGuard } from '@/components/LeaveGuard';
import { failed, told } from '@/components/notify';
import { useDocumentTitle } from '@/components/Page';
import { WrittenCredentials } from '@/features/credentials/WrittenCredentials';
import { startRun } from '@/features/tests/run';
import { canEdit } from '@/lib/vocabulary';
import { ErrorsContext, ToolsContext, type EditorTools, type Insertion } from './context';
import classes from './Editor.module.css';
import { toDraft, type StepDraft } from './model/draft';
import { fromEnvironmentDraft, toEnvironmentDraft, type EnvironmentDraft } from './model/environment';
import { errorMap } from './model/errors';
import { variableRows } from './model/rows';
import { availableVariables } from './model/variables';
import { AvailableVariables } from './parts/AvailableVariables';
import { EnvironmentPanel } from './parts/EnvironmentPanel';
import { SaveProblem } from './parts/SaveProblem';
import { StepList } from './parts/StepList';
import { environmentChanged, saveEnvironment, saveTest, sentText } from './save';
import { reduce } from './useDraft';

interface Props {
  bucket: string;
  initial: Test;
  shared: Environment[];
  secrets: string[];
  /** Throws the draft away and starts from the server's version. */
  onReload: () => Promise<void>;
}

const draftsOf = (test: Test) => Object.fromEntries(test.environments.map((e) => [e.id, toEnvironmentDraft(e)]));

export function Editor({ bucket, initial, shared, secrets, onReload }: Props) {
  const { role } = useSession();
  const readOnly = !canEdit(role);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [saved, setSaved] = useState(initial);
  const [draft, dispatch] = useReducer(reduce, initial, toDraft);
  const [savedText, setSavedText] = useState(() => sentText(toDraft(initial)));
  const [environments, setEnvironments] = useState<Record<string, EnvironmentDraft>>(() => draftsOf(initial));
  const [selected, setSelected] = useState(initial.default_environment_id ?? initial.environments[0]?.id ?? '');
  const [busy, setBusy] = useState<'save' | 'run' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [fieldErrors, setFieldErrors] = useState<FieldError[]>([]);
  const errors = useMemo(() => errorMap(fieldErrors), [fieldErrors]);

  useDocumentTitle(`Edit ${saved.name}`);

  const testDirty = sentText(draft) !== savedText;
  const dirtyEnvironments = saved.environments.filter((e) => {
    const current = environments[e.id];
    return current !== undefined && environmentChanged(current, e);
  });
  const dirty = testDirty || dirtyEnvironments.length > 0;

  // What the chosen environment, and the one it inherits from, give to the steps.
  const sources = useMemo(() => {
    const own = environments[selected];
    const fromShared = (id: string | null | undefined) => shared.filter((e) => e.id === id).map((e) => ({ label: e.name, variables: variableRows(e.initial_variables), script: e.script ?? '' }));
    return own ? [{ label: own.name, variables: own.variables, script: own.script }, ...fromShared(own.parent)] : fromShared(selected);
  }, [environments, selected, shared]);

  const variables = useMemo(() => availableVariables(sources, draft.steps, null), [sources, draft.steps]);

  const target = useRef<((what: Insertion) => void) | null>(null);
  const now = useRef<{ sources: typeof sources; steps: StepDraft[]; secrets: string[] }>({ sources, steps: draft.steps, secrets });
  useEffect(() => {
    now.current = { sources, steps: draft.steps, secrets };
  });
  const tools = useMemo<EditorTools>(
    () => ({
      readOnly,
      bucket,
      test: initial.id,
      variables: (upTo) => availableVariables(now.current.sources, now.current.steps, upTo),
      secrets: () => now.current.secrets,
      setTarget: (insert) => {
        target.current = insert;
      },
    }),
    [readOnly, bucket, initial.id],
  );

  const remember = (next: Test) => {
    setSaved(next);
    client.setQueryData(testQuery(bucket, next.id).queryKey, next);
    void client.invalidateQueries({ queryKey: ['tests', bucket] });
    void client.invalidateQueries({ queryKey: [...testQuery(bucket, next.id).queryKey, 'revisions'] });
  };

  /** Whether everything is on the server now. */
  const save = async (): Promise<boolean> => {
    setProblem(null);
    setFieldErrors([]);
    let current = saved;
    try {
      if (testDirty) {
        const answer = await saveTest(bucket, saved, draft);
        current = { ...current, ...answer, environments: current.environments };
        const change = { do: 'saved', steps: answer.steps } as const;
        dispatch(change);
        setSavedText(sentText(reduce(draft, change)));
        remember(current);
      }
    } catch (error) {
      setProblem(error);
      if (error instanceof ApiError) setFieldErrors(error.fields);
      return false;
    }
    for (const environment of dirtyEnvironments) {
      const changed = environments[environment.id];
      if (!changed) continue;
      try {
        const answer = await saveEnvironment(bucket, changed, environment);
        const next = { ...environment, ...answer };
        current = { ...current, environments: current.environments.map((e) => (e.id === next.id ? next : e)) };
        setEnvironments((all) => ({ ...all, [next.id]: toEnvironmentDraft(next) }));
        remember(current);
      } catch (error) {
        setSelected(environment.id);
        setProblem(error);
        if (error instanceof ApiError) setFieldErrors(error.fields.map((f) => ({ ...f, path: `environment.${environment.id}.${f.path}` })));
        return false;
      }
    }
    return true;
  };

  const saveOnly = async () => {
    if (busy || !dirty) return;
    setBusy('save');
    if (await save()) told('Saved.');
    setBusy(null);
  };

  const run = async () => {
    if (busy) return;
    setBusy('run');
    try {
      if (dirty && !(await save())) return;
      const started = await startRun(bucket, saved.id, selected);
      await navigate({ to: '/buckets/$bucket/tests/$test/results/$run', params: { bucket, test: saved.id, run: started.test_run_id }, ignoreBlocker: true });
    } catch (error) {
      failed('The test was not started', error);
    } finally {
      setBusy(null);
    }
  };

  useHotkeys([['mod+S', () => void saveOnly()]], [], true);

  const addEnvironment = async (from: Environment | null) => {
    try {
      const source = from && environments[from.id];
      const body = from && source ? { ...fromEnvironmentDraft(source, from), id: undefined, name: `${source.name} (copy)` } : { name: `Environment ${saved.environments.length + 1}` };
      const made = await createEnvironment(bucket, saved.id, body);
      setEnvironments((all) => ({ ...all, [made.id]: toEnvironmentDraft(made) }));
      remember({ ...saved, environments: [...saved.environments, made] });
      setSelected(made.id);
    } catch (error) {
      failed('The environment was not made', error);
    }
  };

  const dropEnvironment = async (environment: Environment) => {
    try {
      await deleteEnvironment(bucket, environment.id);
      const left = saved.environments.filter((e) => e.id !== environment.id);
      remember({ ...saved, environments: left });
      setSelected(left[0]?.id ?? '');
    } catch (error) {
      failed('The environment was not deleted', error);
    }
  };

  return (
    <ToolsContext value={tools}>
      <ErrorsContext value={errors}>
        <LeaveGuard when={dirty && busy !== 'run'} />
        <div className={classes.head}>
          <h1 className="visually-hidden">Edit {saved.name}</h1>
          <TextInput
            variant="unstyled"
            size="lg"
            aria-label="Test name"
            value={draft.name}
            readOnly={readOnly}
            onChange={(event) => dispatch({ do: 'text', part: { name: event.currentTarget.value } })}
            flex={1}
            miw={160}
            styles={{ input: { fontWeight: 600, height: 38, minHeight: 38 } }}
            error={errors.get('name')}
          />
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" c="var(--wait)" role="status" fw={500}>
              {dirty ? 'Unsaved changes' : ''}
            </Text>
            {!readOnly && (
              <>
                <Button variant="default" leftSection={<IconDeviceFloppy size={16} />} disabled={!dirty} loading={busy === 'save'} onClick={() => void saveOnly()}>
                  Save
                </Button>
                <Button leftSection={<IconPlayerPlay size={15} />} loading={busy === 'run'} onClick={() => void run()}>
                  {dirty ? 'Save & Run' : 'Run Now'}
                </Button>
              </>
            )}
          </Group>
        </div>
        <div className={classes.columns} data-single={readOnly || undefined}>
          <div style={{ minWidth: 0 }}>
            {problem !== null && <SaveProblem error={problem} fields={fieldErrors} onReload={onReload} />}
            {readOnly && (
              <Alert color="slate" variant="light" mb="md">
                You can read this test. The owner or an administrator of your team can let you change it.
              </Alert>
            )}
            {!readOnly && (
              <WrittenCredentials
                bucket={bucket}
                test={saved.id}
                revision={[saved.revision, ...saved.environments.map((e) => e.revision)].join(' ')}
                onTurned={onReload}
                blocked={dirty ? 'Save your changes first.' : null}
              />
            )}
            <Textarea
              aria-label="Description"
              placeholder="What this test is for"
              variant="unstyled"
              rows={draft.description.includes('\n') ? 3 : 1}
              value={draft.description}
              readOnly={readOnly}
              onChange={(event) => dispatch({ do: 'text', part: { description: event.currentTarget.value } })}
              mb="xs"
            />
            <EnvironmentPanel
              bucket={bucket}
              test={saved}
              shared={shared}
              drafts={environments}
              selected={selected}
              onSelect={setSelected}
              set={(part) =>
                setEnvironments((all) => {
                  const current = all[selected];
                  return current ? { ...all, [selected]: { ...current, ...part } } : all;
                })
              }
              onAdd={(from) => void addEnvironment(from)}
              onDelete={(environment) => void dropEnvironment(environment)}
            />
            <StepList steps={draft.steps} parent={null} place="" path="steps" dispatch={dispatch} />
          </div>
          {!readOnly && (
            <div className={classes.side}>
              <AvailableVariables variables={variables} secrets={secrets} onInsert={(what) => target.current?.(what)} />
            </div>
          )}
        </div>
      </ErrorsContext>
    </ToolsContext>
  );
}
