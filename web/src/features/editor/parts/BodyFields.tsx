/** The body of a request: text, a form, or parts. */
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

import type { MultipartPart } from '@/api/definition';
import { useTools } from '../context';
import type { BodyKind, RequestDraft } from '../model/draft';
import { makeRow, RowsEditor } from './RowsEditor';
import { TemplateInput } from './TemplateInput';

interface Props {
  step: RequestDraft;
  set: (part: Partial<RequestDraft>) => void;
  path: string;
}

export function BodyFields({ step, set, path }: Props) {
  const { readOnly } = useTools();
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <Text size="sm" fw={600}>
          Body
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Kind of body"
          disabled={readOnly}
          value={step.bodyKind}
          onChange={(kind) => set({ bodyKind: kind as BodyKind })}
          data={[
            { value: 'none', label: 'None' },
            { value: 'raw', label: 'Raw' },
            { value: 'form', label: 'Form' },
            { value: 'multipart', label: 'Multipart' },
          ]}
        />
      </Group>
      {step.bodyKind === 'raw' && <TemplateInput name="Body" rows={8} value={step.body} onChange={(body) => set({ body })} path={`${path}.body`} placeholder={'{"sku": "{{sku}}"}'} />}
      {step.bodyKind === 'form' && <RowsEditor what="Form field" rows={step.form} onChange={(form) => set({ form })} make={makeRow} path={`${path}.form`} />}
      {step.bodyKind === 'multipart' && <Parts parts={step.multipart} onChange={(multipart) => set({ multipart })} />}
    </div>
  );
}

function Parts({ parts, onChange }: { parts: MultipartPart[]; onChange: (parts: MultipartPart[]) => void }) {
  const { readOnly } = useTools();
  const edit = (index: number, part: Partial<MultipartPart>) => onChange(parts.map((p, i) => (i === index ? { ...p, ...part } : p)));
  return (
    <Stack gap="sm">
      {parts.map((part, index) => (
        <Group key={index} gap={6} align="flex-start" wrap="wrap">
          <TextInput label="Name" value={part.name} readOnly={readOnly} onChange={(e) => edit(index, { name: e.currentTarget.value })} w={150} />
          <TextInput label="File name" description="Makes it a file" inputWrapperOrder={['label', 'input', 'description']} value={part.file_name ?? ''} readOnly={readOnly} onChange={(e) => edit(index, { file_name: e.currentTarget.value || null })} w={150} />
          <TextInput label="Content type" value={part.content_type ?? ''} readOnly={readOnly} onChange={(e) => edit(index, { content_type: e.currentTarget.value || null })} w={170} />
          <div style={{ flex: '1 1 240px' }}>
            <TemplateInput label="Content" rows={2} value={part.value} onChange={(value) => edit(index, { value })} />
          </div>
          {!readOnly && (
            <Tooltip label="Remove">
              <ActionIcon variant="subtle" color="gray" size={36} mt={24} aria-label={`Remove part ${index + 1}`} onClick={() => onChange(parts.filter((_, i) => i !== index))}>
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      ))}
      {!readOnly && (
        <Group>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...parts, { name: '', value: '' }])}>
            Add part
          </Button>
        </Group>
      )}
    </Stack>
  );
}
