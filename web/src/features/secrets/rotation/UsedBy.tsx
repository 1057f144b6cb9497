/** Who will notice a new value. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { secretUsage, type SecretScope } from '@/api/queries';
import type { Secret } from '@/api/types';
import { Load } from '@/components/Load';
import { SecretUses } from '../SecretUses';

export function UsedBy({ scope, secret }: { scope: SecretScope; secret: Secret }) {
  const usage = useQuery(secretUsage(scope, secret.secret_uuid));
  return (
    <Load query={usage}>
      {({ uses, computed }) => (
        <div>
          <Text size="sm" fw={600}>
            Used by
          </Text>
          {uses.length === 0 && (
            <Text size="sm" c="dimmed">
              No test names it.
            </Text>
          )}
          <SecretUses uses={uses} />
          {computed.length > 0 && (
            <>
              <Text size="sm">These put names of secrets together while they run, and are not tried:</Text>
              <SecretUses uses={computed} />
            </>
          )}
        </div>
      )}
    </Load>
  );
}
