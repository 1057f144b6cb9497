/** A value that waits: tried by every test that uses it, then promoted or discarded. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { discardSecret, promoteSecret, trySecret } from '@/api/actions';
import { secretTrial } from '@/api/queries';
import type { Secret, SecretTrial } from '@/api/types';
import { Ago } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { Load } from '@/components/Load';
import { count } from '@/lib/format';
import type { Act } from './RotationDialog';
import { TrialRuns } from './TrialRuns';

interface Props {
  secret: Secret;
  act: Act;
  busy: boolean;
  onPromoted: () => void;
}

/** Whether the trial speaks for the value. */
export const speaksForIt = (verdict: string): boolean => verdict === 'passed' || verdict === 'unused';

/** What the trial says, in a sentence. */
export function saying({ verdict, runs }: Pick<SecretTrial, 'verdict' | 'runs'>): string {
  const failed = runs.filter((run) => run.result === 'fail' || run.result === 'canceled').length;
  switch (verdict) {
    case 'unused':
      return 'No test names this secret, so there is nothing to try.';
    case 'running':
      return `The trial goes on: ${count(runs.length, 'run')}.`;
    case 'passed':
      return runs.length === 1 ? 'The run with the next value passed.' : `All ${runs.length} runs with the next value passed.`;
    case 'failed':
      return `${failed} of ${count(runs.length, 'run')} with the next value did not pass.`;
    default:
      return 'Not tried yet. Try it runs every test that uses the secret once, with the next value; nobody is alarmed by these runs.';
  }
}

export function NextValue({ secret, act, busy, onPromoted }: Props) {
  const trial = useQuery(secretTrial(secret.secret_uuid));
  const [asking, setAsking] = useState(false);
  const promote = async (untried: boolean) => {
    await act(async () => {
      await promoteSecret(secret.secret_uuid, untried);
      onPromoted();
    }, `${secret.name} has its next value.`);
  };
  return (
    <Load query={trial}>
      {(state) => (
        <Stack gap="sm">
          <Text size="sm">
            A next value waits, staged <Ago at={state.since} />. Tests use the current one.
          </Text>
          <Text size="sm" fw={600} role="status">
            {saying(state)}
          </Text>
          {state.runs.length > 0 && <TrialRuns runs={state.runs} />}
          <Group justify="space-between">
            <Button variant="subtle" color="gray" disabled={busy} onClick={() => void act(() => discardSecret(secret.secret_uuid), 'The next value was discarded.')}>
              Discard it
            </Button>
            <Group gap="sm">
              <Button
                variant={speaksForIt(state.verdict) ? 'default' : 'filled'}
                disabled={busy || state.verdict === 'unused'}
                loading={state.verdict === 'running'}
                onClick={() => void act(() => trySecret(secret.secret_uuid), 'The trial has begun.')}
              >
                {state.runs.length > 0 ? 'Try it again' : 'Try it'}
              </Button>
              <Button
                variant={speaksForIt(state.verdict) ? 'filled' : 'default'}
                disabled={busy || state.verdict === 'running'}
                onClick={() => (speaksForIt(state.verdict) ? void promote(false) : setAsking(true))}
              >
                Use it from now on
              </Button>
            </Group>
          </Group>
          <Confirm opened={asking} onClose={() => setAsking(false)} title="Use it nevertheless?" action="Use it from now on" danger onConfirm={() => promote(true)}>
            {saying(state)} You can restore the value of before for as long as it is kept.
          </Confirm>
        </Stack>
      )}
    </Load>
  );
}
