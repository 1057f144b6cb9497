/** Who looks at a result: somebody of the team, or a reader outside it, who has no session and nobody to ask. */
import { createContext, useContext } from 'react';

export type Audience = 'team' | 'outside';

export const AudienceContext = createContext<Audience>('team');
export const useAudience = (): Audience => useContext(AudienceContext);
