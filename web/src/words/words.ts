/**
 * The words of the pages. English sets the shape; a key that Kazakh or Russian lacks, or has too many,
 * does not compile.
 */
import type { en } from './en';

export type Shape<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : T extends readonly (infer Item)[]
      ? Shape<Item>[]
      : { [Key in keyof T]: Shape<T[Key]> };

export type Words = Shape<typeof en>;
