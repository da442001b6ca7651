import { createContext, runInContext } from 'node:vm';
import type { Explanation } from '../../../../src/engine/scenario/explain';

const { min, max, ceil, floor, sqrt, log: ln } = Math;

/** All that a formula may use; a new context for each of them would take far longer. */
const calculator = createContext({ sum, min, max, median, count, ceil, floor, sqrt, ln });

/**
 * What an explanation's formula comes to when its numbers are put in: calculated apart from the
 * engine, so that a formula that does not give its figure is found.
 */
export function calculated({ formula = '', terms }: Explanation): number {
  const values = new Map(terms.map(({ name, value }) => [name, value]));
  const expression = formula
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`"${formula}" names {${name}}, which is no term`);
      return typeof value === 'number' ? `(${value})` : value.map(String).join(', ') || '0';
    })
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('−', '-')
    .replaceAll('^', '**');
  return Number(runInContext(expression, calculator));
}

function median(...values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

function count(...values: number[]): number {
  return values.length;
}

function sum(...values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
