/** A receipt on its way from the page that fetched it to the page that verifies it. */
export type Handed = { text: string; name: string };

let handed: Handed | null = null;

export function hand_over(text: string, name: string): void {
  handed = { text, name };
}

export function take_over(): Handed | null {
  const taken = handed;
  handed = null;
  return taken;
}
