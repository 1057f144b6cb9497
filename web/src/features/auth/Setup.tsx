import { Button, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { setUp } from '@/api/actions';
import { setupNeeded } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { Load } from '@/components/Load';
import { text } from '@/lib/form';
import { AuthFrame } from './AuthFrame';
import { NewPassword } from './NewPassword';

export function Setup() {
  const query = useQuery(setupNeeded);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await setUp({
        team_name: text(form, 'team_name'),
        name: text(form, 'name'),
        email: text(form, 'email'),
        password: text(form, 'password'),
      });
      client.clear();
      await navigate({ to: '/' });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AuthFrame
      title="Welcome to tacit"
      lead="Nobody is here yet. The first person owns the team: only the owner manages secrets, and invites the others."
    >
      <Load query={query}>
        {({ needed }) =>
          needed || busy ? (
            <form onSubmit={(event) => void submit(event)}>
              <Stack gap="md">
                <TextInput name="team_name" label="Team name" autoComplete="organization" required withAsterisk={false} autoFocus />
                <TextInput name="name" label="Your name" autoComplete="name" required withAsterisk={false} />
                <TextInput name="email" type="email" label="Email" description="You sign in with it" autoComplete="username" required withAsterisk={false} />
                <NewPassword />
                {error !== null && <Failure error={error} title="The team was not made" />}
                <Button type="submit" loading={busy} fullWidth mt="xs">
                  Create team
                </Button>
              </Stack>
            </form>
          ) : (
            <Navigate to="/" />
          )
        }
      </Load>
    </AuthFrame>
  );
}
