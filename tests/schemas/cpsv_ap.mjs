// Holds the catalogue's export against the official SHACL shapes of CPSV-AP 3.2.0, if they are there
// (QYZMET_CONFORMANCE), and spoils it to see that the shapes would say so.
// Prints `ok NAME`, `skip NAME: why` or `not ok NAME: why`; ends with 1 if any is not ok.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import jsonld from 'jsonld';
import { Parser } from 'n3';
import rdf from 'rdf-ext';
import { Validator } from 'shacl-engine';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const conformance = process.env.QYZMET_CONFORMANCE ?? join(root, '../shared/conformance');
const shapes_file = join(conformance, 'cpsv-ap/cpsv-ap-SHACL.ttl');
const program = process.env.QYZMET ?? join(root, 'build/release/qyzmet');
const exported = JSON.parse(
  execFileSync(program, ['services', 'export', '--format', 'cpsv-ap', '--share', root], { maxBuffer: 64 << 20 }),
);

let code = 0;
function say(name, wrong) {
  console.log(wrong ? `not ok ${name}: ${wrong}` : `ok ${name}`);
  if (wrong) code = 1;
}

const services = exported['@graph'].filter((node) => node['@type'] === 'cpsv:PublicService');
const files = readdirSync(join(root, 'services/kz')).filter((name) => name.endsWith('.yaml'));
say('cpsv_ap.every_service_is_there', services.length === files.length ? '' : `${services.length} of ${files.length}`);

/** What the shapes say of a graph: one line a finding. */
async function findings(graph, shapes) {
  const quads = await jsonld.toRDF({ ...exported, '@graph': graph }, { format: 'application/n-quads' });
  const data = rdf.dataset(new Parser({ format: 'N-Quads' }).parse(quads));
  const report = await new Validator(shapes, { factory: rdf }).validate({ dataset: data });
  return report.results.map((one) => `${one.focusNode?.value} ${one.path?.[0]?.predicates?.[0]?.value ?? ''}`);
}

if (!existsSync(shapes_file)) {
  console.log('skip cpsv_ap.fits_the_official_shapes: no conformance data here (QYZMET_CONFORMANCE)');
  console.log('skip cpsv_ap.a_spoilt_export_does_not: no conformance data here (QYZMET_CONFORMANCE)');
} else {
  const shapes = rdf.dataset(new Parser().parse(readFileSync(shapes_file, 'utf8')));
  const found = await findings(exported['@graph'], shapes);
  const first = found.slice(0, 3).join('; ');
  say('cpsv_ap.fits_the_official_shapes', found.length ? `${found.length} findings: ${first}` : '');

  // One mistake of each kind that a shape can see: something missing, of the wrong class, of the wrong datatype.
  const spoilt = structuredClone(exported['@graph']).map((node) => {
    if (node['@id'] === services[0]['@id']) delete node['cv:hasCompetentAuthority'];
    if (node['@id'] === services[1]['@id']) node['dct:title'] = 'without a language';
    if (node['@type'] === 'dct:LinguisticSystem') node['@type'] = 'skos:Concept';
    return node;
  });
  const seen = await findings(spoilt, shapes);
  const unseen = (word) => !seen.some((line) => line.endsWith(word));
  const wanted = ['hasCompetentAuthority', 'title', 'language'].filter(unseen);
  say('cpsv_ap.a_spoilt_export_does_not', wanted.length ? `not seen: ${wanted}` : '');
}
process.exit(code);
