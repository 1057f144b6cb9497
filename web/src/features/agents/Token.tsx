/** A token that is shown once, with what to type on the other machine. */
import { Alert, Code, Stack, Text } from '@mantine/core';

import type { Enrolment } from '@/api/types';
import { Copy } from '@/components/Copy';
import { moment } from '@/lib/format';

export function Token({ enrolment }: { enrolment: Enrolment }) {
  // Plain HTTP is for this machine alone: the command would be refused anywhere else.
  const server = window.location.origin;
  const command = `tacit agent --server ${server} --token-file token`;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500} mb={4}>
          1. Write this token into the file <Code>token</Code> on the other machine
        </Text>
        <Copy value={enrolment.token} label="Copy the token" />
        <Text size="xs" c="dimmed" mt={4}>
          It works once, until {moment(enrolment.expires_at)}, and is not shown again. Let nobody else read the file: <Code>chmod 600 token</Code>
        </Text>
      </div>
      <div>
        <Text size="sm" fw={500} mb={4}>
          2. Start the agent there
        </Text>
        <Copy value={command} label="Copy the command" />
        <Text size="xs" c="dimmed" mt={4}>
          Tests of private addresses need <Code>--allow-egress</Code> with their range, such as 10.1.0.0/16.
        </Text>
      </div>
      {window.location.protocol === 'http:' && (
        <Alert color="yellow" variant="light">
          This page was opened without HTTPS. An agent on another machine needs the server’s https address.
        </Alert>
      )}
    </Stack>
  );
}
