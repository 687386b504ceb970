import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  standings: { valid: 'Valid', expired: 'Its time is over', revoked: 'Revoked' },
  until: (day: string) => `until ${day}`,
  revoked: (moment: string, reason: string) => `Revoked on ${moment}: ${reason}.`,
  reasons: {
    issued_in_error: 'it should not have been issued, or says something wrong',
    facts_changed: 'what it says is no longer so',
    holder_asked: 'you gave it back',
    court: 'a court or a higher body set it aside',
    replaced: 'another document stands in its place',
  },
  pdf: 'Download as PDF',
  check: 'How others can check it',
};
type Result_words = Shape<typeof en>;

const ru: Result_words = {
  standings: { valid: 'Действует', expired: 'Срок действия истёк', revoked: 'Отозван' },
  until: (day: string) => `по ${day}`,
  revoked: (moment: string, reason: string) => `Отозван ${moment}: ${reason}.`,
  reasons: {
    issued_in_error: 'выдан ошибочно или содержит ошибку',
    facts_changed: 'указанное в нём больше не соответствует действительности',
    holder_asked: 'вы от него отказались',
    court: 'отменён судом или вышестоящим органом',
    replaced: 'заменён другим документом',
  },
  pdf: 'Скачать PDF',
  check: 'Как его могут проверить другие',
};

const kk: Result_words = {
  standings: { valid: 'Күшінде', expired: 'Мерзімі өткен', revoked: 'Кері қайтарылған' },
  until: (day: string) => `соңғы күні: ${day}`,
  revoked: (moment: string, reason: string) => `Кері қайтарылған уақыты: ${moment}. Себебі: ${reason}.`,
  reasons: {
    issued_in_error: 'қате берілген немесе ішінде қате бар',
    facts_changed: 'онда жазылғандар өзгерген',
    holder_asked: 'сіз одан бас тарттыңыз',
    court: 'сот немесе жоғары тұрған орган күшін жойған',
    replaced: 'орнына басқа құжат берілген',
  },
  pdf: 'PDF жүктеп алу',
  check: 'Басқалар оны қалай тексере алады',
};

export const result_words: Record<Lang, Result_words> = { kk, ru, en };
