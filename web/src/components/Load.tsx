/** One query on a page: a skeleton with an end, an error with a way on, or the data. */
import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Failure } from './Failure';

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** Shown while waiting. */
  skeleton?: ReactNode;
}

export function Load<T>({ query, children, skeleton }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <div aria-busy="true">{skeleton ?? <Lines />}</div>;
}

export function Lines({ count = 4, height = 44 }: { count?: number; height?: number }) {
  return (
    <Stack gap="sm" py="md">
      {Array.from({ length: count }, (_, i) => (
        <Skeleton key={i} height={height} radius="md" />
      ))}
    </Stack>
  );
}
