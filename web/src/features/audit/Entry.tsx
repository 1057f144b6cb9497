/** One entry, as a sentence. */
import { Group, Text } from '@mantine/core';

import type { AuditEntry } from '@/api/types';
import { moment } from '@/lib/format';
import { details, what, who, whom } from './words';

export function Entry({ entry, names }: { entry: AuditEntry; names: Record<string, string> }) {
  const more = details(entry.details);
  const actor = who(entry.actor, names);
  // Who signs in does so as themselves.
  const objects = whom(entry, names).filter((name) => name !== actor);
  return (
    <Group component="li" gap="sm" py={8} wrap="nowrap" align="baseline" style={{ borderBottom: '1px solid var(--line)' }}>
      <Text size="xs" c="dimmed" ff="monospace" w={52} ta="right" title={`Entry ${entry.seq}`}>
        {entry.seq}
      </Text>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" className="wrap">
          <Text span fw={600} inherit>
            {actor}
          </Text>{' '}
          {what(entry.action)}{' '}
          {objects.map((name, at) => (
            <span key={name}>
              {at > 0 && ', '}
              <code>{name}</code>
            </span>
          ))}
          {more.length > 0 && (
            <Text span c="dimmed" inherit>
              {' '}
              · {more.join(' · ')}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" component="time" dateTime={new Date(entry.at * 1000).toISOString()}>
          {moment(entry.at)}
        </Text>
      </div>
    </Group>
  );
}
