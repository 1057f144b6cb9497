/** The editor of a test. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { secretNames, sharedEnvironments, test as testQuery } from '@/api/queries';
import { useSession } from '@/app/session';
import { Lines, Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { canEdit } from '@/lib/vocabulary';
import { Editor } from './Editor';

export function EditorPage() {
  const { bucket, test } = useParams({ from: '/signed-in/buckets/$bucket/tests/$test/editor' });
  // Editing starts from what the server has now, never from an earlier look at it.
  const query = useQuery({ ...testQuery(bucket, test), refetchOnMount: 'always', refetchOnWindowFocus: false });
  const shared = useQuery(sharedEnvironments(bucket));
  const { role } = useSession();
  // Names are for those who write tests.
  const names = useQuery({ ...secretNames(bucket), enabled: canEdit(role) });
  const [generation, setGeneration] = useState(0);

  if (!query.isFetchedAfterMount && !query.isError)
    return (
      <Page title="Editor">
        <Lines count={5} height={56} />
      </Page>
    );
  return (
    <Load query={query}>
      {(definition) => (
        <Load query={shared}>
          {(environments) => (
            <Editor
              key={`${test} ${generation}`}
              bucket={bucket}
              initial={definition}
              shared={environments}
              secrets={names.data?.map((s) => s.name) ?? []}
              onReload={async () => {
                await query.refetch();
                setGeneration((n) => n + 1);
              }}
            />
          )}
        </Load>
      )}
    </Load>
  );
}
