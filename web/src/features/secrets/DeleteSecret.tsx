/** Asks before a secret goes, and says which tests would fail without it. */
import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { deleteSecret } from '@/api/actions';
import { secrets, secretUsage, type SecretScope } from '@/api/queries';
import type { Secret } from '@/api/types';
import { Confirm } from '@/components/confirm';
import { Load } from '@/components/Load';
import { told } from '@/components/notify';
import { SecretUses } from './SecretUses';

interface Props {
  scope: SecretScope;
  /** The one to delete; null while none is. */
  secret: Secret | null;
  onDeleted: (id: string) => void;
  onClose: () => void;
}

export function DeleteSecret({ scope, secret, onDeleted, onClose }: Props) {
  const client = useQueryClient();
  const usage = useQuery({ ...secretUsage(scope, secret?.secret_uuid ?? ''), enabled: secret !== null });
  return (
    <Confirm
      opened={secret !== null}
      onClose={onClose}
      title={`Delete ${secret?.name ?? 'secret'}?`}
      action="Delete secret"
      onConfirm={async () => {
        if (!secret) return;
        await deleteSecret(scope, secret.secret_uuid);
        onDeleted(secret.secret_uuid);
        await client.invalidateQueries({ queryKey: secrets(scope).queryKey });
        await client.invalidateQueries({ queryKey: ['secret-names'] });
        told(`${secret.name} was deleted.`);
      }}
    >
      {secret && (
        <Load query={usage} skeleton={<Text size="sm">Looking for tests that use it …</Text>}>
          {({ safe_to_delete, uses, computed }) => (
            <>
              {safe_to_delete && <>Safe to delete: nothing uses it. </>}
              {uses.length > 0 && (
                <>
                  What uses it will fail:
                  <SecretUses uses={uses} />
                </>
              )}
              {computed.length > 0 && (
                <>
                  These put names of secrets together while they run, so they may use it{uses.length > 0 && ', too'}:
                  <SecretUses uses={computed} />
                </>
              )}
              Its value is lost for good.
            </>
          )}
        </Load>
      )}
    </Confirm>
  );
}
