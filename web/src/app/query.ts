/** The cache of what was read. An answer of 401 to a read means the session has ended. */
import { QueryCache, QueryClient } from '@tanstack/react-query';

import { ApiError } from '@/api/client';

export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Only what may be better a second later is asked again.
        retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
      },
    },
  });
}
