/** A page with nothing on it yet says what it is for and how to begin. */
import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export function EmptyState({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <Paper withBorder p="xl" my="md" bg="var(--paper)">
      <Center>
        <Stack align="center" gap="xs" maw={480} py="md">
          <svg width="72" height="40" viewBox="0 0 72 40" aria-hidden="true">
            <path d="M4 14h64" stroke="var(--none)" strokeWidth="2" strokeLinecap="round" />
            <rect x="26" y="14" width="20" height="10" rx="1.5" fill="var(--none)" />
          </svg>
          <Title order={2} size="h4" ta="center">
            {title}
          </Title>
          <Text ta="center" c="dimmed" size="sm" component="div">
            {children}
          </Text>
          {actions && <Group mt="sm">{actions}</Group>}
        </Stack>
      </Center>
    </Paper>
  );
}
