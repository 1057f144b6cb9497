/** Live news from the server. */
import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useState } from 'react';

export type LiveState = 'connecting' | 'open' | 'lost';

/**
 * Listens to one stream of server-sent events while `path` is given. The browser reconnects by itself after a loss, and the
 * server replays what was missed. A page nobody looks at lets go: over HTTP/1.1 a browser has six connections to a server,
 * and forgotten tabs would use them up.
 */
export function useEvents(path: string | null, onEvent: (name: string, data: unknown) => void, names: readonly string[]): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const visible = useDocumentVisibility() === 'visible';
  const handle = useEffectEvent(onEvent);
  const list = names.join(' ');
  useEffect(() => {
    if (!path || !visible) return;
    const source = new EventSource(`/v1${path}`);
    source.addEventListener('open', () => setState('open'));
    source.addEventListener('error', () => setState('lost'));
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
    return () => source.close();
  }, [path, list, visible]);
  return state;
}
