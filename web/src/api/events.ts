/** Live news from the server. */
import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useState } from 'react';

export type LiveState = 'connecting' | 'open' | 'lost';

/** Before the next try when the stream was refused, in milliseconds; doubled after each. */
const FIRST = 1000;
const LONGEST = 30_000;

/**
 * Listens to one stream of server-sent events while `path` is given. A browser reconnects by itself when the connection
 * breaks, and the server replays what was missed; after an answer that is no stream, as of a proxy whose server is away, it
 * gives up for good, and the stream is opened anew here. A page nobody looks at lets go: over HTTP/1.1 a browser has six
 * connections to a server, and forgotten tabs would use them up.
 */
export function useEvents(path: string | null, onEvent: (name: string, data: unknown) => void, names: readonly string[]): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const visible = useDocumentVisibility() === 'visible';
  const handle = useEffectEvent(onEvent);
  const list = names.join(' ');
  useEffect(() => {
    if (!path || !visible) return;
    let source: EventSource | undefined;
    let wait = FIRST;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      const stream = new EventSource(`/v1${path}`);
      source = stream;
      stream.addEventListener('open', () => {
        wait = FIRST;
        setState('open');
      });
      stream.addEventListener('error', () => {
        setState('lost');
        if (stream.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(listen, wait);
        wait = Math.min(2 * wait, LONGEST);
      });
      for (const name of list.split(' ')) stream.addEventListener(name, (event) => tell(name, event as MessageEvent<string>));
    };
    const tell = (name: string, event: MessageEvent<string>) => {
      let data: unknown;
      try {
        data = JSON.parse(event.data);
      } catch {
        return;
      }
      handle(name, data);
    };
    listen();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [path, list, visible]);
  return state;
}
