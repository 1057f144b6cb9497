/** Why a step failed, in a sentence, and what to look at first. */
import { Alert, Text } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';

import { Sentence } from '@/components/Sentence';
import { useAudience } from './audience';
import type { Diagnosis } from './diagnoses';

interface Props {
  diagnosis: Diagnosis;
  /** Names of the secrets the step used. */
  secrets: string[];
}

export function WhyItFailed({ diagnosis, secrets }: Props) {
  const { title, advice, status, cause } = diagnosis;
  const team = useAudience() === 'team';
  const keys = team && secrets.length > 0 && ['credentials_refused', 'forbidden'].includes(cause);
  return (
    <Alert color="red" variant="light" icon={<IconStethoscope />} title={status ? `${title} (${status})` : title}>
      <Text size="sm">
        <Sentence text={advice} />
      </Text>
      {keys && (
        <Text size="sm" mt={4}>
          The step sent {secrets.length === 1 ? 'the secret' : 'the secrets'} {secrets.join(', ')}: its owner sees when it was changed, and tries a new value before it counts.
        </Text>
      )}
    </Alert>
  );
}
