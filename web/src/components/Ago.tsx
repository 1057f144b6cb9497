/** An age that keeps up with the time, with the exact moment on hover. */
import { useEffect, useState } from 'react';

import { ago, moment } from '@/lib/format';

/** Now, in seconds; changes every few seconds. */
export function useNow(everySeconds = 10): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  return now;
}

export function Ago({ at }: { at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={moment(at)}>
      {ago(at, now)}
    </time>
  );
}
