/** On the page of a test's schedules: a maintenance window is open, until when, and how to end it. */
import { Alert, Button, Text } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';

import { endMaintenance } from '@/api/actions';
import type { OpenMaintenance } from '@/api/types';
import { useNow } from '@/components/Ago';
import { failed } from '@/components/notify';
import { openWord } from './words';

export function OpenWindow({ open, bucket, edits, again }: { open: OpenMaintenance; bucket: string; edits: boolean; again: () => Promise<unknown> }) {
  const now = useNow(5);
  const end = async () => {
    try {
      await endMaintenance(bucket, open.id);
      await again();
    } catch (error) {
      failed('The window was not ended', error);
    }
  };
  return (
    <Alert color="orange" variant="light" icon={<IconTool />} title={openWord(open, now)} mb="md">
      <Text size="sm">{open.mode === 'rest' ? 'Schedules it is for have no runs, and nothing counts as missed.' : 'Schedules it is for have their runs, and nobody is told of them.'}</Text>
      {edits && (
        <Button size="xs" variant="default" mt="sm" onClick={() => void end()}>
          End the window now
        </Button>
      )}
    </Alert>
  );
}
