/** The fields of one secret that is being made or changed. */
import { Alert, Button, Group, NativeSelect, Paper, TextInput } from '@mantine/core';

import { HostFields } from './HostFields';
import { PlaceFields } from './PlaceFields';
import { changed, type Row, type Visibility } from './save';
import { SecretInput } from './SecretInput';

interface Props {
  row: Row;
  inputRef: (field: HTMLTextAreaElement | null) => void;
  change: (part: Partial<Row>) => void;
  cancel: () => void;
  valueLabel: string;
  /** A new one, which needs a name. */
  named?: boolean;
}

export function SecretFields({ row, inputRef, change, cancel, valueLabel, named }: Props) {
  const forget = (field: 'name' | 'value') => {
    if (row.problems[field] || row.problems.other) change({ problems: { ...row.problems, [field]: undefined, other: undefined } });
  };
  return (
    <Paper bg="var(--ground)" p="md" mt="xs" radius="md">
      <Group align="flex-start" gap="md" wrap="wrap">
        {named && (
          <TextInput
            label="Name"
            description="Letters, digits and underscores"
            placeholder="private_api_key"
            value={row.name}
            error={row.problems.name}
            onChange={(event) => {
              change({ name: event.currentTarget.value, problems: { ...row.problems, name: undefined, other: undefined } });
            }}
            autoComplete="off"
            spellCheck={false}
            autoFocus
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            style={{ flex: '1 1 200px' }}
          />
        )}
        {row.from === null && (
          <div style={{ flex: '1 1 260px' }}>
            <SecretInput
              label={valueLabel}
              description={named ? 'Up to 16 KiB of text' : changed(row) ? 'Leave empty to keep the value' : 'Replaces the value of before'}
              error={row.problems.value}
              inputRef={inputRef}
              onTouched={() => forget('value')}
              autoFocus={!named}
            />
          </div>
        )}
        <PlaceFields row={row} change={change} />
        <TextInput
          label="Description"
          description="Optional"
          value={row.description}
          maxLength={255}
          onChange={(event) => change({ description: event.currentTarget.value })}
          autoComplete="off"
          style={{ flex: '1 1 200px' }}
        />
        <NativeSelect
          label="Results of steps that use it"
          description={row.visibility === 'strict' ? 'Show verdicts, status and timings only' : 'Show requests and responses, with the value cut out'}
          value={row.visibility}
          disabled={row.from !== null}
          error={row.problems.visibility}
          onChange={(event) => change({ visibility: event.currentTarget.value as Visibility, problems: { ...row.problems, visibility: undefined, other: undefined } })}
          data={[
            { value: 'strict', label: 'Hide what could hold the value' },
            { value: 'redact', label: 'Show with the value cut out' },
          ]}
          style={{ flex: '1 1 260px' }}
        />
        <TextInput
          type="date"
          label="Expires"
          description="Optional: you are reminded two weeks before"
          value={row.expires}
          error={row.problems.expires}
          onChange={(event) => change({ expires: event.currentTarget.value, problems: { ...row.problems, expires: undefined, other: undefined } })}
          style={{ flex: '1 1 200px' }}
        />
      </Group>
      <HostFields row={row} change={change} />
      {row.problems.other && (
        <Alert color="red" variant="light" mt="sm" role="alert">
          {row.problems.other}
        </Alert>
      )}
      <Group justify="flex-end" mt="xs">
        <Button size="compact-sm" variant="subtle" color="gray" onClick={cancel}>
          {named ? 'Remove this row' : 'Keep as it is'}
        </Button>
      </Group>
    </Paper>
  );
}
