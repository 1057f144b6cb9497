/** Who gets mails of every test of a bucket. */
import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { setBucketEmails } from '@/api/actions';
import { bucketEmails } from '@/api/queries';
import type { Emails } from '@/api/types';
import { useSession } from '@/app/session';
import { Failure } from '@/components/Failure';
import { Load } from '@/components/Load';
import { told } from '@/components/notify';
import { managesBuckets } from '@/lib/vocabulary';
import { EmailFields } from './EmailFields';

export function BucketEmails({ bucket }: { bucket: string }) {
  const query = useQuery(bucketEmails(bucket));
  return <Load query={query}>{(emails) => <Form key={JSON.stringify(emails)} bucket={bucket} saved={emails} />}</Load>;
}

function Form({ bucket, saved }: { bucket: string; saved: Emails }) {
  const { role } = useSession();
  const client = useQueryClient();
  const tells = saved.notify_all || saved.recipients.length > 0;
  // Nobody wants a mail of every run by accident: that is only where the format begins.
  const [draft, setDraft] = useState<Emails>(tells ? saved : { ...saved, notify_on: 'switch', notify_threshold: 1 });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const manages = managesBuckets(role);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await setBucketEmails(bucket, draft);
      await client.invalidateQueries({ queryKey: ['emails', bucket] });
      told('The mails of the bucket were saved.');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <EmailFields draft={draft} set={(part) => setDraft({ ...draft, ...part })} readOnly={!manages} canSend={saved.can_send} />
      {error !== null && <Failure error={error} title="The mails were not saved" />}
      {manages && (
        <Group mt="sm">
          <Button loading={busy} onClick={() => void save()}>
            Save mails
          </Button>
        </Group>
      )}
    </>
  );
}
