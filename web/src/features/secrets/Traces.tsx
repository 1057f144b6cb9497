/** Where the value of a secret stands in what is stored: told to the owner, and taken out at their wish. */
import { Alert, Button, Group, List, Modal, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { searchForSecret, takeSecretOut } from '@/api/actions';
import { secretSearch } from '@/api/queries';
import type { Secret, SecretSearch } from '@/api/types';
import { Ago } from '@/components/Ago';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { count } from '@/lib/format';

export function Traces({ secret, onClose }: { secret: Secret | null; onClose: () => void }) {
  return (
    <Modal opened={secret !== null} onClose={onClose} size="lg" title={<Text fw={600}>{`Where the value of ${secret?.name ?? ''} stands`}</Text>}>
      {secret && <Found secret={secret} />}
    </Modal>
  );
}

function Found({ secret }: { secret: Secret }) {
  const client = useQueryClient();
  const query = useQuery(secretSearch(secret.secret_uuid));
  const [busy, setBusy] = useState(false);
  const act = async (what: string, action: (id: string) => Promise<unknown>) => {
    setBusy(true);
    try {
      await action(secret.secret_uuid);
    } catch (error) {
      failed(what, error);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: secretSearch(secret.secret_uuid).queryKey });
      await client.invalidateQueries({ queryKey: ['secrets'] });
    }
  };
  return (
    <Load query={query}>
      {(search) => (
        <>
          <Said search={search} name={secret.name} />
          <Group justify="flex-end" mt="md">
            <Button variant="default" disabled={busy || search.state === 'working'} onClick={() => void act('It is not looked for', searchForSecret)}>
              Look once more
            </Button>
            {search.found && search.found.count > 0 && (
              <Button loading={busy} onClick={() => void act('It was not taken out', takeSecretOut)}>
                Take it out
              </Button>
            )}
          </Group>
        </>
      )}
    </Load>
  );
}

function Said({ search, name }: { search: SecretSearch; name: string }) {
  const { found } = search;
  if (!found)
    return (
      <Text size="sm" role="status">
        {search.state === 'none' ? 'It was not looked for yet.' : `It is being looked for: ${count(search.looked_at, 'text')} so far.`}
      </Text>
    );
  const when = search.finished_at ? (
    <Text size="xs" c="dimmed" mt="xs">
      {count(search.looked_at, 'text')} looked through, <Ago at={search.finished_at} />
    </Text>
  ) : null;
  if (found.too_short) return <Text size="sm">The value has fewer than 6 bytes: text that short stands everywhere, so it cannot be looked for.</Text>;
  if (found.away) return <Text size="sm">The value is kept elsewhere and could not be fetched, so it was not looked for. Look again when its source answers.</Text>;
  if (found.failed)
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="status" title="It could not be looked for">
        The operator finds the cause in the log of the server.
        {when}
      </Alert>
    );
  if (found.count === 0)
    return (
      <Alert color="teal" variant="light" icon={<IconCheck size={18} />} role="status">
        {search.repaired ? 'It was taken out everywhere.' : 'It stands nowhere: not in definitions, not in what they were before, not in results.'}
        {when}
      </Alert>
    );
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} role="status" title={search.repaired ? 'What is left is changed by hand' : 'Everybody who may read tests and results can read it there'}>
      {found.definitions.length > 0 && (
        <List size="sm" my="xs">
          {found.definitions.map((one) => (
            <List.Item key={`${one.test_id}/${one.environment_id}`}>
              {one.test_id ? (
                <LinkAnchor to="/buckets/$bucket/tests/$test/editor" params={{ bucket: one.bucket_key, test: one.test_id }}>
                  {one.name}
                </LinkAnchor>
              ) : (
                `Shared environment ${one.name}`
              )}
              <Text span size="xs" c="dimmed" className="wrap">
                {' '}
                at {one.places.join(', ')}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm">
        {[
          found.revisions > 0 && count(found.revisions, 'definition of before', 'definitions of before'),
          found.results > 0 && count(found.results, 'result'),
          found.triggers > 0 && count(found.triggers, 'trigger'),
        ]
          .filter(Boolean)
          .join(', ')}
      </Text>
      {!search.repaired && (
        <Text size="sm" mt="xs">
          Taken out, definitions say <code>{`{{get_secret(${name})}}`}</code> in its place; older definitions and results say <code>{`[secret:${name}]`}</code>. Whoever saw it before has it
          still: consider a new value.
        </Text>
      )}
      {when}
    </Alert>
  );
}
