/** The values of before, which can be taken back while they are kept. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { restoreSecret } from '@/api/actions';
import { secretVersions } from '@/api/queries';
import type { Secret } from '@/api/types';
import { Ago } from '@/components/Ago';
import { Load } from '@/components/Load';
import type { Act } from './RotationDialog';

const words: Record<string, string> = { next: 'waits, staged', current: 'in use, set', previous: 'of before, set' };

export function Versions({ secret, act, busy }: { secret: Secret; act: Act; busy: boolean }) {
  const query = useQuery(secretVersions(secret.secret_uuid));
  return (
    <Load query={query}>
      {(versions) => (
        <div>
          <Text size="sm" fw={600}>
            Values that are kept
          </Text>
          <Stack component="ul" gap={0} p={0} m={0} mt={4} style={{ listStyle: 'none' }}>
            {versions.map((version) => (
              <Group key={version.version} component="li" py={6} justify="space-between" style={{ borderTop: '1px solid var(--line)' }}>
                <Text size="sm">
                  Version {version.version}{' '}
                  <Text span c="dimmed" inherit>
                    {words[version.state]} <Ago at={version.since} />
                  </Text>
                </Text>
                {version.state === 'previous' && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    disabled={busy || secret.next !== null}
                    onClick={() => void act(() => restoreSecret(secret.secret_uuid, version.version), `Version ${version.version} is used again.`)}
                    aria-label={`Restore version ${version.version}`}
                  >
                    Restore
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
          <Text size="xs" c="dimmed" mt={4}>
            Values of before are kept, and looked for, as long as results may be that were made with them.
          </Text>
        </div>
      )}
    </Load>
  );
}
