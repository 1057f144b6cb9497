import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { changePassword, renameAccount } from '@/api/actions';
import { account, session } from '@/api/queries';
import { useSession } from '@/app/session';
import { Failure } from '@/components/Failure';
import { told } from '@/components/notify';
import { Page } from '@/components/Page';
import { NewPassword } from '@/features/auth/NewPassword';
import { text } from '@/lib/form';
import { roleLabel } from '@/lib/vocabulary';
import { Tokens } from './Tokens';

export function AccountPage() {
  return (
    <Page title="Personal Information" width={760}>
      <Stack gap="lg">
        <Name />
        <Password />
        <Tokens />
      </Stack>
    </Page>
  );
}

function Name() {
  const { person, team, role } = useSession();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await renameAccount(text(new FormData(event.currentTarget), 'name'));
      await client.invalidateQueries({ queryKey: session.queryKey });
      await client.invalidateQueries({ queryKey: account.queryKey });
      told('Your name was saved.');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="lg" bg="var(--paper)">
      <form onSubmit={(event) => void submit(event)}>
        <Group align="flex-end">
          <TextInput name="name" label="Name" defaultValue={person.name} autoComplete="name" required withAsterisk={false} flex={1} />
          <Button type="submit" loading={busy}>
            Save name
          </Button>
        </Group>
      </form>
      {error !== null && <Failure error={error} title="The name was not saved" />}
      <Text size="sm" c="dimmed" mt="sm">
        You sign in as {person.email}. In the team {team.name} you are: {roleLabel(role)}.
      </Text>
    </Paper>
  );
}

function Password() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await changePassword({ current: text(form, 'current'), new: text(form, 'new') });
      // A new key makes new, empty fields.
      setRound((n) => n + 1);
      told('Your password was changed.');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="lg" bg="var(--paper)">
      <Title order={2} size="h4" mb="sm">
        Password
      </Title>
      <form onSubmit={(event) => void submit(event)} key={round}>
        <Stack gap="sm" maw={380}>
          <PasswordInput name="current" label="Current password" autoComplete="current-password" required withAsterisk={false} />
          <NewPassword name="new" label="New password" />
          {error !== null && <Failure error={error} title="The password was not changed" />}
          <Group>
            <Button type="submit" loading={busy} variant="default">
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
