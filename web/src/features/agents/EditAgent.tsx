/** Renames an agent, or changes how many runs it has at once. */
import { Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { changeAgent } from '@/api/actions';
import { agents } from '@/api/queries';
import type { Agent } from '@/api/types';
import { Failure } from '@/components/Failure';
import { text } from '@/lib/form';

interface Props {
  team: string;
  /** The one to change; null while none is. */
  agent: Agent | null;
  onClose: () => void;
}

export function EditAgent({ team, agent, onClose }: Props) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!agent) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await changeAgent(team, agent.agent_id, { name: text(form, 'name'), slots: Number(text(form, 'slots')) });
      await client.invalidateQueries({ queryKey: agents(team).queryKey });
      close();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={agent !== null} onClose={close} title={<Text fw={600}>Change {agent?.name}</Text>}>
      {agent && (
        <form key={agent.agent_id} onSubmit={(event) => void submit(event)} autoComplete="off">
          <Stack gap="sm">
            <TextInput name="name" label="Name" defaultValue={agent.name} required withAsterisk={false} data-autofocus autoComplete="off" />
            <NumberInput name="slots" label="Runs at once" description="Over all programs that work as this agent" defaultValue={agent.slots} min={1} max={1000} allowDecimal={false} w={220} />
            {error !== null && <Failure error={error} title="The agent was not changed" />}
            <Group justify="flex-end" mt="sm">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
