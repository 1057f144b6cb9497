/** The tabs of a request step. */
import { Autocomplete, Group, Stack, Tabs, Text, TextInput } from '@mantine/core';

import { readParams, writeParams, type Param } from '@/lib/urlQuery';
import { useTools } from '../context';
import type { RequestDraft } from '../model/draft';
import { AssertionRows } from './AssertionRows';
import { AuthFields } from './AuthFields';
import { BodyFields } from './BodyFields';
import { Count } from './Count';
import { headerNames, makeRow, RowsEditor } from './RowsEditor';
import { filled, ScriptEditor } from './ScriptEditor';
import { TemplateInput } from './TemplateInput';
import { VariableRows } from './VariableRows';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const makeParam = (name: string, value: string): Param => ({ name, value });

interface Props {
  step: RequestDraft;
  set: (part: Partial<RequestDraft>) => void;
  path: string;
}

export function RequestFields({ step, set, path }: Props) {
  return (
    <Tabs defaultValue="request" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="request">Request</Tabs.Tab>
        <Tabs.Tab value="assertions" rightSection={<Count n={step.assertions.length} path={`${path}.assertions`} />}>
          Assertions
        </Tabs.Tab>
        <Tabs.Tab value="variables" rightSection={<Count n={step.variables.length} path={`${path}.variables`} />}>
          Variables
        </Tabs.Tab>
        <Tabs.Tab value="pre" rightSection={<Count n={filled(step.preScripts)} path={`${path}.before_scripts`} />}>
          Pre-request Script
        </Tabs.Tab>
        <Tabs.Tab value="post" rightSection={<Count n={filled(step.postScripts)} path={`${path}.scripts`} />}>
          Post-response Script
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="request" pt="md">
        <RequestTab step={step} set={set} path={path} />
      </Tabs.Panel>
      <Tabs.Panel value="assertions" pt="md">
        <AssertionRows list={step.assertions} onChange={(assertions) => set({ assertions })} path={`${path}.assertions`} />
      </Tabs.Panel>
      <Tabs.Panel value="variables" pt="md">
        <VariableRows list={step.variables} onChange={(variables) => set({ variables })} path={`${path}.variables`} />
      </Tabs.Panel>
      <Tabs.Panel value="pre" pt="md">
        <ScriptEditor
          label="Pre-request script"
          hint="Runs before the request is sent, and may change it."
          scripts={step.preScripts}
          onChange={(preScripts) => set({ preScripts })}
          path={`${path}.before_scripts`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="post" pt="md">
        <ScriptEditor
          label="Post-response script"
          hint="Runs after the response has come: check it, and set variables for the steps that follow."
          scripts={step.postScripts}
          onChange={(postScripts) => set({ postScripts })}
          path={`${path}.scripts`}
        />
      </Tabs.Panel>
    </Tabs>
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
