/** A body: indented when it is JSON, as it came otherwise. */
import { Box, Group, SegmentedControl, Text } from '@mantine/core';
import { useMemo, useState } from 'react';

import type { BodyRecord } from '@/api/record';
import { Copy } from '@/components/Copy';
import { bodyNote, pretty } from './view';

export function BodyView({ body, contentType, label }: { body: BodyRecord; contentType: string | undefined; label: string }) {
  const text = typeof body === 'object' && 'text' in body ? body.text.text : null;
  const nice = useMemo(() => (text === null ? null : pretty(text, contentType)), [text, contentType]);
  const [raw, setRaw] = useState(false);
  const note = bodyNote(body);
  const changes = nice !== null && nice.text !== text;
  return (
    <div>
      <Group justify="space-between" mb={6} mih={30}>
        <Text size="sm" fw={600}>
          Body
        </Text>
        <Group gap="xs">
          {changes && (
            <SegmentedControl
              size="xs"
              aria-label="Form of the body"
              value={raw ? 'raw' : 'pretty'}
              onChange={(value) => setRaw(value === 'raw')}
              data={[
                { value: 'pretty', label: 'Indented' },
                { value: 'raw', label: 'As received' },
              ]}
            />
          )}
          {text !== null && <Copy value={text} label={`Copy the ${label}`} hideText />}
        </Group>
      </Group>
      {nice && (
        <Box
          component="pre"
          tabIndex={0}
          aria-label={label}
          p="sm"
          m={0}
          mah={420}
          className="mono wrap"
          style={{ overflow: 'auto', whiteSpace: 'pre-wrap', background: 'var(--ground)', border: '1px solid var(--line)', borderRadius: 8, fontSize: 12.5 }}
        >
          {raw ? text : nice.text}
        </Box>
      )}
      {note && (
        <Text size="sm" c="dimmed" mt={4}>
          {note}
        </Text>
      )}
    </div>
  );
}
