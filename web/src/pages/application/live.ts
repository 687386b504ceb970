/** What happens to an application, as it happens. The stream itself goes on after a break (Last-Event-ID). */

/** Every event that an application can have. */
export const heard_kinds = [
  ...[
    ...['submitted', 'withdrawn', 'step_entered', 'step_waits', 'asked', 'answered', 'corrected', 'decided'],
    ...['delivered', 'taken', 'given_back', 'extended', 'message_sent', 'signed', 'declined', 'part_filed'],
    ...['missed', 'rated', 'rule_applied', 'looked'],
  ].map((name) => `application.${name}`),
  ...['document.issued', 'document.revoked'],
  ...['asked', 'answered', 'failed', 'expired'].map((name) => `lookup.${name}`),
];
/** A stream begins with all that was: one look is enough for all of it. */
const together_ms = 80;

/** Calls `heard` once for what comes together, and when a connection comes back. Gives what ends it. */
export function watch(path: string, kinds: readonly string[], heard: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(heard, together_ms);
  };
  const live = new EventSource(path);
  for (const kind of kinds) live.addEventListener(kind, soon);
  addEventListener('online', soon);
  return () => {
    clearTimeout(timer);
    live.close();
    removeEventListener('online', soon);
  };
}
