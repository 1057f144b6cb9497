/** The frame of a page: a heading, what can be done, the content. */
import { Box, Group, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

interface Props {
  title: string;
  /** Of the browser's tab; the heading otherwise. */
  documentTitle?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  width?: number | string;
  children: ReactNode;
}

export function Page({ title, documentTitle, lead, actions, width = 1160, children }: Props) {
  useDocumentTitle(documentTitle ?? title);
  return (
    <Box maw={width} mx="auto" px={{ base: 'md', sm: 'lg' }} py="lg">
      <Group justify="space-between" align="flex-start" mb="md" gap="md">
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          {lead && (
            <Text size="sm" c="dimmed" mt={2} component="div">
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}

export function useDocumentTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · tacit`;
  }, [title]);
}
