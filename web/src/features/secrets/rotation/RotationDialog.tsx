/** Changing a value without a gap: the next one waits, is tried, and takes the place of the current one. */
import { Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { secrets, type SecretScope } from '@/api/queries';
import type { Secret } from '@/api/types';
import { Failure } from '@/components/Failure';
import { told } from '@/components/notify';
import { NextValue } from './NextValue';
import { StageValue } from './StageValue';
import { UsedBy } from './UsedBy';
import { Versions } from './Versions';

interface Props {
  scope: SecretScope;
  /** The one to rotate; null while none is. */
  secret: Secret | null;
  onClose: () => void;
}

/** Does something with the values, and says so when it is done. */
export type Act = (what: () => Promise<unknown>, done: string) => Promise<void>;

export function RotationDialog({ scope, secret, onClose }: Props) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act: Act = async (what, done) => {
    setBusy(true);
    setError(null);
    try {
      await what();
      told(done);
    } catch (problem) {
      setError(problem);
    } finally {
      await Promise.all(['secret-trial', 'secret-versions'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      await client.invalidateQueries({ queryKey: secrets(scope).queryKey });
      setBusy(false);
    }
  };
  const close = () => {
    setError(null);
    onClose();
  };
  return (
    <Modal opened={secret !== null} onClose={close} size="lg" title={<Text fw={600}>Rotate {secret?.name}</Text>}>
      {secret && (
        <Stack gap="lg">
          {error !== null && <Failure error={error} title="That did not work" />}
          {secret.next ? <NextValue secret={secret} act={act} busy={busy} onPromoted={close} /> : <StageValue secret={secret} act={act} busy={busy} />}
          <UsedBy scope={scope} secret={secret} />
          <Versions secret={secret} act={act} busy={busy} />
        </Stack>
      )}
    </Modal>
  );
}
