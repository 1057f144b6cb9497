/** The tabs of a step: what it does, then what is checked, taken and scripted around it. */
import { Stack, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';

import type { RequestDraft } from '../model/draft';
import { AssertionRows } from './AssertionRows';
import { Count } from './Count';
import { filled, ScriptEditor } from './ScriptEditor';
import { VariableRows } from './VariableRows';

type Checks = Pick<RequestDraft, 'assertions' | 'variables' | 'preScripts' | 'postScripts'>;

interface ScriptWords {
  tab: string;
  label: string;
  hint: string;
}

interface Props {
  /** The first tab. */
  name: string;
  children: ReactNode;
  checks: Checks;
  set: (part: Partial<Checks>) => void;
  path: string;
  before: ScriptWords;
  after: ScriptWords;
  /** What assertions and variables look at, where that needs words. */
  about?: ReactNode;
}

export function CheckTabs({ name, children, checks, set, path, before, after, about }: Props) {
  const { assertions, variables, preScripts, postScripts } = checks;
  return (
    <Tabs defaultValue="what" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="what">{name}</Tabs.Tab>
        <Tabs.Tab value="assertions" rightSection={<Count n={assertions.length} path={`${path}.assertions`} />}>
          Assertions
        </Tabs.Tab>
        <Tabs.Tab value="variables" rightSection={<Count n={variables.length} path={`${path}.variables`} />}>
          Variables
        </Tabs.Tab>
        <Tabs.Tab value="pre" rightSection={<Count n={filled(preScripts)} path={`${path}.before_scripts`} />}>
          {before.tab}
        </Tabs.Tab>
        <Tabs.Tab value="post" rightSection={<Count n={filled(postScripts)} path={`${path}.scripts`} />}>
          {after.tab}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="what" pt="md">
        {children}
      </Tabs.Panel>
      <Tabs.Panel value="assertions" pt="md">
        <Stack gap="sm">
          {about}
          <AssertionRows list={assertions} onChange={(list) => set({ assertions: list })} path={`${path}.assertions`} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="variables" pt="md">
        <Stack gap="sm">
          {about}
          <VariableRows list={variables} onChange={(list) => set({ variables: list })} path={`${path}.variables`} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="pre" pt="md">
        <ScriptEditor label={before.label} hint={before.hint} scripts={preScripts} onChange={(scripts) => set({ preScripts: scripts })} path={`${path}.before_scripts`} />
      </Tabs.Panel>
      <Tabs.Panel value="post" pt="md">
        <ScriptEditor label={after.label} hint={after.hint} scripts={postScripts} onChange={(scripts) => set({ postScripts: scripts })} path={`${path}.scripts`} />
      </Tabs.Panel>
    </Tabs>
  );
}
