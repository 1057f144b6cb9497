/** Names and values as a table. Below the last row there is always an empty one to type into. */
import { ActionIcon, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId } from 'react';

import { useErrorUnder, useTools } from '../context';
import type { Row } from '../model/rows';
import { TemplateInput } from './TemplateInput';

interface Props<R extends Row> {
  rows: R[];
  onChange: (rows: R[]) => void;
  make: (name: string, value: string) => R;
  /** `Header`, `Parameter`, ...: names the fields for screen readers. */
  what: string;
  /** Of the whole table in the definition, for its errors. */
  path?: string;
  names?: string[];
  /** Names that may stand only once, and stand twice. */
  repeated?: Set<string>;
  valuePlaceholder?: string;
}

export function RowsEditor<R extends Row>({ rows, onChange, make, what, path, names, repeated, valuePlaceholder }: Props<R>) {
  const { readOnly } = useTools();
  const list = useId();
  const problem = useErrorUnder(path ?? ' ');
  const shown: Row[] = readOnly ? rows : [...rows, { name: '', value: '' }];
  const edit = (index: number, part: Partial<Row>) => {
    if (index < rows.length) onChange(rows.map((row, i) => (i === index ? make(part.name ?? row.name, part.value ?? row.value) : row)));
    else onChange([...rows, make(part.name ?? '', part.value ?? '')]);
  };
  return (
    <Stack gap={6} role="group" aria-label={`${what}s`}>
      {names && (
        <datalist id={list}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      )}
      {shown.map((row, index) => {
        const last = index === rows.length;
        return (
          // Rows have no identity but their position; the fields hold no state of their own.
          <Group key={index} gap={6} wrap="nowrap" align="flex-start">
            <TextInput
              flex="0 1 36%"
              aria-label={`${what} ${index + 1} name`}
              placeholder={last ? `${what} name` : undefined}
              value={row.name}
              readOnly={readOnly}
              list={names ? list : undefined}
              error={repeated?.has(row.name) ? 'Stands twice; the last one counts' : undefined}
              onChange={(event) => edit(index, { name: event.currentTarget.value })}
              spellCheck={false}
              autoComplete="off"
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
            />
            <div style={{ flex: 1, minWidth: 0 }}>
              <TemplateInput
                name={`${what} ${index + 1} value`}
                placeholder={last ? (valuePlaceholder ?? 'Value') : undefined}
                value={row.value}
                onChange={(value) => edit(index, { value })}
              />
            </div>
            <Tooltip label="Remove">
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove ${what.toLowerCase()} ${index + 1}`}
                style={{ visibility: last || readOnly ? 'hidden' : 'visible' }}
                onClick={() => onChange(rows.filter((_, i) => i !== index))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        );
      })}
      {problem && (
        <Text size="sm" c="var(--fail)" role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  );
}

export const makeRow = (name: string, value: string): Row => ({ name, value });

export const headerNames = ['Accept', 'Accept-Language', 'Authorization', 'Cache-Control', 'Content-Type', 'Cookie', 'Host', 'If-Match', 'If-None-Match', 'Origin', 'Referer', 'User-Agent', 'X-Api-Key', 'X-Request-Id'];
