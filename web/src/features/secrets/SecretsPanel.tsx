/** Names of secrets with a fixed mask; values go in and never come back. The same for a team and for a bucket. */
import { ActionIcon, Alert, Badge, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconPencil, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { secrets as secretsQuery, type SecretScope } from '@/api/queries';
import type { Secret } from '@/api/types';
import { useOwnerName, useSession } from '@/app/session';
import { Ago, useNow } from '@/components/Ago';
import { LeaveGuard } from '@/components/LeaveGuard';
import { Load } from '@/components/Load';
import { told } from '@/components/notify';
import { count } from '@/lib/format';
import { sentence } from '@/lib/sentence';
import { canEdit } from '@/lib/vocabulary';
import { DeleteSecret } from './DeleteSecret';
import { dateOf } from './expiry';
import { Echoes } from './Echoes';
import { ExpiryMark } from './ExpiryMark';
import { RotationDialog } from './rotation/RotationDialog';
import { Rules } from './Rules';
import { check, clean, send, type Row } from './save';
import { SecretFields } from './SecretFields';
import { Traces } from './Traces';

/** The same for every value, whatever its length. */
const mask = '••••••••';

let lastKey = 0;

export function SecretsPanel({ scope }: { scope: SecretScope }) {
  const { role } = useSession();
  const owner = useOwnerName();
  if (role !== 'owner')
    return (
      <Alert color="slate" variant="light" icon={<IconInfoCircle />} title="Secrets are managed by the owner">
        {owner ? `Ask ${owner}` : 'Ask the owner of your team'} to add or change one.{' '}
        {canEdit(role) && (
          <>
            You can use every secret in a test by its name: <code>{'{{get_secret(name)}}'}</code>.
          </>
        )}
      </Alert>
    );
  return <OwnedSecrets scope={scope} />;
}

function OwnedSecrets({ scope }: { scope: SecretScope }) {
  const query = useQuery(secretsQuery(scope));
  const client = useQueryClient();
  const [rows, setRows] = useState<Row[]>([]);
  const [deleting, setDeleting] = useState<Secret | null>(null);
  const [tracing, setTracing] = useState<Secret | null>(null);
  const [rotating, setRotating] = useState<string | null>(null);
  const now = useNow(60);
  const [busy, setBusy] = useState(false);
  const fields = useRef(new Map<string, HTMLTextAreaElement>());

  const change = (key: string, part: Partial<Row>) => setRows((all) => all.map((r) => (r.key === key ? { ...r, ...part } : r)));
  const drop = (key: string) => setRows((all) => all.filter((r) => r.key !== key));
  const keep = (key: string) => (field: HTMLTextAreaElement | null) => {
    if (field) fields.current.set(key, field);
    else fields.current.delete(key);
  };
  const begin = (row: Pick<Row, 'key' | 'id' | 'name'>, saved: Row['saved']) => setRows((all) => [...all, { ...row, ...saved, saved, problems: {} }]);
  const add = () => begin({ key: `new${++lastKey}`, name: '' }, { description: '', visibility: 'strict', expires: '', from: null, sealed: true, hosts: [] });
  const edit = ({ secret_uuid: id, name, description, visibility, expires_at, allowed_hosts: hosts, from }: Secret) =>
    begin(
      { key: id, id, name },
      {
        description: description ?? '',
        visibility: visibility === 'redact' ? 'redact' : 'strict',
        expires: dateOf(expires_at ?? null),
        from: from ? { source: from.source, path: from.path, field: from.field ?? '' } : null,
        sealed: hosts.length > 0,
        hosts,
      },
    );

  const save = async (list: Secret[]) => {
    setBusy(true);
    const taken = list.map((s) => s.name);
    const left: Row[] = [];
    let saved = 0;
    for (const row of rows) {
      const field = fields.current.get(row.key);
      const value = field?.value ?? '';
      let problems = check(row, value, [...taken, ...left.filter((r) => !r.id).map((r) => r.name)]);
      if (clean(problems)) {
        problems = (await send(scope, row, value)) ?? {};
        if (clean(problems)) {
          if (field) field.value = '';
          taken.push(row.name);
          saved++;
          continue;
        }
      }
      left.push({ ...row, problems });
    }
    await client.invalidateQueries({ queryKey: secretsQuery(scope).queryKey });
    await client.invalidateQueries({ queryKey: ['secret-names'] });
    setRows(left);
    setBusy(false);
    if (saved > 0) told(`${count(saved, 'secret')} saved.`);
  };

  return (
    <Load query={query}>
      {(list) => (
        <>
          <form
            autoComplete="off"
            onSubmit={(event) => {
              event.preventDefault();
              void save(list);
            }}
          >
            <LeaveGuard when={rows.length > 0} />
            <Rules scope={scope} />
            <Stack gap={0} component="ul" p={0} m={0} style={{ listStyle: 'none', borderTop: '1px solid var(--line)' }} aria-label="Secrets">
              {list.map((secret) => {
                const row = rows.find((r) => r.id === secret.secret_uuid);
                return (
                  <li key={secret.secret_uuid} style={{ borderBottom: '1px solid var(--line)', padding: '10px 0' }}>
                    <Group gap="sm" wrap="nowrap" align="center">
                      <div style={{ flex: 1, minWidth: 0 }}>
                        <code className="wrap" style={{ fontWeight: 600 }}>
                          {secret.name}
                        </code>{' '}
                        <Badge size="sm" variant="light" color={secret.allowed_hosts.length > 0 ? 'teal' : 'gray'} tt="none">
                          {secret.allowed_hosts.length > 0 ? 'sealed' : 'plain'}
                        </Badge>{' '}
                        <ExpiryMark at={secret.expires_at ?? null} now={now} />
                        {secret.next && (
                          <Badge size="sm" variant="light" color="blue" tt="none">
                            next value waits
                          </Badge>
                        )}
                        {secret.from && (
                          <Text size="xs" className="wrap">
                            Kept in {secret.from.source}, at <code>{secret.from.path}</code>
                            {secret.from.field && <> · {secret.from.field}</>}
                          </Text>
                        )}
                        {secret.trouble && (
                          <Text size="xs" c="var(--fail)" className="wrap" role="alert">
                            {sentence(secret.trouble)}
                          </Text>
                        )}
                        {(secret.stands_in ?? 0) > 0 && (
                          <Button size="compact-xs" variant="light" color="orange" leftSection={<IconAlertTriangle size={13} />} onClick={() => setTracing(secret)}>
                            Its value stands in {count(secret.stands_in ?? 0, 'stored text')}
                          </Button>
                        )}
                        <Echoes list={secret.echoed_in} />
                        <Text size="xs" className="wrap">
                          {secret.allowed_hosts.length > 0 ? <>Only to {secret.allowed_hosts.join(', ')}</> : 'May be sent anywhere'}
                        </Text>
                        <Text size="xs" c="dimmed" lineClamp={2}>
                          {secret.description ? `${secret.description} · ` : ''}changed <Ago at={secret.updated_at} />
                          {` · used by ${count(secret.used_by, 'test')}`}
                          {secret.last_used_at && (
                            <>
                              , last <Ago at={secret.last_used_at} />
                            </>
                          )}
                          {secret.visibility === 'redact' && ' · cut out of results'}
                        </Text>
                      </div>
                      <Text c="dimmed" ff="monospace" aria-label="Value: never shown" visibleFrom="xs">
                        {mask}
                      </Text>
                      <Group gap={4} wrap="nowrap">
                        {!secret.from && (
                          <Tooltip label="Rotate: give it a next value, try it, take one back">
                            <ActionIcon variant="subtle" aria-label={`Rotate ${secret.name}`} onClick={() => setRotating(secret.secret_uuid)}>
                              <IconRefresh size={17} />
                            </ActionIcon>
                          </Tooltip>
                        )}
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          leftSection={<IconPencil size={14} />}
                          disabled={row !== undefined}
                          onClick={() => edit(secret)}
                          aria-label={`Edit ${secret.name}`}
                        >
                          Edit
                        </Button>
                        <Tooltip label="Delete">
                          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${secret.name}`} onClick={() => setDeleting(secret)}>
                            <IconX size={17} />
                          </ActionIcon>
                        </Tooltip>
                      </Group>
                    </Group>
                    {row && (
                      <SecretFields
                        row={row}
                        inputRef={keep(row.key)}
                        change={(part) => change(row.key, part)}
                        cancel={() => drop(row.key)}
                        valueLabel={`New value of ${secret.name}`}
                      />
                    )}
                  </li>
                );
              })}
              {list.length === 0 && rows.length === 0 && (
                <Text component="li" c="dimmed" size="sm" py="lg">
                  No secret yet. Add one and use it in any test {scope.kind === 'team' ? 'of the team' : 'of this bucket'} by its name.
                </Text>
              )}
              {rows
                .filter((row) => row.id === undefined)
                .map((row) => (
                  <li key={row.key} style={{ borderBottom: '1px solid var(--line)', padding: '4px 0 12px' }}>
                    <SecretFields row={row} inputRef={keep(row.key)} change={(part) => change(row.key, part)} cancel={() => drop(row.key)} valueLabel="Value" named />
                  </li>
                ))}
            </Stack>
            <Group mt="md" justify="space-between">
              <Button variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
                Add Secret
              </Button>
              <Group gap="sm">
                {rows.length > 0 && (
                  <Text size="sm" c="var(--wait)">
                    Unsaved changes
                  </Text>
                )}
                <Button type="submit" loading={busy} disabled={rows.length === 0}>
                  Save Changes
                </Button>
              </Group>
            </Group>
            <Traces secret={tracing} onClose={() => setTracing(null)} />
            <DeleteSecret scope={scope} secret={deleting} onDeleted={drop} onClose={() => setDeleting(null)} />
          </form>
          {/* Beside the form: what is sent in the dialog must not send the page, too. */}
          <RotationDialog scope={scope} secret={list.find((secret) => secret.secret_uuid === rotating) ?? null} onClose={() => setRotating(null)} />
        </>
      )}
    </Load>
  );
}
