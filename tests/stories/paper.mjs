// A PDF of one empty page that is what it says, about as large as is asked for.

export function paper(size = 0) {
  let text = '%PDF-1.7\n';
  const places = [];
  const add = (object) => {
    places.push(text.length);
    text += `${places.length} 0 obj\n${object}\nendobj\n`;
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  add('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>');
  const filler = Array.from({ length: size }, (_, i) => 'abcdefghij '[(i * 7 + (i >> 8)) % 11]).join('');
  add(`<< /Length ${filler.length} >>\nstream\n${filler}\nendstream`);
  const table = text.length;
  text += `xref\n0 ${places.length + 1}\n0000000000 65535 f \n`;
  for (const place of places) text += `${String(place).padStart(10, '0')} 00000 n \n`;
  text += `trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
