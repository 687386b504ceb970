/** A title as it stands inside a sentence: with a small letter, unless it begins with an abbreviation. */
export function inside(title: string): string {
  return /^\p{Lu}(?:\p{Lu}|$)/u.test(title) ? title : title.charAt(0).toLocaleLowerCase() + title.slice(1);
}
