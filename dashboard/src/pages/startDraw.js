// Puts a shaped start page, an empty book or a failure on the page. Text only, never HTML from an answer.

const element = (id) => document.getElementById(id);

/** Shows the skeleton again; it is also what the page starts with. */
export function drawLoading() {
  element('cards').hidden = false;
  element('cards').setAttribute('aria-busy', 'true');
  element('panel').hidden = true;
  element('status').textContent = 'Loading the figures';
}

/** Shows the six figures. */
export function drawFigures(page) {
  drawTitle(page);
  for (const [name, card] of Object.entries(page.cards)) drawCard(name, card);
  element('cards').setAttribute('aria-busy', 'false');
  element('status').textContent = `Figures of ${page.name} loaded`;
}

/** Shows how to load the demo into a book without a customer. */
export function drawEmpty(page) {
  drawTitle(page);
  showPanel('empty', [
    make('h3', 'This book is empty'),
    make('p', 'No loan is in it yet. Load the demo book, then reload this page:'),
    make('pre', 'loanbook demo'),
  ]);
  element('status').textContent = 'This book is empty';
}

/** Shows what failed, its code, what to try and the request id. */
export function drawFailure(failure, retry) {
  const facts = make('dl', '', make('dt', 'Code'), make('dd', failure.code ?? 'INTERNAL'));
  if (failure.requestId) facts.append(make('dt', 'Request id'), make('dd', failure.requestId));
  const button = make('button', 'Try again');
  button.type = 'button';
  button.addEventListener('click', retry);
  if (element('bookName').querySelector('.skeleton')) {
    element('bookName').textContent = 'Loan book';
    element('bookMeta').replaceChildren();
  }
  drawAbout(null, 'The pages listed here work without this one; Health tells whether the database answers.');
  showPanel('failed', [
    make('h3', 'The figures could not be loaded'),
    make('p', `What failed: ${failure.message}.`),
    make('p', failure.advice ?? 'Reload the page.'),
    facts,
    button,
  ]);
  element('status').textContent = `The figures could not be loaded: ${failure.message}`;
}

function drawTitle(page) {
  document.title = `${page.name} · loanbook`;
  element('bookName').textContent = page.name;
  const parts = [];
  if (page.isDemo) parts.push(make('span', 'Demo book', 'badge'));
  if (page.asOfText) {
    const time = make('time', page.asOfText);
    time.dateTime = page.asOf;
    parts.push(make('span', 'As of ', time));
  }
  parts.push(make('span', `Amounts in ${page.currency}`));
  element('bookMeta').replaceChildren(...parts);
  drawAbout(page.provenance, page.note);
}

function drawAbout(provenance, note) {
  element('provenance').textContent = provenance ?? '';
  element('provenance').hidden = provenance === null;
  element('note').textContent = note;
}

function drawCard(name, card) {
  const [value, detail] = document.querySelectorAll(`[data-figure="${name}"] :is(.value, .detail)`);
  value.title = card.exact;
  const isShort = card.text !== card.exact;
  const shown = make('span', card.text);
  shown.ariaHidden = isShort ? 'true' : null;
  value.replaceChildren(shown);
  if (isShort) value.append(make('span', card.exact, 'hidden'));
  detail.textContent = card.detail;
}

function showPanel(kind, children) {
  const panel = element('panel');
  panel.className = `panel ${kind}`;
  panel.replaceChildren(...children);
  panel.hidden = false;
  element('cards').hidden = true;
}

// A text after the first one is a class name; nodes are appended.
function make(tag, text, ...rest) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const item of rest) {
    if (typeof item === 'string') made.className = item;
    else made.append(item);
  }
  return made;
}
