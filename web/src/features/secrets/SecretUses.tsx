/** What uses a secret: where its value goes, from where, and when that went well last. */
import { List, Text } from '@mantine/core';

import type { SecretUse } from '@/api/types';
import { Ago } from '@/components/Ago';

export function SecretUses({ uses }: { uses: SecretUse[] }) {
  return (
    <List size="sm" my="xs">
      {uses.map((use) => (
        <List.Item key={`${use.bucket_key}/${use.test_id}/${use.environment_id}`}>
          {use.test_name ?? `Shared environment ${use.environment_name ?? ''}`}{' '}
          <Text span c="dimmed" inherit>
            in {use.bucket_name}
            {use.test_name !== null && use.environment_name !== null && `, environment ${use.environment_name}`}
            {use.hosts.length > 0 && `, to ${use.hosts.join(', ')}`}
            {use.locations.length > 0 && `, from ${use.locations.join(', ')}`}
            {use.test_name !== null &&
              (use.last_passed_at ? (
                <>
                  , passed <Ago at={use.last_passed_at} />
                </>
              ) : (
                ', has not passed yet'
              ))}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
