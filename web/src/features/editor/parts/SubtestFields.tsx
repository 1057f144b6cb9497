/** The tabs of a subtest: which test, where, with what, and what its result must be. */
import { NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { Environment } from '@/api/definition';
import { activity, sharedEnvironments, test as testQuery } from '@/api/queries';
import { useFieldError, useTools } from '../context';
import type { SubtestDraft } from '../model/draft';
import { CheckTabs } from './CheckTabs';
import { makeRow, RowsEditor } from './RowsEditor';

interface Props {
  step: SubtestDraft;
  set: (part: Partial<SubtestDraft>) => void;
  path: string;
}

/** The tests of the bucket, in order of their names. */
function useTests() {
  const { bucket } = useTools();
  const list = useQuery({ ...activity(bucket, 'day'), enabled: bucket !== '' }).data;
  return list && [...list].sort((a, b) => a.name.localeCompare(b.name));
}

/** The name of a test of the bucket; undefined while it is not known, and when there is none. */
export function useTestName(id: string): string | undefined {
  const { bucket } = useTools();
  const list = useQuery({ ...activity(bucket, 'day'), enabled: bucket !== '' && id !== '' }).data;
  return list?.find((test) => test.id === id)?.name;
}

const before = { tab: 'Script Before', label: 'Script before', hint: 'Runs before the test does.' };
const after = { tab: 'Script After', label: 'Script after', hint: 'Runs after the test has ended; its result is the body of the response, as JSON.' };

export function SubtestFields({ step, set, path }: Props) {
  return (
    <CheckTabs name="Test" checks={step} set={set} path={path} before={before} after={after} about={<Result />}>
      <TestTab step={step} set={set} path={path} />
    </CheckTabs>
  );
}

function Result() {
  return (
    <Text size="sm" c="dimmed">
      The JSON body is the result of the test: <code>result</code> is <code>pass</code> or <code>fail</code>, <code>variables.token</code> is what its variable <code>token</code> was at the end,{' '}
      <code>requests[0].response_status_code</code> the status of its first request.
    </Text>
  );
}

function TestTab({ step, set, path }: Props) {
  const { bucket, test: own, readOnly } = useTools();
  const tests = useTests();
  const chosen = useQuery({ ...testQuery(bucket, step.test), enabled: bucket !== '' && step.test !== '' && (tests?.some((test) => test.id === step.test) ?? false) }).data;
  const shared = useQuery({ ...sharedEnvironments(bucket), enabled: bucket !== '' }).data ?? [];
  const others = tests?.filter((test) => test.id !== own) ?? [];
  const gone = tests !== undefined && step.test !== '' && !others.some((test) => test.id === step.test);
  const environments: Environment[] = [...(chosen?.environments ?? []), ...shared];
  const known = environments.some((environment) => environment.id === step.environment);
  const kept = step.environment !== 'default' && step.environment !== 'parent' && !known;
  return (
    <Stack gap="lg">
      <NativeSelect
        label="Test"
        description="Another test of this bucket. It runs here, with variables and cookies of its own."
        maw={480}
        disabled={readOnly}
        value={step.test}
        error={useFieldError(`${path}.test_uuid`) ?? (gone ? 'There is no such test in this bucket: choose another one.' : undefined)}
        onChange={(event) => set({ test: event.currentTarget.value, ...(kept && { environment: 'default' }) })}
        data={[
          { value: '', label: others.length === 0 && tests ? 'There is no other test in this bucket yet' : 'Choose a test' },
          ...(gone ? [{ value: step.test, label: step.test }] : []),
          ...others.map((test) => ({ value: test.id, label: test.name })),
        ]}
      />
      <NativeSelect
        label="Environment"
        description="Where it takes its initial variables, headers and scripts from. The location is always that of this test."
        maw={480}
        disabled={readOnly}
        value={step.environment}
        error={useFieldError(`${path}.environment_uuid`)}
        onChange={(event) => set({ environment: event.currentTarget.value })}
        data={[
          { value: 'default', label: 'The default one of that test' },
          { value: 'parent', label: 'The one that this test runs in' },
          ...environments.map((environment) => ({ value: environment.id, label: environment.test_id ? environment.name : `${environment.name} (shared)` })),
          ...(kept ? [{ value: step.environment, label: step.environment }] : []),
        ]}
      />
      <div>
        <Text size="sm" fw={600} mb="xs">
          Parameters{' '}
          <Text span size="xs" c="dimmed" fw={400}>
            variables that it begins with, in place of those of its environment
          </Text>
        </Text>
        <RowsEditor what="Parameter" rows={step.params} onChange={(params) => set({ params })} make={makeRow} path={`${path}.params`} valuePlaceholder="Value, or {{variable}}" />
      </div>
      <TextInput label="Note" description="Shown instead of the name in lists" value={step.note} readOnly={readOnly} onChange={(event) => set({ note: event.currentTarget.value })} />
    </Stack>
  );
}
