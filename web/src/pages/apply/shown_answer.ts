/** Answers as people read them: typed ones where they are checked, sent ones where they are looked up. */
import type { Page, Question, Service } from '../../api/types';
import type { Json } from '../../base/canonical';
import { date_text, money_text, number_text, type Lang } from '../../base/format';
import type { Text } from '../../base/language.svelte';
import {
  address_of,
  fault_of,
  file_of,
  items_of,
  list_of,
  normal,
  shown_of,
  text_of,
  type Answer,
  type Item,
} from './answers';
import { hundredths } from './numbers';

type Words = { yes: string; no: string; item: (number: number) => string };
/** `item`: the heading of an item of a list; then come its lines. */
export type Line = { item?: string; name?: string; text: string };

export function lines_of(question: Question, answer: Answer | undefined, lang: Lang, words: Words): Line[] {
  if (question.kind !== 'repeat') {
    const text = shown_text(question, answer, lang, words);
    return text === '' ? [] : [{ text }];
  }
  return items_of(answer).flatMap((item, i) => [
    { item: words.item(i + 1), text: '' },
    ...shown_of(question.fields ?? [], item).map((field) => ({
      name: field.title[lang],
      text: shown_text(field, item[field.id], lang, words),
    })),
  ]);
}

function shown_text(question: Question, answer: Answer | undefined, lang: Lang, words: Words): string {
  const title = (value: string) => question.options?.find((one) => one.value === value)?.title[lang] ?? value;
  if (question.kind === 'choices') return list_of(answer).map(title).join('; ');
  if (question.kind === 'address') {
    const { region, text } = address_of(answer);
    return [title(region), text.trim()].filter((part) => part !== '').join(', ');
  }
  if (question.kind === 'file') return file_of(answer)?.name ?? '';
  const text = normal(question, text_of(answer));
  if (text === '' || fault_of(question, text) !== null) return text;
  switch (question.kind) {
    case 'yes_no':
    case 'statement':
      return text === 'true' ? words.yes : words.no;
    case 'date':
      return date_text(text, lang);
    case 'number':
      return number_text(Number(text), lang);
    case 'money':
      return money_text(hundredths(text) ?? 0, lang);
    default:
      return title(text);
  }
}

/** What was sent, as it would have been typed: so that one place knows how answers are shown. */
export function typed_of(question: Question, sent: Json | undefined): Answer | undefined {
  if (sent === undefined || sent === null) return undefined;
  if (question.kind === 'money' && typeof sent === 'number') return String(sent / 100);
  if (question.kind === 'repeat' && Array.isArray(sent)) {
    return sent.map((item) => typed_item(question.fields ?? [], item as Record<string, Json>));
  }
  return typeof sent === 'object' ? (sent as Answer) : String(sent);
}

function typed_item(fields: readonly Question[], sent: Record<string, Json>): Item {
  const item: Item = {};
  for (const field of fields) {
    const typed = typed_of(field, sent[field.id]);
    if (typed !== undefined) item[field.id] = typed;
  }
  return item;
}

/** As it was typed, of a question that nobody knows any more. */
export function written(answer: Answer | undefined): Line[] {
  return [{ text: typeof answer === 'string' ? answer : JSON.stringify(answer ?? '') }];
}

/** What a question is called where all answers stand: as its page is, if it is all that may stand there. */
export function title_in_list(service: Service, page: Page, question: Question): Text {
  const all = service.pages.find((one) => one.id === page.id)?.questions ?? [];
  return all.length === 1 ? page.title : question.title;
}
