// All stories: in two lanes side by side, each with a server and a browser of its own.
// `node run.mjs [PART OF A FILE'S NAME]`
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { access_stories } from './access_stories.mjs';
import { blind_stories } from './blind_stories.mjs';
import { open_browser } from './browser.mjs';
import { read_contract } from './contract.mjs';
import { contract_stories } from './contract_stories.mjs';
import { desk_stories } from './desk_stories.mjs';
import { document_stories } from './document_stories.mjs';
import { draft_stories } from './draft_stories.mjs';
import { every_service_stories } from './every_service_stories.mjs';
import { file_stories } from './file_stories.mjs';
import { filing_stories } from './filing_stories.mjs';
import { keeper_stories } from './keeper_stories.mjs';
import { language_stories } from './language_stories.mjs';
import { open_line } from './line.mjs';
import { mandate_stories } from './mandate_stories.mjs';
import { newcomer_stories } from './newcomer_stories.mjs';
import { offer_stories } from './offer_stories.mjs';
import { registry_stories } from './registry_stories.mjs';
import { root, start_server } from './server.mjs';
import { signing_stories } from './signing_stories.mjs';
import { slow_line_stories } from './slow_line_stories.mjs';
import { staff_stories } from './staff_stories.mjs';
import { check, failures, same, use_line } from './story.mjs';
import { filed_in_vain_stories, stuck_stories } from './stuck_stories.mjs';
import { thief_stories } from './thief_stories.mjs';
import { trouble_stories } from './trouble_stories.mjs';
import { way_stories } from './way_stories.mjs';

/** Of about the same length. */
const lanes = [
  [contract_stories, newcomer_stories, mandate_stories, staff_stories, keeper_stories, registry_stories, thief_stories,
    trouble_stories, document_stories, signing_stories, offer_stories, file_stories],
  [filing_stories, access_stories, slow_line_stories, draft_stories, blind_stories, language_stories,
    filed_in_vain_stories, way_stories, desk_stories, stuck_stories, every_service_stories],
];
const wanted = process.argv[2] ?? '';
const { misfit } = read_contract(readFileSync(join(root, 'api/openapi.yaml'), 'utf8'));

async function tell_all(stories) {
  const server = await start_server();
  const line = await open_line(server.url, misfit);
  const browser = await open_browser();
  use_line(browser, line);
  try {
    for (const tell of stories) await tell(browser, { url: line.url, registers: server.registers, line, misfit });
  } finally {
    await browser.close();
    line.close();
    const code = await server.stop();
    await check(`stories.server_ends_cleanly.${stories[0].name}`, () => same(code, 0, 'exit code'));
  }
}

const told = lanes.map((lane) => lane.filter(({ name }) => name.includes(wanted))).filter((lane) => lane.length > 0);
await Promise.all(told.map(tell_all));
process.exitCode = failures() > 0 ? 1 : 0;
