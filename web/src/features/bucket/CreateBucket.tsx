import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { createBucket } from '@/api/actions';
import { buckets } from '@/api/queries';
import { useSession } from '@/app/session';
import { Failure } from '@/components/Failure';
import { text } from '@/lib/form';

export function CreateBucket({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { team } = useSession();
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
      const bucket = await createBucket(team.id, name);
      await client.invalidateQueries({ queryKey: buckets.queryKey });
      onClose();
      await navigate({ to: '/buckets/$bucket', params: { bucket: bucket.key } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Create Bucket</Text>}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput name="name" label="Bucket name" description="For example the service whose API is tested" required withAsterisk={false} data-autofocus />
        {error !== null && <Failure error={error} title="The bucket was not made" />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create Bucket
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
