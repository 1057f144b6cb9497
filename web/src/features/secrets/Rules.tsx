/** What everybody should know who keeps secrets here. */
import { Alert, List } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';

import type { SecretScope } from '@/api/queries';

export function Rules({ scope }: { scope: SecretScope }) {
  return (
    <Alert color="slate" variant="light" icon={<IconInfoCircle />} mb="md">
      <List size="sm" spacing={4}>
        <List.Item>Values are never shown again, to anyone. To change one, enter a new value.</List.Item>
        <List.Item>
          In a test: <code>{'{{get_secret(name)}}'}</code>. In a script: <code>get_secret("name")</code>. Results of steps that use it hide what could hold the value.
        </List.Item>
        <List.Item>A sealed secret reaches the hosts you list and nobody else. Anyone who can edit a test can send a plain one to a host of their choice.</List.Item>
        {scope.kind === 'bucket' && <List.Item>These serve the tests of this bucket only. A name may not be a team secret’s as well.</List.Item>}
      </List>
    </Alert>
  );
}
