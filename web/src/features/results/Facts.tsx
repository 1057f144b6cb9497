/** What is known of a run at a glance. */
import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type Fact = [name: string, value: ReactNode];

export function Facts({ list }: { list: Fact[] }) {
  return (
    <Paper withBorder px="lg" py="sm" mb="md" bg="var(--paper)">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: list.length }} spacing="md">
        {list.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text size="sm" fw={500} className="wrap">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Paper>
  );
}

interface Counted {
  assertions_defined: number;
  assertions_passed: number;
  assertions_failed: number;
}

/** Verdicts that may not be shown are counted as defined only. */
export function assertions({ assertions_defined: defined, assertions_passed: passed, assertions_failed: failed }: Counted): string {
  const rest = defined - passed - failed;
  if (rest > 0 && rest === defined) return `${defined}, not shown or not reached`;
  return `${passed} of ${defined} passed${rest > 0 ? `, ${rest} not shown or not reached` : ''}`;
}
