/** What a response must be. */
import { ActionIcon, Button, Group, NativeSelect, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

import type { Assertion, Comparison, Source } from '@/api/definition';
import { comparisonsFor, sources, takesProperty, takesValue } from '@/lib/vocabulary';
import { useFieldError, useTools } from '../context';
import { TemplateInput } from './TemplateInput';

interface Props {
  list: Assertion[];
  onChange: (list: Assertion[]) => void;
  path: string;
}

export function AssertionRows({ list, onChange, path }: Props) {
  const { readOnly } = useTools();
  return (
    <Stack gap="sm">
      {list.length === 0 && (
        <Text size="sm" c="dimmed">
          Without an assertion the step passes with any answer, also with an error of the server.
        </Text>
      )}
      {list.map((assertion, index) => (
        <AssertionRow
          key={index}
          number={index + 1}
          assertion={assertion}
          path={`${path}[${index}]`}
          onChange={(next) => onChange(list.map((a, i) => (i === index ? next : a)))}
          onRemove={() => onChange(list.filter((_, i) => i !== index))}
        />
      ))}
      {!readOnly && (
        <Group>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...list, { source: 'response_json', property: '', comparison: 'equal', value: '' }])}>
            Add Assertion
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface RowProps {
  assertion: Assertion;
  number: number;
  path: string;
  onChange: (assertion: Assertion) => void;
  onRemove: () => void;
}

// A number stays a number while the text is one.
const typed = (text: string, before: Assertion['value']): string | number => (typeof before === 'number' && String(Number(text)) === text ? Number(text) : text);

function AssertionRow({ assertion, number, path, onChange, onRemove }: RowProps) {
  const { readOnly } = useTools();
  const whole = useFieldError(path);
  const { source, property, comparison, value } = assertion;
  const setSource = (next: Source) =>
    onChange({
      ...assertion,
      source: next,
      property: takesProperty(next) ? (property ?? '') : null,
      comparison: comparisonsFor(next).some((c) => c.value === comparison) ? comparison : 'equal',
    });
  const setComparison = (next: Comparison) => onChange({ ...assertion, comparison: next, value: takesValue(next) ? (value ?? '') : null });
  return (
    <div role="group" aria-label={`Assertion ${number}`}>
      <Group gap={6} align="flex-start" wrap="wrap">
        <NativeSelect
          aria-label={`Assertion ${number} source`}
          w={160}
          disabled={readOnly}
          value={source}
          error={useFieldError(`${path}.source`)}
          onChange={(event) => setSource(event.currentTarget.value as Source)}
          data={sources.map((s) => ({ value: s.value, label: s.label }))}
        />
        {takesProperty(source) && (
          <div style={{ flex: '1 1 130px' }}>
            <TemplateInput
              name={`Assertion ${number} property`}
              placeholder={sources.find((s) => s.value === source)?.property}
              value={property ?? ''}
              onChange={(text) => onChange({ ...assertion, property: text })}
              path={`${path}.property`}
            />
          </div>
        )}
        <NativeSelect
          aria-label={`Assertion ${number} comparison`}
          w={188}
          disabled={readOnly}
          value={comparison}
          error={useFieldError(`${path}.comparison`)}
          onChange={(event) => setComparison(event.currentTarget.value as Comparison)}
          data={comparisonsFor(source).map((c) => ({ value: c.value, label: c.label }))}
        />
        {takesValue(comparison) && (
          <div style={{ flex: '1 1 130px' }}>
            <TemplateInput
              name={`Assertion ${number} target value`}
              placeholder="Target value"
              value={value === null || value === undefined ? '' : String(value)}
              onChange={(text) => onChange({ ...assertion, value: typed(text, value) })}
              path={`${path}.value`}
            />
          </div>
        )}
        {!readOnly && (
          <Tooltip label="Remove">
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove assertion ${number}`} onClick={onRemove}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {whole && (
        <Text size="xs" c="var(--fail)" role="alert">
          {whole}
        </Text>
      )}
    </div>
  );
}
