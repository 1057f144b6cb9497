/** What everybody should know of the installation, on every page. */
import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { notices } from '../api/queries';

export function Notices() {
  // When it cannot be asked for, the page itself says so.
  const { data } = useQuery(notices);
  return (
    <div role="status">
      {data?.notices.map(({ code, message }) => (
        <Alert key={code} color="orange" variant="light" radius={0} py="xs">
          {message}
        </Alert>
      ))}
    </div>
  );
}
