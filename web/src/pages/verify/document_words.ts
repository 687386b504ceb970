/** The words of this page, in all languages at once: it must go on working, and switching, without a connection. */
import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  title: 'Check a document',
  lead:
    'The file is read in this browser and is sent nowhere. Only its number and check word are asked of the ' +
    'server, to ' +
    'learn whether the document still counts.',
  file: 'The document’s file',
  file_hint: 'Choose the PDF as you received it, or drop it here. A scan or a printed copy cannot be checked so.',
  file_button: 'Choose the PDF',
  file_large: 'This file is too large to be a result document',
  file_unreadable: 'The file cannot be read',
  number_title: 'Or only ask by number',
  number: 'Number',
  number_hint: 'As it stands on the document: 00AB-CDEF-GHJK-MN',
  number_faults: {
    empty: 'Enter the document’s number',
    malformed: 'A number has 14 letters and digits: compare it with the document',
    check_symbol: 'There is a mistake in the number: compare it with the document',
  },
  word: 'Check word (optional)',
  word_hint: 'It stands beside the number. With it you also see whom the document names, in initials.',
  ask: 'Ask how it stands',
  key_title: 'The key that signs',
  key: 'Key',
  key_hint:
    'Filled in by this server. A key that you got elsewhere (on paper, from somebody you trust) is worth more: ' +
    'then not ' +
    'even we can deceive you.',
  working: 'Checking…',
  verdicts: {
    genuine: 'The document is genuine and stands',
    not_asked: 'The file is genuine; whether it was revoked could not be asked',
    expired: 'The document is genuine, but its time is over',
    revoked: 'The document was revoked',
    broken: 'Do not rely on this file',
    unable: 'The check could not be finished',
    stands: 'A document with this number was issued and stands',
    number_expired: 'A document with this number was issued, but its time is over',
    number_revoked: 'The document with this number was revoked',
  },
  genuine_text: 'Every byte of the file is as it was when it was signed, and the server has not revoked it.',
  not_asked_text:
    'Every byte of the file is as it was when it was signed. There was no answer from the server: try again when ' +
    'there ' +
    'is a connection.',
  number_text:
    'This says nothing of the paper or file in front of you: compare it with what stands below, or choose the PDF.',
  expired_text: (day: string) => `It was valid until ${day}, that day included.`,
  revoked_text: (moment: string, reason: string) => `Revoked on ${moment}: ${reason}.`,
  reasons: {
    issued_in_error: 'it should not have been issued, or says something wrong',
    facts_changed: 'what it says is no longer so',
    holder_asked: 'the holder gave it back',
    court: 'a court or a higher body set it aside',
    replaced: 'another document stands in its place',
  },
  specimen: 'A specimen from a demonstration: everything in it is invented, and it has no legal force.',
  faults: {
    no_crypto:
      'This browser gives cryptography only to pages loaded over https. Open the page over https, or use “qyzmet ' +
      'verify”.',
    no_ed25519:
      'This browser does not know Ed25519 signatures. Use a newer one (Chrome 137, Firefox 130, Safari 17 or ' +
      'later) or ' +
      '“qyzmet verify”.',
    not_a_key: 'The key is incomplete or mistyped: its own checksum does not fit.',
    no_signature:
      'There is no signature of ours in this file: it is no document of this system, it was printed or saved anew by ' +
      'another program, or the part with the signature was removed.',
    signature_damaged: 'The signature in the file is damaged: the file was changed after it was issued.',
    bad_signature: 'The signature does not fit: the file was changed after it was issued, or it is forged.',
    content_damaged: 'The content that the file carries is not the one that was signed.',
  },
  other_key: (signer: string) => `The file was not issued by this server: it is signed with another key, ${signer}.`,
  shorter: (bytes: string) => `The file is not whole: ${bytes} bytes are missing.`,
  longer: (bytes: string) => `After it was issued, ${bytes} bytes were added to the file.`,
  changed: (from: string, to: string) =>
    `The file was changed after it was issued: between byte ${from} and byte ${to} it is not as it was.`,
  not_issued: 'The signature fits, but the server has never issued this number. Report this file to the agency.',
  other_content: 'The signature fits, but the server issued something else under this number. Report this file.',
  wrong_word: 'The check word does not belong to this number. Compare it with the document.',
  not_found: 'There is no document with this number. Compare it with the document.',
  truth_title: 'What was really issued',
  truth_text: 'This part of the file still bears its own signature. Compare it with what the pages show.',
  says_title: 'What the document says',
  known_title: 'What the server knows of it',
  issued_at: 'Issued',
  valid_until: 'Valid until',
  service: 'Service',
  agency: 'Agency',
  document: 'Document',
  people: 'Issued to',
  applicant_of: (number: string) => `the applicant of application ${number}`,
  iin: 'IIN',
  decision: 'Decision',
  reasons_title: 'Reasons',
  would_change: 'What would change it, and how to object',
  legal_basis: 'Legal basis',
  kinds: {
    certificate: 'Certificate',
    notice: 'Notice',
    licence: 'Licence',
    permit: 'Permit',
    extract: 'Extract',
    refusal: 'Refusal',
  },
  bases: { checked: '', stated: 'as the applicant stated it; not checked', unverified: 'not verified' },
  receipts: 'Check a receipt instead',
};
export type Document_words = Shape<typeof en>;

const ru: Document_words = {
  title: 'Проверить документ',
  lead:
    'Файл читается в этом браузере и никуда не отправляется. У сервера спрашивают только о номере и проверочном ' +
    'слове: ' +
    'действует ли документ.',
  file: 'Файл документа',
  file_hint: 'Выберите PDF в том виде, в каком его получили, или перетащите сюда. Скан и распечатку так не проверить.',
  file_button: 'Выбрать PDF',
  file_large: 'Этот файл слишком велик для документа',
  file_unreadable: 'Файл не читается',
  number_title: 'Или только спросить по номеру',
  number: 'Номер',
  number_hint: 'Как на документе: 00AB-CDEF-GHJK-MN',
  number_faults: {
    empty: 'Введите номер документа',
    malformed: 'В номере 14 букв и цифр: сверьте его с документом',
    check_symbol: 'В номере ошибка: сверьте его с документом',
  },
  word: 'Проверочное слово (необязательно)',
  word_hint: 'Стоит рядом с номером. С ним видно и то, кого называет документ, — по первым буквам.',
  ask: 'Узнать, действует ли',
  key_title: 'Ключ подписи',
  key: 'Ключ',
  key_hint:
    'Подставлен этим сервером. Ключ, полученный иначе (на бумаге, от того, кому вы доверяете), надёжнее: тогда и ' +
    'мы не ' +
    'сможем вас обмануть.',
  working: 'Проверяем…',
  verdicts: {
    genuine: 'Документ подлинный и действует',
    not_asked: 'Файл подлинный; спросить, не отозван ли он, не удалось',
    expired: 'Документ подлинный, но срок его действия истёк',
    revoked: 'Документ отозван',
    broken: 'На этот файл нельзя полагаться',
    unable: 'Проверку не удалось закончить',
    stands: 'Документ с этим номером выдан и действует',
    number_expired: 'Документ с этим номером выдан, но срок его действия истёк',
    number_revoked: 'Документ с этим номером отозван',
  },
  genuine_text: 'Каждый байт файла такой же, как при подписании, и сервер его не отзывал.',
  not_asked_text:
    'Каждый байт файла такой же, как при подписании. Сервер не ответил: повторите, когда будет связь.',
  number_text: 'О бумаге или файле перед вами это ещё ничего не говорит: сверьте их с тем, что ниже, или выберите PDF.',
  expired_text: (day: string) => `Он действовал по ${day} включительно.`,
  revoked_text: (moment: string, reason: string) => `Отозван ${moment}: ${reason}.`,
  reasons: {
    issued_in_error: 'выдан ошибочно или содержит ошибку',
    facts_changed: 'указанное в нём больше не соответствует действительности',
    holder_asked: 'владелец отказался от него',
    court: 'отменён судом или вышестоящим органом',
    replaced: 'заменён другим документом',
  },
  specimen: 'Образец из демонстрации: всё в нём вымышлено, юридической силы нет.',
  faults: {
    no_crypto:
      'Этот браузер даёт криптографию только страницам, открытым по https. Откройте страницу по https или ' +
      'используйте ' +
      '«qyzmet verify».',
    no_ed25519:
      'Этот браузер не знает подписей Ed25519. Нужен более новый (Chrome 137, Firefox 130, Safari 17 или новее) или ' +
      '«qyzmet verify».',
    not_a_key: 'Ключ неполный или набран с ошибкой: его контрольная сумма не сходится.',
    no_signature:
      'В этом файле нет нашей подписи: это не документ этой системы, его заново сохранила или напечатала другая ' +
      'программа, или часть с подписью удалена.',
    signature_damaged: 'Подпись в файле повреждена: файл изменили после выдачи.',
    bad_signature: 'Подпись не сходится: файл изменили после выдачи или подделали.',
    content_damaged: 'Содержание, вложенное в файл, не то, которое подписано.',
  },
  other_key: (signer: string) => `Этот сервер файл не выдавал: он подписан другим ключом, ${signer}.`,
  shorter: (bytes: string) => `Файл неполный: не хватает байтов: ${bytes}.`,
  longer: (bytes: string) => `После выдачи в файл добавлены байты: ${bytes}.`,
  changed: (from: string, to: string) =>
    `Файл изменили после выдачи: между байтами ${from} и ${to} он не такой, как был.`,
  not_issued: 'Подпись сходится, но документа с таким номером сервер не выдавал. Сообщите об этом файле органу.',
  other_content: 'Подпись сходится, но под этим номером сервер выдал другое. Сообщите об этом файле.',
  wrong_word: 'Проверочное слово не подходит к этому номеру. Сверьте его с документом.',
  not_found: 'Документа с таким номером нет. Сверьте номер с документом.',
  truth_title: 'Что было выдано на самом деле',
  truth_text: 'Эта часть файла всё ещё носит свою подпись. Сравните её с тем, что показывают страницы.',
  says_title: 'Что говорит документ',
  known_title: 'Что о нём знает сервер',
  issued_at: 'Выдан',
  valid_until: 'Действителен по',
  service: 'Услуга',
  agency: 'Орган',
  document: 'Документ',
  people: 'Кому выдан',
  applicant_of: (number) => `заявитель по заявлению № ${number}`,
  iin: 'ИИН',
  decision: 'Решение',
  reasons_title: 'Почему принято такое решение',
  would_change: 'Что изменило бы решение и как его обжаловать',
  legal_basis: 'Правовое основание',
  kinds: {
    certificate: 'Справка',
    notice: 'Уведомление',
    licence: 'Лицензия',
    permit: 'Разрешение',
    extract: 'Выписка',
    refusal: 'Отказ',
  },
  bases: { checked: '', stated: 'со слов заявителя, не проверено', unverified: 'не проверено' },
  receipts: 'Проверить расписку',
};

const kk: Document_words = {
  title: 'Құжатты тексеру',
  lead:
    'Файл осы браузерде оқылады, ешқайда жіберілмейді. Серверден тек нөмірі мен тексеру сөзі бойынша құжаттың күші ' +
    'бар-жоғы сұралады.',
  file: 'Құжат файлы',
  file_hint:
    'PDF файлды өзіңізге келген күйінде таңдаңыз немесе осында тастаңыз. Скан мен қағазды бұлай тексеру мүмкін емес.',
  file_button: 'PDF таңдау',
  file_large: 'Бұл файл құжат болу үшін тым үлкен',
  file_unreadable: 'Файл оқылмайды',
  number_title: 'Немесе тек нөмірі бойынша сұрау',
  number: 'Нөмірі',
  number_hint: 'Құжаттағыдай: 00AB-CDEF-GHJK-MN',
  number_faults: {
    empty: 'Құжаттың нөмірін енгізіңіз',
    malformed: 'Нөмірде 14 әріп пен цифр бар: құжатпен салыстырыңыз',
    check_symbol: 'Нөмірде қате бар: құжатпен салыстырыңыз',
  },
  word: 'Тексеру сөзі (міндетті емес)',
  word_hint: 'Нөмірдің жанында тұр. Онымен құжатта кім аталғаны бас әріптерімен көрінеді.',
  ask: 'Күші бар-жоғын білу',
  key_title: 'Қол қою кілті',
  key: 'Кілт',
  key_hint:
    'Осы сервер толтырған. Басқа жолмен алынған кілт (қағазда, сенімді адамнан) сенімдірек: онда сізді біз де алдай ' +
    'алмаймыз.',
  working: 'Тексеріліп жатыр…',
  verdicts: {
    genuine: 'Құжат түпнұсқа және күшінде',
    not_asked: 'Файл түпнұсқа; оның күші бар-жоғын сұрау мүмкін болмады',
    expired: 'Құжат түпнұсқа, бірақ мерзімі өткен',
    revoked: 'Құжат кері қайтарылған',
    broken: 'Бұл файлға сенуге болмайды',
    unable: 'Тексеруді аяқтау мүмкін болмады',
    stands: 'Осы нөмірлі құжат берілген және күшінде',
    number_expired: 'Осы нөмірлі құжат берілген, бірақ мерзімі өткен',
    number_revoked: 'Осы нөмірлі құжат кері қайтарылған',
  },
  genuine_text: 'Файлдың әр байты қол қойылған кездегідей, сервер оны кері қайтармаған.',
  not_asked_text: 'Файлдың әр байты қол қойылған кездегідей. Сервер жауап бермеді: байланыс болғанда қайталаңыз.',
  number_text: 'Бұл алдыңыздағы қағаз не файл туралы ештеңе айтпайды: төмендегімен салыстырыңыз немесе PDF таңдаңыз.',
  expired_text: (day: string) => `Соңғы күні: ${day}, сол күнді қоса.`,
  revoked_text: (moment: string, reason: string) => `Кері қайтарылған уақыты: ${moment}. Себебі: ${reason}.`,
  reasons: {
    issued_in_error: 'қате берілген немесе ішінде қате бар',
    facts_changed: 'онда жазылғандар өзгерген',
    holder_asked: 'иесі одан бас тартқан',
    court: 'сот немесе жоғары тұрған орган күшін жойған',
    replaced: 'орнына басқа құжат берілген',
  },
  specimen: 'Көрсетілім үлгісі: мұндағының бәрі ойдан шығарылған, заңды күші жоқ.',
  faults: {
    no_crypto:
      'Бұл браузер криптографияны тек https арқылы ашылған беттерге береді. Бетті https арқылы ашыңыз немесе ' +
      '«qyzmet verify» қолданыңыз.',
    no_ed25519:
      'Бұл браузер Ed25519 қолтаңбасын білмейді. Жаңарағы керек (Chrome 137, Firefox 130, Safari 17 немесе ' +
      'кейінгі) не ' +
      '«qyzmet verify».',
    not_a_key: 'Кілт толық емес немесе қате терілген: бақылау сомасы сәйкес келмейді.',
    no_signature:
      'Бұл файлда біздің қолтаңба жоқ: ол осы жүйенің құжаты емес, оны басқа бағдарлама қайта сақтаған не басып ' +
      'шығарған, немесе қолтаңбасы бар бөлігі жойылған.',
    signature_damaged: 'Файлдағы қолтаңба бүлінген: файл берілгеннен кейін өзгертілген.',
    bad_signature: 'Қолтаңба сәйкес келмейді: файл берілгеннен кейін өзгертілген немесе жалған.',
    content_damaged: 'Файлға салынған мазмұн қол қойылғандай емес.',
  },
  other_key: (signer: string) => `Бұл файлды осы сервер бермеген: оған басқа кілтпен қол қойылған, ${signer}.`,
  shorter: (bytes: string) => `Файл толық емес: ${bytes} байт жетіспейді.`,
  longer: (bytes: string) => `Берілгеннен кейін файлға ${bytes} байт қосылған.`,
  changed: (from: string, to: string) =>
    `Файл берілгеннен кейін өзгертілген: ${from} және ${to} аралығындағы байттар бастапқыдай емес.`,
  not_issued: 'Қолтаңба сәйкес, бірақ сервер мұндай нөмірлі құжат бермеген. Бұл файл туралы органға хабарлаңыз.',
  other_content: 'Қолтаңба сәйкес, бірақ осы нөмірмен сервер басқа құжат берген. Бұл файл туралы хабарлаңыз.',
  wrong_word: 'Тексеру сөзі бұл нөмірге сәйкес келмейді. Құжатпен салыстырыңыз.',
  not_found: 'Мұндай нөмірлі құжат жоқ. Нөмірді құжатпен салыстырыңыз.',
  truth_title: 'Шынымен не берілген',
  truth_text: 'Файлдың бұл бөлігінің өз қолтаңбасы бүтін. Беттерде көрсетілгенмен салыстырыңыз.',
  says_title: 'Құжатта не жазылған',
  known_title: 'Сервер ол туралы не біледі',
  issued_at: 'Берілген күні',
  valid_until: 'Жарамды мерзімі',
  service: 'Қызмет',
  agency: 'Орган',
  document: 'Құжат',
  people: 'Кімге берілді',
  applicant_of: (number) => `№ ${number} өтінішті берген адам`,
  iin: 'ЖСН',
  decision: 'Шешім',
  reasons_title: 'Шешімнің себептері',
  would_change: 'Шешімді не өзгерте алады және қалай шағымдануға болады',
  legal_basis: 'Құқықтық негізі',
  kinds: {
    certificate: 'Анықтама',
    notice: 'Хабарлама',
    licence: 'Лицензия',
    permit: 'Рұқсат',
    extract: 'Үзінді көшірме',
    refusal: 'Бас тарту',
  },
  bases: { checked: '', stated: 'өтініш берушінің сөзінен, тексерілмеген', unverified: 'тексерілмеген' },
  receipts: 'Қолхатты тексеру',
};

export const document_words: Record<Lang, Document_words> = { kk, ru, en };
