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

/** Services, data, contract and pages: the repository's, or another folder of the same form. */
const share = process.env.QYZMET_SHARE ?? root;
const start_limit_ms = 60_000;

/** A command of the program that says where it listens; what stops it gives its exit code. */
async function start(what, found, args) {
  const child = spawn(program(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => (said = (said + bytes).slice(-4000)));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not start: ${said}`)), start_limit_ms);
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}: ${said}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = found.exec(line);
      if (!address) return;
      clearTimeout(timer);
      resolve(address[1]);
    });
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url, stop };
}

/**
 * Beside simulated registers of its own, which end with this process. `data`: a folder that is there already; else a
 * new one. `from`: services, data, contract and pages.
 */
export async function start_server(data = mkdtempSync(join(tmpdir(), 'qyzmet-stories-')), from = share) {
  const common = ['--port', '0', '--share', from];
  const registers = await start('the registers', /^registers on (\S+)$/, ['agencies', ...common, '--with-parent']);
  const more = ['--data', data, '--demo', '--registers', registers.url];
  const server = await start('the server', /^listening on (\S+)$/, ['serve', ...common, ...more]);
  const stop = async () => {
    const code = await server.stop();
    await registers.stop();
    rmSync(data, { recursive: true, force: true });
    return code;
  };
  return { url: server.url, registers: registers.url, stop };
}

/** `qyzmet verify`: its exit code and what it says. */
export function verify_by_program(receipt_file, key, content_file) {
  const more = content_file ? ['--content', content_file] : [];
  return new Promise((resolve) => {
    execFile(program(), ['verify', receipt_file, '--key', key, '--share', share, ...more], (error, out, err) =>
      resolve({ code: error ? error.code : 0, text: out + err }),
    );
  });
}
