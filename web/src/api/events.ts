/** Live news from the server. */
import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useState } from 'react';

export type LiveState = 'connecting' | 'open' | 'lost';

/** Before the next try when the stream was refused, in milliseconds; doubled after each. */
const FIRST = 1000;
const LONGEST = 30_000;

/**
 * Listens to one stream of server-sent events while `path` is given. The browser reconnects by itself when a connection breaks,
 * and the server replays what was missed; after an answer that is no stream, as of a proxy whose server is away, it gives up for
 * good, so another try is made here. A page nobody looks at lets go: over HTTP/1.1 a browser has six connections to a server,
 * and forgotten tabs would use them up.
 */
export function useEvents(path: string | null, onEvent: (name: string, data: unknown) => void, names: readonly string[]): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const visible = useDocumentVisibility() === 'visible';
  const handle = useEffectEvent(onEvent);
  const list = names.join(' ');
  useEffect(() => {
    if (!path || !visible) return;
    let source: EventSource;
    let wait = FIRST;
    let again: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      source = new EventSource(`/v1${path}`);
      source.addEventListener('open', () => {
        wait = FIRST;
        setState('open');
      });
      source.addEventListener('error', () => {
        setState('lost');
        if (source.readyState !== EventSource.CLOSED) return;
        again = setTimeout(listen, wait);
        wait = Math.min(2 * wait, LONGEST);
      });
      for (const name of list.split(' ')) {
        source.addEventListener(name, (event) => {
          let data: unknown;
          try {
            data = JSON.parse((event as MessageEvent<string>).data);
          } catch {
            return;
          }
          handle(name, data);
        });
      }
    };
    listen();
    return () => {
      clearTimeout(again);
      source.close();
    };
  }, [path, list, visible]);
  return state;
}
