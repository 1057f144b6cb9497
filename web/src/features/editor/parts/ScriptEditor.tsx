/** Scripts of one place. The code editor is a part of its own that is loaded when first needed. */
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useContext } from 'react';

import { StepContext, useErrorUnder, useTools } from '../context';

const CodeEditor = lazy(() => import('../code/CodeEditor'));

interface Props {
  scripts: string[];
  onChange: (scripts: string[]) => void;
  label: string;
  hint: string;
  path: string;
  /** Only one script can stand here. */
  single?: boolean;
}

/** How many of them say anything. */
export const filled = (scripts: string[]): number => scripts.filter((script) => script.trim() !== '').length;

export function ScriptEditor({ scripts, onChange, label, hint, path, single }: Props) {
  const tools = useTools();
  const step = useContext(StepContext);
  const problem = useErrorUnder(path);
  const shown = scripts.length === 0 ? [''] : scripts;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
      {shown.map((script, index) => (
        <Suspense key={index} fallback={<Skeleton height={180} radius="md" />}>
          <CodeEditor
            value={script}
            label={shown.length > 1 ? `${label} ${index + 1}` : label}
            readOnly={tools.readOnly}
            variables={() => tools.variables(step).map((v) => v.name)}
            secrets={tools.secrets}
            onChange={(text) => onChange(shown.map((s, i) => (i === index ? text : s)))}
            onFocus={(insert) => tools.setTarget(({ script: text }) => insert(text))}
          />
        </Suspense>
      ))}
      {problem && (
        <Text size="sm" c="var(--fail)" role="alert">
          {problem}
        </Text>
      )}
      {!single && !tools.readOnly && scripts.some((s) => s.trim() !== '') && (
        <Group>
          <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => onChange([...scripts, ''])}>
            Add another script
          </Button>
        </Group>
      )}
    </Stack>
  );
}
