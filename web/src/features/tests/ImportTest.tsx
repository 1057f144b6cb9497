/** Brings in exported tests: one or several, JSON or YAML, from a file or pasted. */
import { Alert, Button, FileButton, Group, List, Modal, Text, Textarea } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { importTests } from '@/api/actions';
import { ApiError } from '@/api/client';
import { Failure } from '@/components/Failure';
import { told } from '@/components/notify';
import { count } from '@/lib/format';
import { withHint } from '@/lib/sentence';

export function ImportTest({ bucket, opened, onClose }: { bucket: string; opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const close = () => {
    setText('');
    setError(null);
    onClose();
  };

  const read = async (file: File | null) => {
    if (!file) return;
    setError(null);
    setText(await file.text());
  };

  const bring = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await importTests(bucket, text);
      await client.invalidateQueries({ queryKey: ['tests', bucket] });
      close();
      told(`${count(made.length, 'test')} imported.`);
      const only = made.length === 1 ? made[0] : undefined;
      if (only) await navigate({ to: '/buckets/$bucket/tests/$test/editor', params: { bucket, test: only.id } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  const places = error instanceof ApiError ? error.fields : [];
  return (
    <Modal opened={opened} onClose={close} size="lg" title={<Text fw={600}>Import Test</Text>}>
      <Text size="sm" c="dimmed" mb="sm">
        Tests as Runscope and tacit export them, in JSON or YAML. Values of secrets are not part of an export: the names a test uses must exist here.
      </Text>
      <Group mb="xs">
        <FileButton onChange={(file) => void read(file)} accept=".json,.yaml,.yml,application/json">
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFile size={15} />}>
              Choose file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="Or paste it here"
        rows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      />
      {error !== null && <Failure error={error} title="Nothing was imported" />}
      {places.length > 1 && (
        <Alert color="red" variant="light" py="xs">
          <List size="sm">
            {places.map((p) => (
              <List.Item key={`${p.path}${p.message}`}>
                <code>{p.line ? `line ${p.line}` : p.path}</code> {withHint(p.message, p.hint)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button onClick={() => void bring()} loading={busy} disabled={text.trim() === ''}>
          Import Test
        </Button>
      </Group>
    </Modal>
  );
}
