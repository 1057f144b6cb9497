import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { createTest } from '@/api/actions';
import { Failure } from '@/components/Failure';
import { text } from '@/lib/form';

export function CreateTest({ bucket, opened, onClose }: { bucket: string; opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = text(new FormData(event.currentTarget), 'name');
    setBusy(true);
    setError(null);
    try {
      const test = await createTest(bucket, name);
      await client.invalidateQueries({ queryKey: ['tests', bucket] });
      onClose();
      await navigate({ to: '/buckets/$bucket/tests/$test/editor', params: { bucket, test: test.id } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Create Test</Text>}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput name="name" label="Test name" placeholder="Orders: create and read back" required withAsterisk={false} data-autofocus autoComplete="off" />
        {error !== null && <Failure error={error} title="The test was not made" />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create Test
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
