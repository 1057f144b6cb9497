/** Where a run happened, in words. */

interface Placed {
  region?: string | null;
  agent?: string | null;
  agent_name?: string | null;
}

export const placeName = ({ region, agent, agent_name }: Placed): string => {
  if (agent) return agent_name ?? 'An agent';
  return region === 'local' ? 'This server' : (region ?? '–');
};
