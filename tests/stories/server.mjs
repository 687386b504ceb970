// A server of its own for the stories: the binary that QYZMET names, a new demonstration database, a free port.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export function program() {
  const named = process.env.QYZMET ?? process.env.QYZMET_CHECK;
  const found = [named, join(root, 'build/check/qyzmet'), join(root, 'build/release/qyzmet')].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Error('no program: build it, or name it in QYZMET');
  return found;
}

const start_limit_ms = 60_000;

export async function start_server() {
  const data = mkdtempSync(join(tmpdir(), 'qyzmet-stories-'));
  const child = spawn(program(), ['serve', '--data', data, '--port', '0', '--demo', '--share', root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes) => (said = (said + bytes).slice(-4000)));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), start_limit_ms);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^listening on (\S+)$/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', (code) => {
        rmSync(data, { recursive: true, force: true });
        resolve(code);
      });
      child.kill('SIGTERM');
    });
  return { url, stop };
}

/** `qyzmet verify`: its exit code and what it says. */
export function verify_by_program(receipt_file, key, content_file) {
  const more = content_file ? ['--content', content_file] : [];
  return new Promise((resolve) => {
    execFile(program(), ['verify', receipt_file, '--key', key, '--share', root, ...more], (error, out, err) =>
      resolve({ code: error ? error.code : 0, text: out + err }),
    );
  });
}
