/** Says that credentials are written out, where a secret belongs, and lets the owner turn them into secrets. */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { writtenCredentials } from '@/api/queries';
import type { WrittenCredential } from '@/api/types';
import { useOwnerName, useSession } from '@/app/session';
import { TurnIntoSecret } from './TurnIntoSecret';
import { heading, where } from './words';

interface Props {
  bucket: string;
  /** Only in this test. */
  test?: string;
  /** Changes when something was saved. */
  revision?: unknown;
  /** After one was turned into a secret, or with what must be saved before; nothing is turned while that is not so. */
  onTurned: () => Promise<unknown> | void;
  /** Why nothing can be turned now. */
  blocked?: string | null;
}

export function WrittenCredentials({ bucket, test, revision, onTurned, blocked = null }: Props) {
  const { role } = useSession();
  const owner = useOwnerName();
  // What cannot be looked for is no reason to disturb whoever edits.
  const { data } = useQuery(writtenCredentials(bucket, test, revision));
  const [turning, setTurning] = useState<WrittenCredential | null>(null);
  if (!data || data.length === 0) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconKey />} mb="md" title={heading(data.length)} role="status">
      <Text size="sm">
        Everybody who may look at the test can read them, and results show them.{' '}
        {role === 'owner' ? 'A secret in their place shows nowhere.' : `Ask ${owner ?? 'the owner of your team'} to turn them into secrets.`}
      </Text>
      <List size="sm" mt="xs" spacing={4}>
        {data.map((one) => (
          <List.Item key={`${one.test_id}/${one.environment_id}/${one.place}/${one.nth}`}>
            <Group gap="xs">
              <span>
                Looks like {one.kind}, in <code className="wrap">{where(one, test !== undefined)}</code>
              </span>
              {role === 'owner' && (
                <Button size="compact-xs" variant="default" disabled={blocked !== null} title={blocked ?? undefined} onClick={() => setTurning(one)} aria-label={`Turn ${one.suggested_name} into a secret`}>
                  Turn into a secret
                </Button>
              )}
            </Group>
          </List.Item>
        ))}
      </List>
      {role === 'owner' && blocked !== null && (
        <Text size="xs" c="dimmed" mt={4}>
          {blocked}
        </Text>
      )}
      <TurnIntoSecret bucket={bucket} credential={turning} onClose={() => setTurning(null)} onTurned={onTurned} />
    </Alert>
  );
}
