/**
 * Evaluates a rule that the server compiled (src/rules/README.md, "The compiled form"), as far as forms use it: what a
 * form may use is said in src/catalogue/in_forms.cpp. Three-valued: null is unknown. Held against the server's own
 * evaluator by evaluate.test.ts.
 */
import { Decimal } from './decimal';
import { Context, Day, equal, Months, order, parse_duration, property, Time_span, type Value } from './values';

export type Node = null | boolean | unknown[];
export type Compiled = { feel: number; frame: number; root: Node };
/** What a name stands for. */
export type Names = (name: string) => Value;
/** What is computed with the names: `age` of a date of birth or an IIN. */
export type Functions = { age: (born: Value) => Value };

export function evaluate(compiled: Compiled, names: Names, functions: Functions): Value {
  return new Evaluator(names, functions).value(compiled.root);
}

const comparisons = new Set(['<', '<=', '>', '>=', '=', '!=']);

class Evaluator {
  readonly #locals: Value[] = [];

  constructor(
    readonly names: Names,
    readonly functions: Functions,
  ) {}

  value(node: Node): Value {
    if (!Array.isArray(node)) return node;
    const op = node[0] as string;
    const [a, b, c] = node.slice(1) as [Node, Node, Node];
    if (comparisons.has(op)) return compare(op, this.value(a), this.value(b));
    switch (op) {
      case 'number':
        return Decimal.parse(node[1] as string);
      case 'string':
        return node[1] as string;
      case 'date':
        return Day.parse(node[1] as string);
      case 'duration':
        return parse_duration(node[1] as string);
      case 'name':
        return this.names(node[1] as string);
      case 'local':
        return this.#locals[node[1] as number] ?? null;
      case 'and':
      case 'or':
        return this.#logic(op === 'or', a, b);
      case 'negate':
        return negated(this.value(a));
      case '+':
      case '-':
      case '*':
      case '/':
        return arithmetic(op, this.value(a), this.value(b));
      case 'between':
        return both(compare('>=', this.value(a), this.value(b)), compare('<=', this.value(a), this.value(c)));
      case 'if':
        return this.#conditional(this.value(a), b, c);
      default:
        return this.#of_lists(op, node);
    }
  }

  #of_lists(op: string, node: unknown[]): Value {
    const [a, b] = node.slice(1) as [Node, Node];
    switch (op) {
      case 'list':
        return (node.slice(1) as Node[]).map((one) => this.value(one));
      case 'path':
        return path(this.value(a), node[2] as string);
      case 'member':
        return this.#member(node[1] as string, b, node[3] as Node | undefined);
      case 'filter':
        return this.#filter(this.value(a), node[2] as number, node[3] as Node);
      case 'some':
      case 'every':
        return this.#quantified(op === 'some', node[1] as [number, Node][], node[2] as Node);
      case 'in':
        return this.#in(this.value(a), node.slice(2) as Node[]);
      case 'builtin':
        return builtin(node[1] as string, (node[2] as Node[]).map((one) => this.value(one)));
      case 'call':
        return this.functions.age(this.value((node[2] as Node[])[0] ?? null));
      default:
        throw new Error(`a form's rule cannot hold ${op}`);
    }
  }

  /** One that decides is enough; otherwise what is no boolean is unknown. */
  #logic(decides: boolean, a: Node, b: Node): Value {
    const left = this.value(a);
    if (left === decides) return decides;
    const right = this.value(b);
    if (right === decides) return decides;
    return typeof left === 'boolean' && typeof right === 'boolean' ? !decides : null;
  }

  #conditional(condition: Value, then: Node, otherwise: Node): Value {
    if (condition !== null && typeof condition !== 'boolean') return null;
    return this.value(condition === true ? then : otherwise);
  }

  #member(name: string, item: Node, otherwise: Node | undefined): Value {
    const of = this.value(item);
    const found = of instanceof Context ? of.entries.get(name) : undefined;
    if (found !== undefined) return found;
    return otherwise === undefined ? (property(of, name) ?? null) : this.value(otherwise);
  }

  #filter(list: Value, slot: number, condition: Node): Value {
    if (Array.isArray(condition) && condition[0] === 'number') return at(list, this.value(condition) as Decimal);
    const items = Array.isArray(list) ? list : list === null ? [] : [list];
    const kept: Value[] = [];
    for (const [i, item] of items.entries()) {
      this.#locals[slot] = item;
      const found = this.value(condition);
      if (i === 0 && found instanceof Decimal) return at(list, found);
      if (found !== null && typeof found !== 'boolean') return null;
      if (found === true) kept.push(item);
    }
    if (items.length > 0) return kept;
    this.#locals[slot] = null;
    const found = is_condition(condition) ? true : this.value(condition);
    return found instanceof Decimal ? at(list, found) : kept;
  }

  #quantified(decides: boolean, domains: [number, Node][], body: Node): Value {
    let unknown = false;
    /** True: it is decided; null: a domain is nothing to go through. */
    const go = (level: number): boolean | null => {
      const domain = domains[level];
      if (domain === undefined) {
        const found = this.value(body);
        unknown ||= typeof found !== 'boolean';
        return found === decides;
      }
      const from = this.value(domain[1]);
      if (from === null) return null;
      for (const item of Array.isArray(from) ? from : [from]) {
        this.#locals[domain[0]] = item;
        const decided = go(level + 1);
        if (decided !== false) return decided;
      }
      return false;
    };
    const decided = go(0);
    if (decided === null) return null;
    if (decided) return decides;
    return unknown ? null : !decides;
  }

  #in(value: Value, tests: Node[]): Value {
    let unknown = false;
    for (const test of tests) {
      const passes = this.#test(value, test);
      if (passes === true) return true;
      unknown ||= passes === null;
    }
    return unknown ? null : false;
  }

  #test(value: Value, test: Node): Value {
    const op = Array.isArray(test) ? test[0] : null;
    if (Array.isArray(test) && op === 'compare') return compare(test[1] as string, value, this.value(test[2] as Node));
    if (Array.isArray(test) && op === 'range') {
      const [low, high] = [this.value(test[2] as Node), this.value(test[3] as Node)];
      if (low === null || high === null) return null;
      return both(compare(test[1] ? '>=' : '>', value, low), compare(test[4] ? '<=' : '<', value, high));
    }
    const other = this.value(test);
    if (!Array.isArray(other)) return equal(value, other);
    if (other.some((item) => equal(value, item) === true)) return true;
    return Array.isArray(value) && equal(value, other) === true;
  }
}

/** Both are known, and both hold. */
function both(a: Value, b: Value): Value {
  return a === null || b === null ? null : a === true && b === true;
}

function compare(op: string, a: Value, b: Value): Value {
  if (op === '=' || op === '!=') {
    const same = equal(a, b);
    return same === null ? null : same === (op === '=');
  }
  const found = order(a, b);
  if (found === null) return null;
  return op === '<' ? found < 0 : op === '<=' ? found <= 0 : op === '>' ? found > 0 : found >= 0;
}

function negated(value: Value): Value {
  if (value instanceof Decimal) return value.negate();
  if (value instanceof Time_span) return new Time_span(-value.ns);
  return value instanceof Months ? new Months(-value.months) : null;
}

function arithmetic(op: string, a: Value, b: Value): Value {
  if (a instanceof Decimal && b instanceof Decimal) {
    if (op === '+') return a.add(b);
    if (op === '-') return a.subtract(b);
    return op === '*' ? a.multiply(b) : a.divide(b);
  }
  if (a === null || b === null) return null;
  if (op === '+') return is_duration(a) ? moved(b, a) : moved(a, b);
  if (op !== '-') return scaled(op, a, b);
  if (a instanceof Day && b instanceof Day) return new Time_span(BigInt(a.number() - b.number()) * day_ns);
  return is_duration(b) ? moved(a, negated(b)) : null;
}

/** A duration times or by a number, cut towards zero; how often one goes into another. */
function scaled(op: string, a: Value, b: Value): Value {
  const length = (value: Value) =>
    value instanceof Time_span
      ? new Decimal(value.ns)
      : value instanceof Months
        ? new Decimal(BigInt(value.months))
        : null;
  const [of_a, of_b] = [length(a), length(b)];
  if (of_a && of_b) {
    return op === '/' && a instanceof Time_span === b instanceof Time_span ? of_a.divide(of_b) : null;
  }
  if (op === '*' && of_b && a instanceof Decimal) return scaled(op, b, a);
  if (!of_a || !(b instanceof Decimal)) return null;
  const size = op === '*' ? of_a.multiply(b) : of_a.divide(b);
  if (size === null) return null;
  return a instanceof Time_span ? new Time_span(size.cut()) : new Months(Number(size.cut()));
}

const day_ns = 86_400_000_000_000n;
const is_duration = (value: Value) => value instanceof Time_span || value instanceof Months;

/** A day, a duration or a text, and what is added to it. */
function moved(from: Value, by: Value): Value {
  if (typeof from === 'string' && typeof by === 'string') return from + by;
  if (from instanceof Time_span && by instanceof Time_span) return new Time_span(from.ns + by.ns);
  if (from instanceof Months && by instanceof Months) return new Months(from.months + by.months);
  if (!(from instanceof Day)) return null;
  if (by instanceof Months) return from.plus_months(by.months);
  if (!(by instanceof Time_span)) return null;
  const days = by.ns / day_ns - (by.ns % day_ns < 0n ? 1n : 0n);
  return Day.from_number(from.number() + Number(days));
}

function path(base: Value, name: string): Value {
  if (!Array.isArray(base)) return property(base, name) ?? null;
  return base.map((item) => property(item, name) ?? null);
}

/** 1 is the first, -1 the last; null beyond. */
function at(list: Value, index: Decimal): Value {
  const whole = index.whole();
  const items = Array.isArray(list) ? list : [list];
  if (whole === null) return null;
  const place = whole > 0n ? Number(whole) - 1 : items.length + Number(whole);
  return whole === 0n ? null : (items[place] ?? null);
}

/** Can nothing but a boolean come of it? */
function is_condition(node: Node): boolean {
  const conditions = ['and', 'or', 'between', 'in', 'some', 'every'];
  return Array.isArray(node) && (comparisons.has(node[0] as string) || conditions.includes(node[0] as string));
}

const single = (value: Value | undefined) => (Array.isArray(value) && value.length === 1 ? value[0]! : (value ?? null));

function builtin(name: string, values: Value[]): Value {
  const first = values[0] ?? null;
  switch (name) {
    case 'not': {
      const one = single(first);
      return typeof one === 'boolean' ? !one : null;
    }
    case 'date':
      return date(values.map(single));
    case 'duration': {
      const one = single(first);
      return is_duration(one) ? one : typeof one === 'string' ? parse_duration(one) : null;
    }
    case 'string length': {
      const one = single(first);
      return typeof one === 'string' ? new Decimal(BigInt([...one].length)) : null;
    }
    case 'list contains': {
      if (first === null) return null;
      return (Array.isArray(first) ? first : [first]).some((item) => equal(item, values[1] ?? null) === true);
    }
    default:
      return of_list(name, values.length > 1 ? values : first);
  }
}

function of_list(name: string, given: Value): Value {
  if (given === null) return null;
  const items = Array.isArray(given) ? given : [given];
  if (name === 'count') return new Decimal(BigInt(items.length));
  const [start, ...rest] = items;
  if (start === undefined) return null;
  if (name === 'sum') {
    const fits = (item: Value) => item instanceof Decimal || is_duration(item);
    if (!fits(start)) return null;
    return rest.reduce((sum, item) => (fits(item) ? arithmetic('+', sum, item) : null), start);
  }
  let best = start;
  if (order(best, best) === null) return null;
  for (const item of rest) {
    const found = order(item, best);
    if (found === null) return null;
    if (name === 'max' ? found > 0 : found < 0) best = item;
  }
  return best;
}

function date(values: Value[]): Value {
  if (values.length === 1) {
    const one = values[0] ?? null;
    return typeof one === 'string' ? Day.parse(one) : one instanceof Day ? one : null;
  }
  const parts = values.map((value) => (value instanceof Decimal ? Number(value.cut()) : NaN));
  return Day.of(parts[0] ?? NaN, parts[1] ?? NaN, parts[2] ?? NaN);
}
