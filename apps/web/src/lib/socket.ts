import type { ClientMessage, ServerMessage } from '@arches/contract';

export type SocketState = 'idle' | 'connecting' | 'open' | 'lost';
type Listener = (message: ServerMessage) => void;

/** The one socket of the page. Topics are counted, so that two screens may watch the same run; they are asked for again after every reconnect. */
export interface LiveSocket {
  /** Watches topics such as `runs` or `run:<id>` until the returned function is called. */
  readonly watch: (topics: readonly string[], listener?: Listener) => () => void;
  /** Every message, whatever its topic. */
  readonly listen: (listener: Listener) => () => void;
  /** Called when the connection came back after it was lost: what was missed must be read again. */
  readonly onRecovered: (listener: () => void) => () => void;
  readonly state: () => SocketState;
  readonly onState: (listener: () => void) => () => void;
  readonly close: () => void;
}

const firstDelayMs = 500;
const lastDelayMs = 15_000;

export function createSocket(url: string, open: (url: string) => WebSocket = (address) => new WebSocket(address)): LiveSocket {
  const wanted = new Map<string, number>();
  const listeners = new Set<Listener>();
  const recovered = new Set<() => void>();
  const stateListeners = new Set<() => void>();
  let socket: WebSocket | undefined;
  let state: SocketState = 'idle';
  let delayMs = firstDelayMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBeenOpen = false;
  let closed = false;

  function setState(next: SocketState): void {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener();
  }

  function send(message: ClientMessage): void {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  }

  function connect(): void {
    if (closed || socket) return;
    if (state !== 'lost') setState('connecting');
    const current = open(url);
    socket = current;
    current.onopen = () => {
      delayMs = firstDelayMs;
      setState('open');
      if (wanted.size > 0) send({ type: 'subscribe', topics: [...wanted.keys()] });
      if (hasBeenOpen) for (const listener of recovered) listener();
      hasBeenOpen = true;
    };
    current.onmessage = (event) => {
      const message = parsed(event.data);
      if (message) for (const listener of listeners) listener(message);
    };
    current.onclose = () => {
      if (socket !== current) return;
      socket = undefined;
      if (closed) return;
      setState('lost');
      timer = setTimeout(connect, delayMs * (0.75 + Math.random() / 2));
      delayMs = Math.min(delayMs * 2, lastDelayMs);
    };
  }

  function watch(topics: readonly string[], listener?: Listener): () => void {
    const fresh = topics.filter((topic) => !wanted.has(topic));
    for (const topic of topics) wanted.set(topic, (wanted.get(topic) ?? 0) + 1);
    if (listener) listeners.add(listener);
    connect();
    if (fresh.length > 0) send({ type: 'subscribe', topics: fresh });
    return () => {
      if (listener) listeners.delete(listener);
      const dropped = topics.filter((topic) => {
        const left = (wanted.get(topic) ?? 1) - 1;
        if (left > 0) wanted.set(topic, left);
        else wanted.delete(topic);
        return left <= 0;
      });
      if (dropped.length > 0) send({ type: 'unsubscribe', topics: dropped });
    };
  }

  return {
    watch,
    listen: (listener) => added(listeners, listener),
    onRecovered: (listener) => added(recovered, listener),
    state: () => state,
    onState: (listener) => added(stateListeners, listener),
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
      setState('idle');
    },
  };
}

function added<Item>(set: Set<Item>, item: Item): () => void {
  set.add(item);
  return () => set.delete(item);
}

function parsed(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data) as ServerMessage;
  } catch {
    return undefined;
  }
}
