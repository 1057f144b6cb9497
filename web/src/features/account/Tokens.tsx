/** Personal tokens: shown once when made, then only named. */
import { Alert, Button, Group, Paper, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type SubmitEvent } from 'react';

import { createToken, revokeToken } from '@/api/actions';
import { tokens } from '@/api/queries';
import type { Token } from '@/api/types';
import { Ago } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { Failure } from '@/components/Failure';
import { Load } from '@/components/Load';

export function Tokens() {
  const query = useQuery(tokens);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<{ name: string; text: string } | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '');
    setBusy(true);
    setError(null);
    try {
      const token = await createToken(name);
      setMade({ name, text: token.token });
      form.current?.reset();
      await client.invalidateQueries({ queryKey: tokens.queryKey });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Paper withBorder p="lg" bg="var(--paper)">
      <Title order={2} size="h4">
        Personal tokens
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        For scripts and other clients of the API: they send <code>Authorization: Bearer</code> and the token, and may do what you may.
      </Text>
      {made && (
        <Alert color="teal" variant="light" mb="md" title={`The token ${made.name}`} withCloseButton onClose={() => setMade(null)} closeButtonLabel="I have kept it">
          <Text size="sm" mb="xs">
            Copy it now. It is not shown again.
          </Text>
          <code className="wrap">{made.text}</code>
        </Alert>
      )}
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <Text size="sm" c="dimmed">
              No token yet.
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={420}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Made</Table.Th>
                    <Table.Th>Last used</Table.Th>
                    <Table.Th>
                      <span className="visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((token) => (
                    <Table.Tr key={token.id}>
                      <Table.Td className="wrap">{token.name}</Table.Td>
                      <Table.Td>
                        <Ago at={token.created_at} />
                      </Table.Td>
                      <Table.Td>{token.last_used_at ? <Ago at={token.last_used_at} /> : 'never'}</Table.Td>
                      <Table.Td ta="right">
                        <Button size="compact-sm" variant="subtle" color="red" c="var(--fail)" onClick={() => setRevoking(token)} aria-label={`Revoke ${token.name}`}>
                          Revoke
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Load>
      <form ref={form} onSubmit={(event) => void submit(event)}>
        <Group align="flex-end" mt="md">
          <TextInput name="name" label="New token" placeholder="What it is for" required withAsterisk={false} flex={1} maxLength={100} />
          <Button type="submit" variant="default" loading={busy}>
            Create token
          </Button>
        </Group>
      </form>
      {error !== null && <Failure error={error} title="The token was not made" />}
      <Confirm
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ''}?`}
        action="Revoke token"
        onConfirm={async () => {
          if (!revoking) return;
          await revokeToken(revoking.id);
          await client.invalidateQueries({ queryKey: tokens.queryKey });
        }}
      >
        Clients that use it are refused from now on.
      </Confirm>
    </Paper>
  );
}
