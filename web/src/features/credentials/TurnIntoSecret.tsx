/** Asks what the secret is to be. Its value is what stands in the definition; it is not sent from here, nor shown. */
import { Alert, Button, Checkbox, Group, Modal, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { turnIntoSecret } from '@/api/actions';
import type { WrittenCredential } from '@/api/types';
import { Failure } from '@/components/Failure';
import { told } from '@/components/notify';

interface Props {
  bucket: string;
  /** The one to turn; null while none is. */
  credential: WrittenCredential | null;
  onClose: () => void;
  onTurned: () => Promise<unknown> | void;
}

export function TurnIntoSecret({ bucket, credential, onClose, onTurned }: Props) {
  return (
    <Modal opened={credential !== null} onClose={onClose} title={<Text fw={600}>Turn into a secret</Text>}>
      {credential && <Form key={`${credential.place}/${credential.nth}`} bucket={bucket} credential={credential} onClose={onClose} onTurned={onTurned} />}
    </Modal>
  );
}

function Form({ bucket, credential, onClose, onTurned }: Props & { credential: WrittenCredential }) {
  const client = useQueryClient();
  const [name, setName] = useState(credential.suggested_name);
  const [hosts, setHosts] = useState<string[]>([]);
  const [forTeam, setForTeam] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const turn = async () => {
    setBusy(true);
    setError(null);
    try {
      const { test_id, environment_id, place, nth } = credential;
      await turnIntoSecret(bucket, { test_id: test_id ?? null, environment_id: environment_id ?? null, place, nth, name, allowed_hosts: hosts, for_team: forTeam });
      await Promise.all(['secrets', 'secret-names', 'written-credentials'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      onClose();
      told(`${name} is a secret now.`);
      await onTurned();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void turn();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          What stands in <code className="wrap">{credential.place}</code> becomes the value of a secret, and the test gets its name instead.
        </Text>
        <TextInput label="Name" description="Letters, digits and underscores" value={name} onChange={(event) => setName(event.currentTarget.value)} spellCheck={false} data-autofocus />
        <TagsInput
          label="Allowed hosts"
          description="Only these get it (sealed, recommended), as in api.example.com; Enter after each. With none it may be sent anywhere."
          value={hosts}
          onChange={setHosts}
          splitChars={[',', ' ', ';']}
          maxTags={50}
        />
        <Checkbox label="For every bucket of the team" checked={forTeam} onChange={(event) => setForTeam(event.currentTarget.checked)} />
        <Alert color="slate" variant="light">
          Earlier revisions of the test and results still hold it. Let its issuer give you a new one, and rotate the secret.
        </Alert>
        {error !== null && <Failure error={error} title="That did not work" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Turn into a secret
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
