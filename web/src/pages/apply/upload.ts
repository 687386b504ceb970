/**
 * Sends one file in pieces. The server says where to go on, after every piece and whenever it is asked: so it does not
 * matter where a line broke, whether an answer was lost, or whether this page was opened anew meanwhile.
 */
import { change, key_of, status_of, type Fault } from '../../api/api';
import { bytes_of, sha256, to_hex } from '../../base/bytes';
import type { File_record } from './answers';

/** On a line of 400 kbit/s, three seconds: so much is sent anew when it breaks. */
export const piece_bytes = 128 << 10;
const first_wait_ms = 1_000;
const longest_wait_ms = 30_000;

type Told = { offset: number; kept: boolean };
export type Heard = {
  /** Bytes that are safe on the server. */
  sent: number;
  /** There is no connection, or the server is busy: it will be tried again. */
  waiting: boolean;
};
export type Ended =
  | { end: 'kept' }
  /** The server knows so much of it, and this device has not got the rest. */
  | { end: 'wanting' }
  | { end: 'stopped' }
  | { end: 'refused'; fault: Fault };

/** The same draft and bytes give the same id: nothing has to be remembered to go on. Nobody can guess it. */
export async function id_of(draft: string, digest: string): Promise<string> {
  return to_hex(await sha256(bytes_of(`${draft}:${digest}`))).slice(0, 32);
}

/** No connection, a server that is busy, or one whose answer got lost on the way. */
function passes(fault: Fault): boolean {
  if (fault.kind === 'unreachable' || status_of(fault) >= 500) return true;
  return status_of(fault) === 429 && !key_of(fault).startsWith('file.');
}

export async function send_file(
  id: string,
  record: File_record,
  bytes: Blob | null,
  hear: (heard: Heard) => void,
  wait: (ms: number) => Promise<void>,
  stopped: () => boolean,
): Promise<Ended> {
  const announced = { sha256: record.sha256, size: record.size, type: record.type };
  let sent = 0;
  let knows = false; // where to go on
  let wait_ms = first_wait_ms;
  while (!stopped()) {
    const outcome = knows
      ? await change<Told>('PUT', `/api/files/${id}/pieces/${sent}`, bytes!.slice(sent, sent + piece_bytes))
      : await change<Told>('PUT', `/api/files/${id}`, announced);
    if ('value' in outcome) {
      sent = outcome.value.offset;
      if (outcome.value.kept) return { end: 'kept' };
      if (bytes === null) return { end: 'wanting' };
      knows = true;
      wait_ms = first_wait_ms;
      hear({ sent, waiting: false });
      continue;
    }
    knows = false;
    if (key_of(outcome.fault) === 'file.other_offset') continue;
    if (!passes(outcome.fault)) return { end: 'refused', fault: outcome.fault };
    hear({ sent, waiting: true });
    await wait(wait_ms);
    wait_ms = Math.min(wait_ms * 2, longest_wait_ms);
  }
  return { end: 'stopped' };
}
