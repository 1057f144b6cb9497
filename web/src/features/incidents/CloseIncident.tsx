/** Ends an incident whose end no run will bring. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { closeIncident } from '@/api/actions';
import type { IncidentDetail } from '@/api/types';
import { Confirm } from '@/components/confirm';
import { told } from '@/components/notify';

export function CloseIncident({ incident }: { incident: Pick<IncidentDetail, 'id' | 'bucket_key'> }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Close
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title="Close the incident?"
        action="Close it"
        danger={false}
        onConfirm={async () => {
          await closeIncident(incident.bucket_key, incident.id);
          await client.invalidateQueries({ queryKey: ['incidents'] });
          told('The incident is over.');
        }}
      >
        Every channel that was told of it hears that it is over. It ends by itself when the test passes in every location that failed: close it when that will not happen, as when a
        location was taken away. What fails after this opens another one.
      </Confirm>
    </>
  );
}
