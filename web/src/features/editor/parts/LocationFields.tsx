/** Where a test runs: at the server, at agents, or both. */
import { Checkbox, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { Environment, NamedAgent } from '@/api/definition';
import { agents as agentsQuery, regions as regionsQuery } from '@/api/queries';
import { useSession } from '@/app/session';
import { useNow } from '@/components/Ago';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { AgentState } from '@/features/agents/AgentState';
import { useTools } from '../context';
import type { EnvironmentDraft } from '../model/environment';
import { chosen, locationsOf, toggled } from '../model/locations';

interface Props {
  draft: EnvironmentDraft;
  set: (part: Partial<EnvironmentDraft>) => void;
  /** The shared environment it inherits from. */
  parent: Environment | undefined;
}

export function LocationFields({ draft, set, parent }: Props) {
  const { readOnly } = useTools();
  const { team } = useSession();
  const now = useNow();
  const regions = useQuery(regionsQuery);
  const agents = useQuery(agentsQuery(team.id));
  const inherited = parent ? locationsOf(parent) : undefined;
  const none = draft.regions.length + draft.agents.length === 0 && !(inherited && chosen(inherited) > 0);
  const byParent = parent && `Switched on in ${parent.name}`;

  const region = (code: string, label: string) => {
    const locked = inherited?.regions.includes(code) ?? false;
    return (
      <Checkbox
        key={code}
        label={label}
        description={locked ? byParent : none ? 'Where tests run as long as nothing is chosen' : undefined}
        disabled={readOnly || locked}
        checked={locked || draft.regions.includes(code)}
        onChange={(event) => set({ regions: toggled(draft.regions, code, event.currentTarget.checked) })}
      />
    );
  };
  const agent = (one: NamedAgent) => {
    const known = agents.data?.find((other) => other.agent_id === one.uuid);
    const locked = inherited?.agents.some((other) => other.uuid === one.uuid) ?? false;
    const name = known?.name ?? one.name;
    const rest = draft.agents.filter((other) => other.uuid !== one.uuid);
    return (
      <Checkbox
        key={one.uuid}
        label={
          <Group gap="xs" component="span">
            {name}
            {known && <AgentState agent={known} now={now} />}
          </Group>
        }
        aria-label={name}
        description={locked ? byParent : known ? undefined : 'This agent was removed: its runs end at once'}
        disabled={readOnly || locked}
        checked={locked || draft.agents.some((other) => other.uuid === one.uuid)}
        onChange={(event) => set({ agents: event.currentTarget.checked ? [...rest, { name, uuid: one.uuid }] : rest })}
      />
    );
  };

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        A run in each place that is switched on: each has its own result.
      </Text>
      <Load query={regions}>{(list) => <>{list.regions.map((one) => region(one.region_code, one.location))}</>}</Load>
      <Load query={agents}>
        {(list) => {
          const offered = list.map((one) => ({ name: one.name, uuid: one.agent_id }));
          const gone = [...draft.agents, ...(inherited?.agents ?? [])].filter((one, at, all) => !offered.some((other) => other.uuid === one.uuid) && all.findIndex((other) => other.uuid === one.uuid) === at);
          const all = [...offered, ...gone];
          if (all.length === 0)
            return (
              <Text size="sm" c="dimmed">
                The team has no agents yet.{' '}
                <LinkAnchor to="/agents" size="sm">
                  Agents run tests in other places
                </LinkAnchor>
                .
              </Text>
            );
          return <>{all.map(agent)}</>;
        }}
      </Load>
    </Stack>
  );
}
