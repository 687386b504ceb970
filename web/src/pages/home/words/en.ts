export const en = {
  home: {
    title: 'What do you need from the state?',
    search: 'Look for a service',
    search_hint: 'In your own words, in any language and any letters: “kindergarten”, “balabaqsha”, “propiska”.',
    search_button: 'Search',
    search_down: 'The search needs a connection. What is below still works.',
    measure: 'measure of support',
    results: 'Services found',
    found: (count: number, text: string) =>
      count === 0 ? `Nothing found for “${text}”. Try other words, or one of these:` : `Found: ${count}`,
    guessed: (count: number, text: string) => `We did not find exactly “${text}”. Perhaps one of these (${count}):`,
    find: 'I do not know what it is called: answer three questions',
    not_listed: 'The service is not listed here: tell us',
    here: 'You can apply for these right here',
    here_more: 'Other',
    life_events: 'What has happened, or is going to',
    check_title: 'Check an application',
    check_label: 'Application number',
    check_hint: '14 characters, like 01Y4-CVAK-G00C-8X',
    check_button: 'Show its state',
    number_empty: 'Enter the application number',
    number_malformed: 'An application number has 14 characters: compare it with the original',
    number_check_symbol: 'The number is mistyped: its last character does not fit the others',
    verify_title: 'Verify a receipt',
    verify_text:
      'Has this receipt been altered? Was that what was filed, and when? The check is done in your browser; ' +
      'nothing is sent.',
    verify_button: 'Verify a receipt',
    how_title: 'How it works',
    how: [
      ['You answer', 'One question a page. Your answers stay on your device, and in your account here if you sign in.'],
      ['We record', 'The application is written to a log that cannot be changed unnoticed, and you get its number.'],
      ['You hold the proof', 'The receipt shows what was filed and when, even if we lost everything.'],
    ],
  },
};
