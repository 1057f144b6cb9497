/** Who is signed in, for components below the signed-in part of the route tree. */
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';

import { account, session } from '@/api/queries';
import type { Session } from '@/api/types';

export function useSession(): Session {
  const { data } = useSuspenseQuery(session);
  // The routes that use this are entered only with a session; when it ends the page is left.
  return data ?? { person: { id: '', name: '', email: '' }, team: { id: '', name: '' }, role: 'read-only' };
}

/** Name of the team's owner, as soon as it is known. */
export function useOwnerName(): string | undefined {
  const { team } = useSession();
  const { data } = useQuery(account);
  return data?.teams.find((t) => t.id === team.id)?.owner?.name;
}
