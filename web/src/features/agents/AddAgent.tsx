/** Adds an agent, and shows its token once. */
import { Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { addAgent } from '@/api/actions';
import { agents } from '@/api/queries';
import type { Enrolment } from '@/api/types';
import { Failure } from '@/components/Failure';
import { text } from '@/lib/form';
import { Token } from './Token';

interface Props {
  opened: boolean;
  onClose: () => void;
  team: string;
}

export function AddAgent({ opened, onClose, team }: Props) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<{ name: string; enrolment: Enrolment } | null>(null);
  const close = () => {
    setMade(null);
    setError(null);
    onClose();
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      const agent = await addAgent(team, { name: text(form, 'name'), slots: Number(text(form, 'slots')) });
      setMade({ name: agent.name, enrolment: agent.enrolment });
      await client.invalidateQueries({ queryKey: agents(team).queryKey });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} size="lg" closeOnClickOutside={made === null} title={<Text fw={600}>{made ? `Start ${made.name}` : 'Add Agent'}</Text>}>
      {made ? (
        <>
          <Token enrolment={made.enrolment} />
          <Group justify="flex-end" mt="lg">
            <Button onClick={close}>Done</Button>
          </Group>
        </>
      ) : (
        <form onSubmit={(event) => void submit(event)} autoComplete="off">
          <Stack gap="sm">
            <TextInput name="name" label="Name" description="Where it is, such as Office Berlin" required withAsterisk={false} data-autofocus autoComplete="off" />
            <NumberInput name="slots" label="Runs at once" description="Over all programs that work as this agent" defaultValue={10} min={1} max={1000} allowDecimal={false} w={220} />
            {error !== null && <Failure error={error} title="The agent was not added" />}
            <Group justify="flex-end" mt="sm">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Add Agent
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
