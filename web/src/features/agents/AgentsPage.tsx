/** The agents of a team: programs that run its tests in other places. */
import { ActionIcon, Button, Modal, Paper, Table, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { renewEnrolment } from '@/api/actions';
import { agents } from '@/api/queries';
import type { Agent, Enrolment } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago, useNow } from '@/components/Ago';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { Page } from '@/components/Page';
import { count } from '@/lib/format';
import { managesAgents } from '@/lib/vocabulary';
import { AddAgent } from './AddAgent';
import { AgentState } from './AgentState';
import { EditAgent } from './EditAgent';
import { RemoveAgent } from './RemoveAgent';
import { Token } from './Token';

export function AgentsPage() {
  const { team, role } = useSession();
  const query = useQuery({ ...agents(team.id), refetchInterval: 5000 });
  const client = useQueryClient();
  const [adding, { open, close }] = useDisclosure();
  const [removing, setRemoving] = useState<Agent | null>(null);
  const [changing, setChanging] = useState<Agent | null>(null);
  const [renewed, setRenewed] = useState<{ name: string; enrolment: Enrolment } | null>(null);
  const manages = managesAgents(role);
  const add = manages && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      Add Agent
    </Button>
  );
  const renew = async (agent: Agent) => {
    try {
      setRenewed({ name: agent.name, enrolment: await renewEnrolment(team.id, agent.agent_id) });
      await client.invalidateQueries({ queryKey: agents(team.id).queryKey });
    } catch (error) {
      failed('There is no new token', error);
    }
  };

  return (
    <Page title="Agents" lead={`Programs that run tests of the team ${team.name} in other places, such as an office network.`} actions={query.data && query.data.length > 0 && add} width={1040}>
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="No agents yet" actions={add}>
              An agent runs tests where this server does not reach: behind a firewall, or in another country. It connects to the server by itself, so no port has to be opened. After it is added, an
              environment can choose it as a location.
              {!manages && ' The owner and administrators of the team add agents.'}
            </EmptyState>
          ) : (
            <Paper withBorder bg="var(--paper)" p="xs">
              <AgentTable list={list} manages={manages} renew={renew} change={setChanging} remove={setRemoving} />
            </Paper>
          )
        }
      </Load>
      <AddAgent opened={adding} onClose={close} team={team.id} />
      <EditAgent team={team.id} agent={changing} onClose={() => setChanging(null)} />
      <RemoveAgent team={team.id} agent={removing} onClose={() => setRemoving(null)} />
      <Modal opened={renewed !== null} onClose={() => setRenewed(null)} size="lg" closeOnClickOutside={false} title={<Text fw={600}>Start {renewed?.name}</Text>}>
        {renewed && <Token enrolment={renewed.enrolment} />}
      </Modal>
    </Page>
  );
}

interface TableProps {
  list: Agent[];
  manages: boolean;
  renew: (agent: Agent) => Promise<void>;
  change: (agent: Agent) => void;
  remove: (agent: Agent) => void;
}

function AgentTable({ list, manages, renew, change, remove }: TableProps) {
  const now = useNow();
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="sm" className="stacks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Agent</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Last seen</Table.Th>
            <Table.Th>Version</Table.Th>
            <Table.Th>Runs</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((agent) => (
            <Table.Tr key={agent.agent_id}>
              <Table.Td>
                <Text size="sm" fw={500} className="wrap">
                  {agent.name}
                </Text>
                {agent.state === 'online' && (
                  <Text size="xs" c="dimmed">
                    {count(agent.instances, 'program')}
                  </Text>
                )}
              </Table.Td>
              <Table.Td data-label="State">
                <AgentState agent={agent} now={now} />
              </Table.Td>
              <Table.Td data-label="Last seen">
                <Text size="sm" c="dimmed">
                  {agent.last_seen_at ? <Ago at={agent.last_seen_at} /> : 'not yet'}
                </Text>
              </Table.Td>
              <Table.Td data-label="Version">
                <Text size="sm" c="dimmed">
                  {agent.version ?? '–'}
                </Text>
              </Table.Td>
              <Table.Td data-label="Runs">
                <Text size="sm" c="dimmed">
                  {agent.running} of {agent.slots}
                  {agent.waiting > 0 && `, ${agent.waiting} waiting`}
                </Text>
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {manages && (
                  <>
                    {agent.state !== 'online' && (
                      <Tooltip label={agent.state === 'pending' ? 'New token' : 'New token, for another machine'}>
                        <ActionIcon variant="subtle" color="gray" aria-label={`New token for ${agent.name}`} onClick={() => void renew(agent)}>
                          <IconKey size={17} />
                        </ActionIcon>
                      </Tooltip>
                    )}
                    <Tooltip label="Change">
                      <ActionIcon variant="subtle" color="gray" aria-label={`Change ${agent.name}`} onClick={() => change(agent)}>
                        <IconPencil size={17} />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label="Remove">
                      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${agent.name}`} onClick={() => remove(agent)}>
                        <IconX size={17} />
                      </ActionIcon>
                    </Tooltip>
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
