/**
 * The Merkle tree of RFC 6962, as far as a verifier needs it. Source: RFC 6962, section 2.1; RFC 9162,
 * section 2.1.3.2.
 */
import { concat, same_bytes, sha256 } from '../base/bytes';

export function leaf_hash(entry: Uint8Array): Promise<Uint8Array> {
  return sha256(concat(new Uint8Array([0x00]), entry));
}

export function node_hash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return sha256(concat(new Uint8Array([0x01]), left, right));
}

/** Whether `leaf` stands at `index` in the tree of `size` leaves whose root is `root`. */
export async function is_included(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): Promise<boolean> {
  if (index >= size) return false;
  // Beyond 32 bits JavaScript's shifts lie: divide instead.
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const other of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await node_hash(other, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await node_hash(hash, other);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same_bytes(hash, root);
}
