/** The settings of one environment, its own or shared. */
import { NativeSelect, Stack, Switch, Tabs, Text, TextInput, Badge } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Environment } from '@/api/definition';
import { useTools } from '../context';
import type { EnvironmentDraft } from '../model/environment';
import { repeated } from '../model/rows';
import { AuthFields } from './AuthFields';
import { LocationFields } from './LocationFields';
import { NotificationFields } from './NotificationFields';
import { headerNames, makeRow, RowsEditor } from './RowsEditor';
import { ScriptEditor } from './ScriptEditor';

interface Props {
  draft: EnvironmentDraft;
  set: (part: Partial<EnvironmentDraft>) => void;
  path: string;
  /** Environments it may inherit from; a shared one has none. */
  parents: Environment[];
  /** It is one that tests share. */
  shared?: boolean;
  children?: ReactNode;
}

const count = (scripts: string[]) => scripts.filter((s) => s.trim() !== '').length;

const on = (n: number) =>
  n > 0 ? (
    <Badge size="sm" variant="default" circle>
      {n}
    </Badge>
  ) : null;

export function EnvironmentFields({ draft, set, path, parents, shared, children }: Props) {
  const { readOnly } = useTools();
  return (
    <Tabs defaultValue="variables" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="variables" rightSection={on(draft.variables.length)}>
          Initial Variables
        </Tabs.Tab>
        <Tabs.Tab value="script" rightSection={draft.script.trim() ? <Badge size="xs">ON</Badge> : null}>
          Initial Script
        </Tabs.Tab>
        <Tabs.Tab value="pre" rightSection={on(count(draft.preScript))}>
          Pre-request Scripts
        </Tabs.Tab>
        <Tabs.Tab value="post" rightSection={on(count(draft.postScript))}>
          Post-response Scripts
        </Tabs.Tab>
        <Tabs.Tab value="headers" rightSection={on(draft.headers.length)}>
          Headers
        </Tabs.Tab>
        <Tabs.Tab value="auth">Authentication</Tabs.Tab>
        <Tabs.Tab value="locations" rightSection={on(draft.regions.length + draft.agents.length)}>
          Locations
        </Tabs.Tab>
        <Tabs.Tab value="behaviors">Behaviors</Tabs.Tab>
        <Tabs.Tab value="notifications" rightSection={on(draft.integrations.length + draft.webhooks.length + draft.emails.recipients.length + Number(draft.emails.notify_all))}>
          Notifications
        </Tabs.Tab>
        <Tabs.Tab value="general">{shared ? 'Name' : 'Name & Inherit From'}</Tabs.Tab>
        {children && <Tabs.Tab value="trigger">Trigger URL</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="variables" pt="md">
        <Text size="sm" c="dimmed" mb="xs">
          Set before the first step. A built-in such as <code>{'{{uuid}}'}</code> is filled in once and stays the same during a run.
        </Text>
        <RowsEditor
          what="Variable"
          rows={draft.variables}
          onChange={(variables) => set({ variables })}
          make={makeRow}
          path={`${path}.initial_variables`}
          repeated={repeated(draft.variables)}
          valuePlaceholder="Value, or {{get_secret(name)}}"
        />
      </Tabs.Panel>
      <Tabs.Panel value="script" pt="md">
        <ScriptEditor
          single
          label="Initial script"
          hint="Runs once, after the initial variables and before the first step."
          scripts={draft.script === '' ? [] : [draft.script]}
          onChange={(scripts) => set({ script: scripts[0] ?? '' })}
          path={`${path}.script`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="pre" pt="md">
        <ScriptEditor
          label="Pre-request script of the environment"
          hint="Runs before every request, and before the request’s own script."
          scripts={draft.preScript}
          onChange={(preScript) => set({ preScript })}
          path={`${path}.pre_request_scripts`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="post" pt="md">
        <ScriptEditor
          label="Post-response script of the environment"
          hint="Runs after every response, and before the request’s own script."
          scripts={draft.postScript}
          onChange={(postScript) => set({ postScript })}
          path={`${path}.post_response_scripts`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="md">
        <Text size="sm" c="dimmed" mb="xs">
          Sent with every request; a step’s own header of the same name wins.
        </Text>
        <RowsEditor what="Header" rows={draft.headers} onChange={(headers) => set({ headers })} make={makeRow} names={headerNames} path={`${path}.headers`} />
      </Tabs.Panel>
      <Tabs.Panel value="auth" pt="md">
        <AuthFields auth={draft.auth} onChange={(auth) => set({ auth })} path={`${path}.auth`} />
      </Tabs.Panel>
      <Tabs.Panel value="locations" pt="md">
        <LocationFields draft={draft} set={set} parent={parents.find((p) => p.id === draft.parent)} />
      </Tabs.Panel>
      <Tabs.Panel value="behaviors" pt="md">
        <Stack gap="md">
          <Switch label="Preserve cookies" description="Keep cookies from step to step, never from run to run" disabled={readOnly} checked={draft.preserveCookies} onChange={(e) => set({ preserveCookies: e.currentTarget.checked })} />
          <Switch label="Verify SSL certificates" description="Fail a step when its server cannot prove who it is" disabled={readOnly} checked={draft.verifySsl} onChange={(e) => set({ verifySsl: e.currentTarget.checked })} />
          <Switch label="Stop on failure" description="Skip the steps after the first failed one" disabled={readOnly} checked={draft.stopOnFailure} onChange={(e) => set({ stopOnFailure: e.currentTarget.checked })} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="notifications" pt="md">
        <NotificationFields draft={draft} set={set} />
      </Tabs.Panel>
      <Tabs.Panel value="general" pt="md">
        <Stack gap="sm" maw={380}>
          <TextInput label="Environment name" value={draft.name} readOnly={readOnly} onChange={(e) => set({ name: e.currentTarget.value })} />
          {!shared && parents.length === 0 && (
            <Text size="sm" c="dimmed">
              It can inherit from a shared environment. There is none in this bucket yet: the menu of the bucket’s page, <em>Shared Environments</em>, makes one.
            </Text>
          )}
          {parents.length > 0 && (
            <NativeSelect
              label="Inherit From"
              description="A shared environment whose variables, script and headers apply as well"
              disabled={readOnly}
              value={draft.parent ?? ''}
              onChange={(e) => set({ parent: e.currentTarget.value || null })}
              data={[{ value: '', label: 'Nothing' }, ...parents.map((p) => ({ value: p.id, label: p.name }))]}
            />
          )}
        </Stack>
      </Tabs.Panel>
      {children && (
        <Tabs.Panel value="trigger" pt="md">
          {children}
        </Tabs.Panel>
      )}
    </Tabs>
  );
}
