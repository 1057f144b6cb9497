/** The places of an environment. */
import type { Environment, NamedAgent } from '@/api/definition';

export interface Locations {
  regions: string[];
  agents: NamedAgent[];
}

export const locationsOf = (e: Environment): Locations => ({ regions: e.regions ?? [], agents: e.remote_agents ?? [] });

export const chosen = ({ regions, agents }: Locations): number => regions.length + agents.length;

/** The list with or without one, in its order. */
export const toggled = (list: string[], one: string, on: boolean): string[] => {
  const rest = list.filter((other) => other !== one);
  return on ? [...rest, one] : rest;
};
