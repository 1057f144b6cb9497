/** The tabs of a request step. */
import { Autocomplete, Group, Stack, Text, TextInput } from '@mantine/core';

import { readParams, writeParams, type Param } from '@/lib/urlQuery';
import { useTools } from '../context';
import type { RequestDraft } from '../model/draft';
import { AuthFields } from './AuthFields';
import { BodyFields } from './BodyFields';
import { CheckTabs } from './CheckTabs';
import { headerNames, makeRow, RowsEditor } from './RowsEditor';
import { TemplateInput } from './TemplateInput';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const makeParam = (name: string, value: string): Param => ({ name, value });

interface Props {
  step: RequestDraft;
  set: (part: Partial<RequestDraft>) => void;
  path: string;
}

const before = { tab: 'Pre-request Script', label: 'Pre-request script', hint: 'Runs before the request is sent, and may change it.' };
const after = {
  tab: 'Post-response Script',
  label: 'Post-response script',
  hint: 'Runs after the response has come: check it, and set variables for the steps that follow.',
};

export function RequestFields({ step, set, path }: Props) {
  return (
    <CheckTabs name="Request" checks={step} set={set} path={path} before={before} after={after}>
      <RequestTab step={step} set={set} path={path} />
    </CheckTabs>
  );
}

function RequestTab({ step, set, path }: Props) {
  const { readOnly } = useTools();
  return (
    <Stack gap="lg">
      <Group gap={6} align="flex-start" wrap="nowrap">
        <Autocomplete
          label="Method"
          w={116}
          data={methods}
          filter={({ options }) => options}
          value={step.method}
          readOnly={readOnly}
          onChange={(method) => set({ method })}
          selectFirstOptionOnChange={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13, fontWeight: 600 } }}
        />
        <div style={{ flex: 1, minWidth: 0 }}>
          <TemplateInput label="URL" value={step.url} onChange={(url) => set({ url })} path={`${path}.url`} placeholder="https://api.example.com/orders" />
        </div>
      </Group>
      <div>
        <Text size="sm" fw={600} mb="xs">
          Parameters{' '}
          <Text span size="xs" c="dimmed" fw={400}>
            the query of the URL
          </Text>
        </Text>
        <RowsEditor what="Parameter" rows={readParams(step.url)} onChange={(params) => set({ url: writeParams(step.url, params) })} make={makeParam} />
      </div>
      <div>
        <Text size="sm" fw={600} mb="xs">
          Headers
        </Text>
        <RowsEditor what="Header" rows={step.headers} onChange={(headers) => set({ headers })} make={makeRow} names={headerNames} path={`${path}.headers`} valuePlaceholder="Value, or {{get_secret(name)}}" />
      </div>
      <BodyFields step={step} set={set} path={path} />
      <AuthFields auth={step.auth} onChange={(auth) => set({ auth })} path={`${path}.auth`} />
      <TextInput label="Note" description="Shown instead of the URL in lists" value={step.note} readOnly={readOnly} onChange={(event) => set({ note: event.currentTarget.value })} />
    </Stack>
  );
}
