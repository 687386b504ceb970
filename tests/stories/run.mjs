// All stories, one after the other, against one server. `node run.mjs [PART OF A FILE'S NAME]`
import { open_browser } from './browser.mjs';
import { filing_stories } from './filing_stories.mjs';
import { start_server } from './server.mjs';
import { failures } from './story.mjs';
import { trouble_stories } from './trouble_stories.mjs';

const wanted = process.argv[2] ?? '';
const server = await start_server();
const browser = await open_browser();
try {
  for (const tell of [filing_stories, trouble_stories]) if (tell.name.includes(wanted)) await tell(browser, server);
} finally {
  await browser.close();
  const code = await server.stop();
  console.log(code === 0 ? 'ok stories.server_ends_cleanly' : `not ok stories.server_ends_cleanly: exit code ${code}`);
  process.exitCode = failures() > 0 || code !== 0 ? 1 : 0;
}
