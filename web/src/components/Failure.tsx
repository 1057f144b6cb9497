/** What went wrong, and a way on. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';

import { explain } from '@/api/client';
import { Sentence } from './Sentence';

export function Failure({ error, retry, title = 'This could not be loaded' }: { error: unknown; retry?: () => void; title?: string }) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={title} role="alert" my="md">
      <Text size="sm">
        <Sentence text={explain(error)} />
      </Text>
      {retry && (
        <Group mt="sm">
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}
