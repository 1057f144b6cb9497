/** The feed of a bucket: what failed and recovered, for a reader of news. */
import { Button, Text } from '@mantine/core';
import { IconRss } from '@tabler/icons-react';

import { Copy } from '@/components/Copy';
import { Load } from '@/components/Load';
import { absolute } from '@/lib/address';
import { LinkActions } from './LinkActions';
import { useShare } from './useShare';

export function FeedPanel({ bucket }: { bucket: string }) {
  const shared = useShare(bucket, 'feed');
  return (
    <Load query={shared.query}>
      {() =>
        shared.link ? (
          <>
            <Text size="sm" c="dimmed" mb={6}>
              Add this address to a feed reader. Whoever has it learns which tests of the bucket fail and recover.
            </Text>
            <Copy value={absolute(shared.link.url)} label="Copy the address of the feed" />
            <LinkActions shared={shared} what="feed" />
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed" mb="sm">
              An Atom feed of the tests that begin to fail and pass again: names, environments and times, nothing else.
            </Text>
            <Button variant="default" leftSection={<IconRss size={15} />} loading={shared.busy} onClick={() => void shared.make()}>
              Make a feed
            </Button>
          </>
        )
      }
    </Load>
  );
}
