import { Paper } from '@mantine/core';

import { useSession } from '@/app/session';
import { Page } from '@/components/Page';
import { SecretsPanel } from './SecretsPanel';

export function TeamSecrets() {
  const { team } = useSession();
  return (
    <Page title="Secrets" lead={`Of the team ${team.name}: every test of every bucket can use them by name.`} width={880}>
      <Paper withBorder p="lg" bg="var(--paper)">
        <SecretsPanel scope={{ kind: 'team', id: team.id }} />
      </Paper>
    </Page>
  );
}
