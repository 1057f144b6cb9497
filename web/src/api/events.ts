/** Live news from the server. */
import { useEffect, useEffectEvent, useState } from 'react';

export type LiveState = 'connecting' | 'open' | 'lost';

/**
 * Listens to one stream of server-sent events while `path` is given. The browser reconnects by itself after a loss;
 * the server replays what was missed.
 */
export function useEvents(path: string | null, onEvent: (name: string, data: unknown) => void, names: readonly string[]): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const handle = useEffectEvent(onEvent);
  const list = names.join(' ');
  useEffect(() => {
    if (!path) return;
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
  }, [path, list]);
  return state;
}
