/** How many things a tab of a step holds, or how many of them are wrong. */
import { Badge } from '@mantine/core';

import { useErrorCount } from '../context';

export function Count({ n, path }: { n: number; path: string }) {
  const wrong = useErrorCount(path);
  if (wrong > 0)
    return (
      <Badge size="sm" color="red" circle aria-label={`${wrong} with errors`}>
        {wrong}
      </Badge>
    );
  return n > 0 ? (
    <Badge size="sm" variant="default" circle>
      {n}
    </Badge>
  ) : null;
}
