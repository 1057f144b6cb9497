/** What is taken from a response for the steps that follow. */
import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

import type { Extraction, Source } from '@/api/definition';
import { sources, takesProperty } from '@/lib/vocabulary';
import { useFieldError, useTools } from '../context';
import { TemplateInput } from './TemplateInput';

interface Props {
  list: Extraction[];
  onChange: (list: Extraction[]) => void;
  path: string;
}

export function VariableRows({ list, onChange, path }: Props) {
  const { readOnly } = useTools();
  return (
    <Stack gap="sm">
      {list.length === 0 && (
        <Text size="sm" c="dimmed">
          Take a value from the response under a name; the steps that follow use it as <code>{'{{name}}'}</code>.
        </Text>
      )}
      {list.map((variable, index) => (
        <VariableRow
          key={index}
          number={index + 1}
          variable={variable}
          path={`${path}[${index}]`}
          onChange={(next) => onChange(list.map((v, i) => (i === index ? next : v)))}
          onRemove={() => onChange(list.filter((_, i) => i !== index))}
        />
      ))}
      {!readOnly && (
        <Group>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...list, { name: '', source: 'response_json', property: '' }])}>
            Add Variable
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface RowProps {
  variable: Extraction;
  number: number;
  path: string;
  onChange: (variable: Extraction) => void;
  onRemove: () => void;
}

function VariableRow({ variable, number, path, onChange, onRemove }: RowProps) {
  const { readOnly } = useTools();
  const { name, source, property } = variable;
  return (
    <Group gap={6} align="flex-start" wrap="wrap" role="group" aria-label={`Variable ${number}`}>
      <NativeSelect
        aria-label={`Variable ${number} source`}
        w={190}
        disabled={readOnly}
        value={source}
        error={useFieldError(`${path}.source`)}
        onChange={(event) => {
          const next = event.currentTarget.value as Source;
          onChange({ ...variable, source: next, property: takesProperty(next) ? (property ?? '') : null });
        }}
        data={sources.map((s) => ({ value: s.value, label: s.label }))}
      />
      {takesProperty(source) && (
        <div style={{ flex: '1 1 180px' }}>
          <TemplateInput
            name={`Variable ${number} property`}
            placeholder={sources.find((s) => s.value === source)?.property}
            value={property ?? ''}
            onChange={(text) => onChange({ ...variable, property: text })}
            path={`${path}.property`}
          />
        </div>
      )}
      <TextInput
        aria-label={`Variable ${number} name`}
        placeholder="Name"
        value={name}
        readOnly={readOnly}
        error={useFieldError(`${path}.name`)}
        onChange={(event) => onChange({ ...variable, name: event.currentTarget.value })}
        spellCheck={false}
        autoComplete="off"
        flex="1 1 140px"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      />
      {!readOnly && (
        <Tooltip label="Remove">
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove variable ${number}`} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
