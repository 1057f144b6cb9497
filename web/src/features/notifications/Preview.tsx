/** What a channel would say. */
import { Code, Modal, ScrollArea, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { channelPreview } from '@/api/queries';
import type { Channel } from '@/api/types';
import { useSession } from '@/app/session';
import { Load } from '@/components/Load';
import { previews } from './words';

export function Preview({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  return (
    <Modal opened={channel !== null} onClose={onClose} size="lg" title={<Text fw={600}>What {channel?.name} says</Text>}>
      {channel && <Messages channel={channel} />}
    </Modal>
  );
}

function Messages({ channel }: { channel: Channel }) {
  const { team } = useSession();
  const [change, setChange] = useState('failed');
  const query = useQuery(channelPreview(team.id, channel.id, change));
  return (
    <Stack gap="sm">
      <SegmentedControl size="xs" aria-label="When" data={previews} value={change} onChange={setChange} />
      <Text size="xs" c="dimmed">
        Of a made-up test. Names and verdicts go out, never what depends on a secret.
      </Text>
      <Load query={query}>
        {(preview) => (
          <>
            <Text fw={600} className="wrap">
              {preview.title}
            </Text>
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {preview.text.trim()}
            </Code>
            {preview.payload && (
              <details>
                <summary style={{ cursor: 'pointer' }}>
                  <Text span size="sm">
                    As it is sent
                  </Text>
                </summary>
                <ScrollArea.Autosize mah={320} mt={6}>
                  <Code block>{pretty(preview.payload)}</Code>
                </ScrollArea.Autosize>
              </details>
            )}
          </>
        )}
      </Load>
    </Stack>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
