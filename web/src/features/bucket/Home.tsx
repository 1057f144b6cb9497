/** The start page: the bucket used last, or the first steps. */
import { Button, Code } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';

import { buckets } from '@/api/queries';
import { useSession } from '@/app/session';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { managesBuckets } from '@/lib/vocabulary';
import { CreateBucket } from './CreateBucket';
import { lastBucket } from './lastBucket';

export function Home() {
  const query = useQuery(buckets);
  const { role } = useSession();
  const [creating, { open, close }] = useDisclosure();
  return (
    <Load query={query}>
      {(list) => {
        const target = list.find((b) => b.key === lastBucket.get()) ?? list.find((b) => b.default) ?? list[0];
        if (target) return <Navigate to="/buckets/$bucket" params={{ bucket: target.key }} replace />;
        return (
          <Page title="Buckets">
            <EmptyState title="No bucket yet" actions={managesBuckets(role) && <Button onClick={open}>Create Bucket</Button>}>
              A bucket holds the tests of one service or one team, with its shared environments and its own secrets. Tests in it use{' '}
              <Code>{'{{variables}}'}</Code> and call your APIs step by step.
            </EmptyState>
            <CreateBucket opened={creating} onClose={close} />
          </Page>
        );
      }}
    </Load>
  );
}
