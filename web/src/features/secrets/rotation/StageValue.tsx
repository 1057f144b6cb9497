/** Takes the value that is to come. Its text lives in the field alone, until it is sent. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';

import { stageSecret } from '@/api/actions';
import type { Secret } from '@/api/types';
import { valueProblem } from '@/lib/secretName';
import { SecretInput } from '../SecretInput';
import type { Act } from './RotationDialog';

export function StageValue({ secret, act, busy }: { secret: Secret; act: Act; busy: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const stage = async () => {
    const value = field.current?.value ?? '';
    const wrong = valueProblem(value);
    setProblem(wrong ?? undefined);
    if (wrong) return;
    await act(() => stageSecret(secret.secret_uuid, value), `The next value of ${secret.name} waits.`);
  };
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void stage();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Enter the value that is to come. Tests go on with the current one until you have tried the next one and put it in its place; results are searched for
          both.
        </Text>
        <SecretInput label={`Next value of ${secret.name}`} inputRef={field} error={problem} onTouched={() => setProblem(undefined)} autoFocus />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Keep as next value
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
