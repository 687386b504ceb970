/** The files that are on their way, whichever page of the form is open. */
import { change, key_of, type Fault } from '../../api/api';
import { keep_blob, kept_blob, remove_blob, remove_blobs_of } from '../../base/blobs';
import { ask_of_files, type File_record } from './answers';
import { id_of, send_file } from './upload';

export type Phase = 'sending' | 'waiting' | 'kept' | 'wanting' | 'refused';

export class Upload {
  phase = $state<Phase>('sending');
  /** Bytes that are safe on the server. */
  sent = $state(0);
  fault = $state.raw<Fault>();
  #stopped = false;
  #hurry: () => void = () => undefined;

  constructor(
    readonly draft: string,
    readonly record: File_record,
  ) {}

  async run(chosen: Blob | null): Promise<void> {
    const id = await id_of(this.draft, this.record.sha256);
    if (chosen) void keep_blob(id, this.draft, chosen);
    const bytes = chosen ?? (await kept_blob(id));
    const online = () => this.#hurry();
    addEventListener('online', online);
    const ended = await send_file(
      id,
      this.record,
      bytes,
      ({ sent, waiting }) => {
        this.sent = sent;
        this.phase = waiting ? 'waiting' : 'sending';
      },
      (ms) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, ms);
          this.#hurry = () => (clearTimeout(timer), resolve());
        }),
      () => this.#stopped,
    );
    removeEventListener('online', online);
    if (ended.end === 'stopped') return;
    // Signed out meanwhile, it is somebody else's for the server: after signing in it goes on.
    if (ended.end === 'refused' && key_of(ended.fault) === 'file.not_found') {
      this.phase = 'wanting';
      return;
    }
    if (ended.end === 'refused') this.fault = ended.fault;
    this.phase = ended.end;
    if (ended.end !== 'wanting') void remove_blob(id);
  }

  async remove(): Promise<void> {
    this.#stopped = true;
    this.#hurry();
    const id = await id_of(this.draft, this.record.sha256);
    await remove_blob(id);
    await change('DELETE', `/api/files/${id}`);
  }

  stop(): void {
    this.#stopped = true;
    this.#hurry();
  }
}

const all = new Map<string, Upload>();
const name_of = (draft: string, record: File_record) => `${draft}:${record.sha256}`;

/** Begins, or goes on with what was begun; without `chosen`, with what this device has kept. */
export function upload(draft: string, record: File_record, chosen: Blob | null): Upload {
  const name = name_of(draft, record);
  const known = all.get(name);
  if (known && known.phase !== 'refused' && !(chosen && known.phase === 'wanting')) return known;
  const begun = new Upload(draft, record);
  all.set(name, begun);
  void begun.run(chosen);
  return begun;
}

export function remove_upload(draft: string, record: File_record): void {
  const name = name_of(draft, record);
  const known = all.get(name) ?? new Upload(draft, record);
  all.delete(name);
  void known.remove();
}

/** The draft is thrown away: what it has on the server goes by itself. */
export function forget_uploads(draft: string): void {
  for (const [name, one] of all) {
    if (one.draft !== draft) continue;
    one.stop();
    all.delete(name);
  }
  void remove_blobs_of(draft);
}

ask_of_files((record) => {
  const known = [...all.values()].find((one) => one.record.sha256 === record.sha256);
  if (!known || known.phase === 'kept') return null;
  return known.phase === 'sending' || known.phase === 'waiting' ? 'file.sending' : 'file.not_kept';
});
