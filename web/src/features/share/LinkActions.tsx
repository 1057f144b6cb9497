/** Replacing and withdrawing an address that others use. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';

import { Confirm } from '@/components/confirm';
import type { Shared } from './useShare';

interface Props {
  shared: Shared;
  /** `badge`, `feed`. */
  what: string;
}

export function LinkActions({ shared, what }: Props) {
  const [asking, setAsking] = useState<'replace' | 'remove' | null>(null);
  return (
    <Group gap="xs" mt="sm">
      <Button size="xs" variant="default" onClick={() => setAsking('replace')}>
        Reset the {what}’s address
      </Button>
      <Button size="xs" variant="subtle" color="red" c="var(--fail)" onClick={() => setAsking('remove')}>
        Remove the {what}
      </Button>
      <Confirm
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === 'remove' ? `Remove the ${what}?` : `Reset the ${what}’s address?`}
        action={asking === 'remove' ? 'Remove' : 'Reset'}
        onConfirm={() => (asking === 'remove' ? shared.remove() : shared.replace())}
      >
        The present address stops working at once, wherever it is used.
      </Confirm>
    </Group>
  );
}
