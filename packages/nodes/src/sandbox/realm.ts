import type ivm from 'isolated-vm';

/**
 * Runs in a new context before a person's code: `console` and `input`, then the ways in are taken away, and what could make code go on after it
 * has answered. Gives back what the platform alone may call: `begin` sets the next input, `record` and `isUntouched` tell whether a context is
 * as it was, so that another piece of the same code may run in it.
 */
const prelude = `(() => {
  const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor, isExtensible } = Reflect;
  const { freeze } = Object;
  const { parse, stringify } = JSON;
  const blank = /(?:)/;
  const exec = blank.exec.bind(blank);
  const log = globalThis.__log;
  const show = (value) => { if (typeof value === 'string') return value; try { return stringify(value) ?? String(value); } catch { return String(value); } };
  const write = freeze((...values) => log(values.map(show).join(' ')));
  globalThis.console = freeze({ log: write, info: write, warn: write, error: write, debug: write });
  delete globalThis.__log;
  for (const name of ['FinalizationRegistry', 'WebAssembly', 'Atomics']) delete globalThis[name];
  globalThis.input = null;

  /** Each object that all code shares, with its keys and what is behind them; functions that are no constructors are frozen instead. */
  let known;
  const record = () => {
    known = [];
    const seen = new Set();
    const all = [globalThis, getPrototypeOf(async () => {}), getPrototypeOf(function* () {}), getPrototypeOf(async function* () {}),
      getPrototypeOf([][Symbol.iterator]()), getPrototypeOf(new Map().entries()), getPrototypeOf(new Set().entries()),
      getPrototypeOf(''[Symbol.iterator]()), getPrototypeOf(''.matchAll(/./g)), getPrototypeOf(Uint8Array)];
    const meet = (value) => {
      if ((typeof value === 'object' && value !== null) || typeof value === 'function') all.push(value);
    };
    for (let next = 0; next < all.length; next += 1) {
      const object = all[next];
      if (seen.has(object)) continue;
      seen.add(object);
      meet(getPrototypeOf(object));
      const keys = ownKeys(object);
      const values = [];
      for (const key of keys) {
        const { value, get, set } = getOwnPropertyDescriptor(object, key);
        const isInput = object === globalThis && key === 'input';
        if (!isInput) for (const part of [value, get, set]) meet(part);
        if (get === undefined && set === undefined && !isInput) values.push(key, value);
      }
      if (typeof object === 'function' && !keys.includes('prototype')) freeze(object);
      else known.push({ object, count: keys.length, values, prototype: getPrototypeOf(object), isExtensible: isExtensible(object) });
    }
  };
  const isUntouched = () => {
    if (known === undefined) return false;
    for (let i = 0; i < known.length; i += 1) {
      const { object, count, values, prototype, isExtensible: wasExtensible } = known[i];
      if (getPrototypeOf(object) !== prototype || isExtensible(object) !== wasExtensible || ownKeys(object).length !== count) return false;
      for (let k = 0; k < values.length; k += 2) if (object[values[k]] !== values[k + 1] && values[k + 1] === values[k + 1]) return false;
    }
    return true;
  };
  const begin = (text) => { exec(''); globalThis.input = parse(text); };
  return (what, text) => what === 'begin' ? begin(text) : what === 'record' ? record() : isUntouched();
})()`;

const mostMs = 5000;

/** A context with nothing in it but the language, `console` and `input`. */
export interface Realm {
  readonly context: ivm.Context;
  /** Where lines that the code logs go from now on. */
  hears: (line: string) => void;
  readonly begin: (input: string) => void;
  /** To be asked later whether it is as it is now. */
  readonly record: () => void;
  readonly isUntouched: () => boolean;
}

export function compilePrelude(isolate: ivm.Isolate): ivm.Script {
  return isolate.compileScriptSync(prelude);
}

export function createRealm(isolate: ivm.Isolate, compiled: ivm.Script, callback: typeof ivm.Callback): Realm {
  const context = isolate.createContextSync();
  context.global.setSync('__log', new callback((line: string) => realm.hears(String(line))));
  const control = compiled.runSync(context, { timeout: mostMs, reference: true }) as ivm.Reference<
    (what: string, text?: string) => unknown
  >;
  const ask = (what: string, text?: string): unknown => control.applySync(undefined, [what, text], { timeout: mostMs });
  const realm: Realm = {
    context,
    hears: () => undefined,
    begin: (input) => void ask('begin', input),
    record: () => void ask('record'),
    isUntouched: () => ask('isUntouched') === true,
  };
  return realm;
}

/** What could leave something behind where `isUntouched` does not look. */
const hidden = /\b(?:eval|Function|constructor|import)\b/u;

export const mayShareRealm = (code: string): boolean => !hidden.test(code);
