/** Where the time of an exchange went. */
import { Group, Text } from '@mantine/core';

import type { Timings } from '@/api/record';
import { duration } from '@/lib/format';
import { waterfall } from './view';
import classes from './Waterfall.module.css';

export function Waterfall({ timings }: { timings: Timings }) {
  const phases = waterfall(timings);
  const whole = Math.max(timings.total, ...phases.map((p) => p.from + p.ms), 0.001);
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          Timing
        </Text>
        <Text size="sm" className={classes.number}>
          {duration(timings.total)} in all
        </Text>
      </Group>
      <table className={classes.table}>
        <caption className="visually-hidden">Duration of each phase</caption>
        <tbody>
          {phases.map((phase) => (
            <tr key={phase.key}>
              <th scope="row">{phase.label}</th>
              <td className={classes.track} aria-hidden="true">
                <span
                  className={classes.bar}
                  data-phase={phase.key}
                  style={{ left: `${(phase.from / whole) * 100}%`, width: `max(2px, ${(phase.ms / whole) * 100}%)` }}
                />
              </td>
              <td className={classes.number}>{duration(phase.ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
