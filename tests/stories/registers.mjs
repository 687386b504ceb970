// The simulated registers beside a server.
import { same } from './story.mjs';

/** How a simulated register behaves from now on. */
export async function behave(registers, register, mode) {
  const body = JSON.stringify({ mode });
  const reply = await fetch(`${registers}/registers/${register}/mode`, { method: 'PUT', body });
  same(reply.status < 300, true, `the register takes the mode ${mode}`);
}
