/** In the place of a part that may not be shown: why, and what to do next. */
import { Box, List, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';

import type { Hidden } from '@/api/record';
import { useOwnerName } from '@/app/session';
import { useAudience } from './audience';
import { explainHidden } from './hidden';

interface Props {
  why: Hidden;
  part: string;
  secrets: string[];
}

export function HiddenPart(props: Props) {
  const { title, because } = explainHidden(props.why, props.part, props.secrets, undefined);
  const outside = useAudience() === 'outside';
  return (
    <Box
      role="note"
      aria-label={title}
      p="md"
      my="xs"
      style={{ borderRadius: 10, border: '1px dashed light-dark(#b9c2ca, #525b63)', background: 'var(--ground)', display: 'flex', gap: 12 }}
    >
      <IconEyeOff size={20} color="var(--quiet)" style={{ flex: 'none', marginTop: 2 }} aria-hidden="true" />
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed" mb={outside ? 0 : 6}>
          {because}
        </Text>
        {!outside && <Next {...props} />}
      </div>
    </Box>
  );
}

function Next({ why, part, secrets }: Props) {
  const owner = useOwnerName();
  return (
    <>
      <Text size="xs" fw={600} c="dimmed">
        What you can do
      </Text>
      <List size="sm" spacing={2}>
        {explainHidden(why, part, secrets, owner).next.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </>
  );
}
