import type {
  ComparedRow,
  ComparePanelMessage,
  ComparePanelRequest,
  CompareView,
} from '../../src/views/compare/protocol';
import { element } from '../dom/element';
import '../report/style.css';
import './style.css';

/** What the user wants to see: it lives as long as the panel. */
interface Wish {
  readonly column: number;
  readonly descending: boolean;
  readonly fitsOnly: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: ComparePanelRequest | { readonly type: 'ready' }): void;
  getState(): Wish | undefined;
  setState(wish: Wish): void;
};

const vscode = acquireVsCodeApi();
/** Announces what the table alone does not tell. */
const status = element('p', { className: 'status', role: 'status' });
let view: CompareView | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ComparePanelMessage>) => {
  switch (data.type) {
    case 'comparison':
      view = data.view;
      draw(data.view);
      break;
    case 'copied':
      status.textContent = view?.texts.copied ?? '';
      break;
    case 'empty':
      view = undefined;
      document.body.replaceChildren(
        element('p', { className: 'empty', role: 'status' }, data.text),
      );
      break;
  }
});
vscode.postMessage({ type: 'ready' });

/** Draws all anew; whoever uses the keyboard keeps their place. */
function draw(shown: CompareView): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const key = focused?.dataset['key'];
  const wish = vscode.getState() ?? {
    column: shown.sortedBy,
    descending: false,
    fitsOnly: false,
  };
  const rows = sorted(
    shown.rows.filter(({ fits }) => fits || !wish.fitsOnly),
    wish,
  );
  status.textContent = '';
  document.body.replaceChildren(
    element(
      'main',
      {},
      element('h1', {}, shown.file),
      drawControls(shown, wish, rows),
      rows.length > 0 ? drawTable(shown, wish, rows) : element('p', {}, shown.texts.none),
      status,
      element('ul', { className: 'notes' }, ...shown.notes.map((note) => element('li', {}, note))),
    ),
  );
  if (key !== undefined) {
    const again = [...document.querySelectorAll<HTMLElement>('[data-key]')].find(
      ({ dataset }) => dataset['key'] === key,
    );
    again?.focus({ preventScroll: true });
  }
}

function change(wish: Wish): void {
  vscode.setState(wish);
  if (view) draw(view);
}

/** What has no figure comes last, whichever way the others are sorted. */
function sorted(rows: readonly ComparedRow[], { column, descending }: Wish): ComparedRow[] {
  return rows.toSorted((a, b) => {
    const [one = null, other = null] = [a.cells[column]?.sort, b.cells[column]?.sort];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order = compare(one, other);
    return descending ? -order : order;
  });
}

/** Numbers before texts: of the models' names the prompt's own have numbers. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b);
  return typeof a === 'number' ? -1 : 1;
}

function drawControls(
  { texts }: CompareView,
  wish: Wish,
  rows: readonly ComparedRow[],
): HTMLElement {
  const filter = element('input', { type: 'checkbox', checked: wish.fitsOnly });
  filter.dataset['key'] = 'filter';
  filter.addEventListener('change', () => {
    change({ ...wish, fitsOnly: filter.checked });
  });
  const add = drawButton('button', 'add', texts.add, () => {
    vscode.postMessage({ type: 'add' });
  });
  const copy = drawButton('button', 'copy', texts.copy, () => {
    vscode.postMessage({ type: 'copy', models: rows.map(({ model }) => model) });
  });
  return element(
    'div',
    { className: 'controls' },
    element('label', {}, filter, texts.fitsOnly),
    add,
    copy,
  );
}

function drawTable(shown: CompareView, wish: Wish, rows: readonly ComparedRow[]): HTMLElement {
  const table = element(
    'table',
    { ariaLabel: shown.file },
    element('thead', {}, drawHeading(shown, wish)),
    element('tbody', {}, ...rows.map((row) => drawRow(shown, row))),
  );
  return element('div', { className: 'scroll' }, table);
}

function drawHeading({ columns }: CompareView, wish: Wish): HTMLElement {
  const headings = columns.map(({ label, tooltip, isNumber }, column) => {
    const isSorted = column === wish.column;
    const arrow = isSorted ? (wish.descending ? ' ↓' : ' ↑') : '';
    const button = drawButton('sort', `column ${String(column)}`, label + arrow, () => {
      change({ ...wish, column, descending: isSorted && !wish.descending });
    });
    button.title = tooltip;
    const ariaSort = isSorted ? (wish.descending ? 'descending' : 'ascending') : 'none';
    const className = isNumber ? 'number' : '';
    return element('th', { scope: 'col', className, ariaSort }, button);
  });
  return element('tr', {}, ...headings);
}

function drawRow({ columns, texts }: CompareView, row: ComparedRow): HTMLElement {
  const [name, ...cells] = row.cells;
  const drawn = cells.map(({ text }, index) =>
    element('td', { className: columns[index + 1]?.isNumber ? 'number' : 'note' }, text),
  );
  const heading = element('th', { scope: 'row' }, name?.text ?? '');
  if (row.isRemovable) {
    const remove = drawButton('icon', `remove ${row.model}`, '×', () => {
      vscode.postMessage({ type: 'remove', model: row.model });
    });
    remove.title = texts.remove.replace('{0}', () => row.model);
    remove.ariaLabel = remove.title;
    heading.append(' ', remove);
  }
  const className = `${row.fits ? '' : 'unfit'} ${row.isRemovable ? '' : 'own'}`.trim();
  return element('tr', { className }, heading, ...drawn);
}

/** @param key finds the button again when all is drawn anew. */
function drawButton(
  className: string,
  key: string,
  label: string,
  act: () => void,
): HTMLButtonElement {
  const button = element('button', { type: 'button', className }, label);
  button.dataset['key'] = key;
  button.addEventListener('click', act);
  return button;
}
