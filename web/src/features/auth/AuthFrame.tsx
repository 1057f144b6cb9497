/** The quiet page around sign-in and set-up. */
import { Box, Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { Logo } from '@/app/Logo';
import { useDocumentTitle } from '@/components/Page';

export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useDocumentTitle(title);
  return (
    <Box component="main" mih="100vh" p="md" style={{ display: 'grid', placeItems: 'center' }}>
      <Box w="100%" maw={420}>
        <Group gap={10} mb="md" justify="center">
          <Logo size={34} />
          <Text fw={650} fz="xl">
            tacit
          </Text>
        </Group>
        <Paper withBorder p={{ base: 'lg', xs: 'xl' }} shadow="xs" bg="var(--paper)">
          <Title order={1} size="h3" mb={4}>
            {title}
          </Title>
          {lead && (
            <Text size="sm" c="dimmed" mb="lg" component="div">
              {lead}
            </Text>
          )}
          {children}
        </Paper>
      </Box>
    </Box>
  );
}
