/** Why a draft was not saved, and how to go on without losing it. */
import { Alert, Button, Group, List, Text } from '@mantine/core';

import { ApiError, explain } from '@/api/client';
import type { FieldError } from '@/api/types';
import { Sentence } from '@/components/Sentence';
import { withHint } from '@/lib/sentence';

interface Props {
  error: unknown;
  fields: FieldError[];
  /** Throws the draft away and starts from the server's version. */
  onReload: () => Promise<void>;
}

export function SaveProblem({ error, fields, onReload }: Props) {
  const status = error instanceof ApiError ? error.status : 0;
  // The answer counts lines of a text that nobody at this page wrote; the field itself says where it is.
  const only = fields.length === 1 && fields[0]?.path ? fields[0] : null;
  return (
    <Alert color="red" variant="light" title="Not saved" mb="md" role="alert">
      <Text size="sm">
        <Sentence text={only ? withHint(only.message, only.hint) : explain(error)} />
      </Text>
      {fields.length > 1 && (
        <List size="sm" mt={4}>
          {fields.map((f) => (
            <List.Item key={`${f.path}${f.message}`}>
              <code>{f.path}</code> {withHint(f.message, f.hint)}
            </List.Item>
          ))}
        </List>
      )}
      {status === 401 && (
        <Text size="sm" mt={4}>
          Your session has ended. <a href="/sign-in" target="_blank" rel="noreferrer">Sign in in another tab</a>, then save here again: nothing is lost.
        </Text>
      )}
      {status === 409 && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={() => void onReload()}>
            Load the newer version, without my changes
          </Button>
        </Group>
      )}
    </Alert>
  );
}
