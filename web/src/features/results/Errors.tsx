/** What kept a step or a run from working. */
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import { hidden, shown, type ErrorRecord } from '@/api/record';
import { sentence } from '@/lib/sentence';

const words: Record<string, string> = {
  SECRET_UNAVAILABLE: 'There is no such secret here',
  TEMPLATE: 'A template could not be filled in',
  URL: 'The URL cannot be requested',
  DNS: 'The host name has no address',
  CONNECT: 'No connection',
  TLS: 'No trusted TLS connection',
  TIMEOUT: 'No answer in time',
  PROTOCOL: 'The answer is not HTTP',
  TOO_LARGE: 'The answer is larger than allowed',
  REDIRECT_POLICY: 'A redirect led where the request may not go',
  EGRESS_POLICY: 'The request may not go to this address',
  SCRIPT_ERROR: 'A script threw an error',
  SCRIPT_LIMIT: 'A script used more than it may',
  LOOP_LIMIT: 'The loop did not come to its end',
  SUBTEST_UNAVAILABLE: 'There is no such test to run here',
  ASSERTION: 'An assertion could not be evaluated',
  CANCELLED: 'The run was stopped',
  AGENT_LOST: 'The agent did not come back',
  INTERNAL: 'tacit itself failed here',
};

/** A kind of step that an import brought along is nobody's failure. */
const title = (error: ErrorRecord) => (error.place === 'step_type' ? 'This version cannot run such a step' : (words[error.code] ?? error.code));

export function Errors({ list }: { list: ErrorRecord[] }) {
  return list.map((error, index) => (
    <Alert key={index} color="red" variant="light" icon={<IconAlertTriangle />} title={title(error)} my="xs">
      {error.place && (
        <Text size="sm">
          At <code>{error.place}</code>
        </Text>
      )}
      {shown(error.detail) && (
        <Text size="sm" className="wrap">
          {sentence(shown(error.detail) ?? '')}
        </Text>
      )}
      {hidden(error.detail) && (
        <Text size="sm" c="dimmed">
          The details are hidden: they could hold the value of a secret.
        </Text>
      )}
      {error.hint && (
        <Text size="sm" mt={4}>
          {sentence(error.hint)}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {error.code}
      </Text>
    </Alert>
  ));
}
