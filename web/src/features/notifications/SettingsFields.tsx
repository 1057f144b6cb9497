/** The settings of a kind of channel. Nothing that is typed is kept outside the fields. */
import { Button, Group, NativeSelect, NumberInput, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { SecretInput } from '@/features/secrets/SecretInput';
import type { Field, Kind } from './kinds';
import { fieldName, headerName, headerValue } from './settings';

export function SettingsFields({ kind, autoFocus }: { kind: Kind; autoFocus?: boolean }) {
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {kind.where}
      </Text>
      {kind.fields.map((field, index) => (
        <One key={field.name} field={field} autoFocus={Boolean(autoFocus) && index === 0} />
      ))}
    </Stack>
  );
}

function One({ field, autoFocus }: { field: Field; autoFocus: boolean }) {
  const label = field.optional ? `${field.label} (optional)` : field.label;
  const common = { name: fieldName(field), label, description: field.help, placeholder: field.placeholder, required: !field.optional, withAsterisk: false, autoComplete: 'off' };
  switch (field.type) {
    case 'credential':
      return (
        <SecretInput
          name={fieldName(field)}
          label={label}
          required={!field.optional}
          autoFocus={autoFocus}
          singleLine
          {...(field.help ? { description: field.help } : {})}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
        />
      );
    case 'text':
      return <TextInput {...common} spellCheck={false} data-autofocus={autoFocus || undefined} />;
    case 'list':
      return <Textarea {...common} autosize minRows={1} maxRows={6} spellCheck={false} description={field.help ?? 'Separated by commas'} data-autofocus={autoFocus || undefined} />;
    case 'number':
      return <NumberInput {...common} min={field.min} max={field.max} allowDecimal={false} allowNegative={false} hideControls />;
    case 'choice':
      return <NativeSelect name={fieldName(field)} label={field.label} data={field.choices} />;
    case 'switch':
      return <Switch name={fieldName(field)} label={field.label} description={field.help} defaultChecked={field.preset} />;
    case 'headers':
      return <Headers label={label} />;
  }
}

function Headers({ label }: { label: string }) {
  const [rows, setRows] = useState(0);
  return (
    <div role="group" aria-label={label}>
      {rows > 0 && (
        <Text size="sm" fw={500} mb={4}>
          {label}
        </Text>
      )}
      {Array.from({ length: rows }, (_, row) => (
        <Group key={row} gap="sm" align="flex-start" mb="xs">
          <TextInput name={headerName(row)} aria-label={`Name of header ${row + 1}`} label="Name" placeholder="X-Api-Key" flex={1} autoComplete="off" spellCheck={false} />
          <div style={{ flex: 2 }}>
            <SecretInput name={headerValue(row)} label={`Value of header ${row + 1}`} singleLine />
          </div>
        </Group>
      ))}
      <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setRows(rows + 1)}>
        Add header
      </Button>
    </div>
  );
}
