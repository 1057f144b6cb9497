/** Says that something rests, and at which level; nothing where nothing does. */
import { Badge } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';

export function RestMark({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <Badge color="orange" variant="light" leftSection={<IconPlayerPause size={11} aria-hidden="true" />} tt="none">
      {text}
    </Badge>
  );
}
