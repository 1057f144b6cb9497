import { ActionIcon, Avatar, Badge, Button, Group, Modal, Paper, PasswordInput, Select, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { addPerson, removePerson, setRole as giveRole } from '@/api/actions';
import { people as peopleQuery } from '@/api/queries';
import type { Person, Role } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago } from '@/components/Ago';
import { Confirm } from '@/components/confirm';
import { Failure } from '@/components/Failure';
import { Load } from '@/components/Load';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { text } from '@/lib/form';
import { managesPeople, roleLabel, roles } from '@/lib/vocabulary';

const givable = roles.filter((r) => r.value !== 'owner').map(({ value, label }) => ({ value, label }));

export function TeamPage() {
  const { team, role, person: me } = useSession();
  const query = useQuery(peopleQuery(team.id));
  const client = useQueryClient();
  const [adding, { open, close }] = useDisclosure();
  const [removing, setRemoving] = useState<Person | null>(null);
  const manages = managesPeople(role);
  const reload = () => client.invalidateQueries({ queryKey: peopleQuery(team.id).queryKey });

  const setRole = async (person: Person, next: string | null) => {
    if (!next || next === person.role) return;
    try {
      await giveRole(team.id, person.id, next as Role);
      told(`${person.name} is ${roleLabel(next)} now.`);
    } catch (error) {
      failed('The role was not changed', error);
    }
    await reload();
  };

  return (
    <Page
      title="Team Members"
      lead={`Of the team ${team.name}. Only the owner manages secrets; everybody who may edit tests can use them by name.`}
      width={880}
      actions={
        manages && (
          <Button leftSection={<IconPlus size={16} />} onClick={open}>
            Add Person
          </Button>
        )
      }
    >
      <Paper withBorder bg="var(--paper)" p="xs">
        <Load query={query}>
          {(list) => (
            <Table.ScrollContainer minWidth={560}>
              <Table verticalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Person</Table.Th>
                    <Table.Th>Role</Table.Th>
                    <Table.Th>Last seen</Table.Th>
                    <Table.Th>
                      <span className="visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((person) => (
                    <Table.Tr key={person.id}>
                      <Table.Td>
                        <Group gap="sm" wrap="nowrap">
                          <Avatar name={person.name} color="initials" size={30} radius="xl" alt="" />
                          <div>
                            <Text size="sm" fw={500}>
                              {person.name} {person.id === me.id && <Badge size="xs" variant="default">you</Badge>}
                            </Text>
                            <Text size="xs" c="dimmed" className="wrap">
                              {person.email}
                            </Text>
                          </div>
                        </Group>
                      </Table.Td>
                      <Table.Td>
                        {manages && person.role !== 'owner' && person.id !== me.id ? (
                          <Select
                            aria-label={`Role of ${person.name}`}
                            size="xs"
                            w={150}
                            data={givable}
                            value={person.role}
                            allowDeselect={false}
                            onChange={(value) => void setRole(person, value)}
                          />
                        ) : (
                          roleLabel(person.role)
                        )}
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm" c="dimmed">
                          {person.last_login_at ? <Ago at={person.last_login_at} /> : 'not yet'}
                        </Text>
                      </Table.Td>
                      <Table.Td ta="right">
                        {manages && person.role !== 'owner' && person.id !== me.id && (
                          <Tooltip label="Remove">
                            <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${person.name}`} onClick={() => setRemoving(person)}>
                              <IconX size={17} />
                            </ActionIcon>
                          </Tooltip>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </Load>
      </Paper>
      <AddPerson opened={adding} onClose={close} team={team.id} onAdded={reload} />
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.name ?? ''}?`}
        action="Remove from team"
        onConfirm={async () => {
          if (!removing) return;
          await removePerson(team.id, removing.id);
          await reload();
        }}
      >
        They can no longer sign in to this team, and their tokens stop working. Their tests stay.
      </Confirm>
    </Page>
  );
}

function AddPerson({ opened, onClose, team, onAdded }: { opened: boolean; onClose: () => void; team: string; onAdded: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [role, setRole] = useState<Role>('member');
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await addPerson(team, { name: text(form, 'name'), email: text(form, 'email'), password: text(form, 'password'), role });
      await onAdded();
      told(`${text(form, 'name')} can sign in now.`);
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Add Person</Text>}>
      <form onSubmit={(event) => void submit(event)} autoComplete="off">
        <Stack gap="sm">
          <TextInput name="name" label="Name" required withAsterisk={false} data-autofocus autoComplete="off" />
          <TextInput name="email" type="email" label="Email" required withAsterisk={false} autoComplete="off" />
          <Select
            label="Role"
            data={givable}
            value={role}
            onChange={(value) => setRole((value as Role | null) ?? 'member')}
            allowDeselect={false}
            description={roles.find((r) => r.value === role)?.hint}
          />
          <PasswordInput
            name="password"
            label="First password"
            description="Hand it over in person; they can change it under Personal Information"
            required
            withAsterisk={false}
            autoComplete="new-password"
          />
          {error !== null && <Failure error={error} title="The person was not added" />}
          <Group justify="flex-end" mt="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Add Person
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
