import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { signIn } from '@/api/actions';
import { session, setupNeeded } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { text } from '@/lib/form';
import { AuthFrame } from './AuthFrame';

// The session cookie is for secure pages only; browsers count loopback among them.
const insecure = typeof window !== 'undefined' && !window.isSecureContext;

export function SignIn() {
  const search = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const client = useQueryClient();
  const { data: setup } = useQuery(setupNeeded);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  if (setup?.needed) return <Navigate to="/setup" />;

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      const signedIn = await signIn({ email: text(form, 'email'), password: text(form, 'password') });
      client.clear();
      client.setQueryData(session.queryKey, signedIn);
      router.history.push(search.return ?? '/');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AuthFrame title="Sign in">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md" mt="sm">
          {search.return && error === null && (
            <Alert color="blue" variant="light" py="xs">
              Sign in to go on where you were.
            </Alert>
          )}
          {insecure && (
            <Alert color="orange" variant="light" title="This page is not served over HTTPS">
              Browsers keep the sign-in only on https addresses and on localhost. Open tacit through one of these.
            </Alert>
          )}
          <TextInput name="email" type="email" label="Email" autoComplete="username" required withAsterisk={false} autoFocus />
          <PasswordInput name="password" label="Password" autoComplete="current-password" required withAsterisk={false} />
          {error !== null && <Failure error={error} title="You are not signed in" />}
          <Button type="submit" loading={busy} fullWidth mt="xs">
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
