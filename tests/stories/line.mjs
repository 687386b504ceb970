// Stands between the browsers and the server, so that no answer passes unseen, whichever page, tab or service worker
// asked for it: each one from /api is held against the contract before it goes on.
import { Agent, createServer, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

/** `misfit` as in contract.mjs. Gives the line: `url`, `seen` (what was asked and answered), `faults()`, `close()`. */
export async function open_line(server_url, misfit) {
  const target = new URL(server_url);
  const agent = new Agent({ keepAlive: true });
  const seen = [];
  let waiting = [];
  let faults = [];
  let is_cut = () => false;

  /** Over when all who waited for it have done what they wanted to do before the browser hears of it. */
  async function note(asked, answered, body) {
    const path = asked.url.split('?')[0];
    const entry = { method: asked.method, path, status: answered.statusCode, key: asked.headers['idempotency-key'] };
    seen.push(entry);
    const type = (answered.headers['content-type'] ?? '').split(';')[0].trim();
    const found = path.startsWith('/api') ? misfit({ ...entry, type, body }) : '';
    if (found) faults.push(`${asked.method} ${path} ${answered.statusCode}: ${found}`);
    const heard = waiting.filter(({ wanted }) => wanted(entry));
    waiting = waiting.filter((one) => !heard.includes(one));
    await Promise.all(heard.map(({ act }) => act(entry)));
    return entry;
  }

  const server = createServer((asked, reply) => {
    if (is_cut(asked.url)) return reply.destroy();
    const options = { host: target.hostname, port: target.port, method: asked.method, path: asked.url, agent };
    const onward = request({ ...options, headers: asked.headers }, (answered) =>
      pass_back(asked, answered, reply, note),
    );
    onward.on('error', () => reply.destroy());
    reply.on('close', () => onward.destroy());
    return asked.pipe(onward);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    /** What the contract did not allow since this was last asked. */
    faults() {
      const found = [...new Set(faults)];
      faults = [];
      return found;
    },
    /**
     * Once the server has next answered such a request, and before the browser hears of it: `act(answer)`, which may
     * say that it is `lost` on the way. Gives the answer.
     */
    next(wanted, act = () => undefined) {
      return new Promise((heard, failed) =>
        waiting.push({ wanted, act: (entry) => Promise.resolve(act(entry)).then(() => heard(entry), failed) }),
      );
    },
    /** From now on what is asked under `prefix` is not answered; '' stands for all, null for nothing any more. */
    cut(prefix) {
      is_cut = (path) => prefix !== null && path.startsWith(prefix);
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

/** What never ends (events) is passed on as it comes; of everything else the body is noted before its end is sent. */
function pass_back(asked, answered, reply, note) {
  const parts = [];
  const endless = /^text\/event-stream/.test(answered.headers['content-type'] ?? '');
  reply.writeHead(answered.statusCode, answered.rawHeaders);
  answered.on('error', () => reply.destroy());
  if (endless) {
    void note(asked, answered, null);
    answered.pipe(reply);
    return;
  }
  answered.on('data', (bytes) => {
    parts.push(bytes);
  });
  answered.on('end', async () => {
    const bytes = Buffer.concat(parts);
    const open = unpack[bytes.length > 0 && answered.headers['content-encoding']] ?? ((same) => same);
    const { lost } = await note(asked, answered, open(bytes).toString('utf8'));
    if (lost) reply.destroy();
    else reply.end(bytes);
  });
}
