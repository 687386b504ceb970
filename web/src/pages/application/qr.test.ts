// Goal: what we draw is a QR code that others read. Method: the same texts, drawn by libqrencode 4.1.1 (byte mode, M);
// the mask is the one that it chose.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { qr_code, qr_path, qr_with_mask } from './qr';

const drawn = (modules: boolean[][] | null) =>
  createHash('sha256')
    .update(modules!.map((row) => row.map((dark) => (dark ? '#' : '.')).join('')).join('\n'))
    .digest('hex');

test('the same modules as libqrencode', () => {
  const address = 'https://qyzmet.example.kz/verify?number=01Y4-CVAK-G00C-8X';
  assert.equal(drawn(qr_with_mask(address, 3)), '4eb1133210f283b48c04df4a212efe377b711726a1d3aa1f01c99fbf4db481af');
  assert.equal(drawn(qr_with_mask('қызмет', 0)), '4886a3368e86b2fbdca0a066514669c20ac64cfd8c90b6611354fe0f0c69dd28');
  assert.equal(
    drawn(qr_with_mask('a'.repeat(106), 1)),
    'b72c51b18a16ecb72f4f33768afd5b5dd67e0b81822d3dcb69336d06d9fafae4',
  );
});

test('one of the masks is taken, and what is too long is none', () => {
  const taken = drawn(qr_code('a'));
  assert.ok([0, 1, 2, 3, 4, 5, 6, 7].some((mask) => drawn(qr_with_mask('a', mask)) === taken));
  assert.equal(qr_code('a'.repeat(107)), null);
  assert.ok(qr_path(qr_code('a')!).startsWith('M0 0h1v1h-1z'));
});
