// Links: the code that copies the fields of the records of one shape, up to four fields a link.
//
// They are the same text again and again on purpose. V8 learns at each place in the text which keys and hidden classes come
// by. A place that sees one key compiles to a few instructions; one that sees every key of a program is a look-up, of 5–9 ns
// for each load, store, `in` and getPrototypeOf. So a link is given to one shape for good, and what it asks with `in` costs
// nothing. Closures of one text would not do: they share what V8 has learnt.

import { isOwn } from "./exotic.ts";
import type { Step } from "./path.ts";
import type { Walk } from "./walk.ts";

export type Fields = Record<string, unknown>;

/** The keys a link copies: the first `count` of these; the others repeat the first. */
export interface Keys {
  /** Makes an object without fields, as `{}` does. Its own, because V8 gives the objects of one constructor room for as many fields as the first of them had. */
  readonly Shell: new () => Fields;
  readonly count: number;
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
}

export interface Link {
  /** Returns an empty copy of a plain object, undefined of an object of a class. Runs no getter. */
  readonly shellOf: (keys: Keys, source: Fields) => Fields | undefined;
  /** Copies fields, each read once and in order. Returns the walk: the one given, or one begun because a field holds an object. */
  readonly fill: (keys: Keys, shell: Fields, source: Fields, walk: Walk | undefined, root: string) => Walk | undefined;
  /** Both in one, for a record that is a message: undefined of an object of a class. */
  readonly copy: (keys: Keys, source: Fields, root: string) => Fields | undefined;
  /** Both in one, for an item of a list: false of an object of a class. The copy is in the list before its fields are read. */
  readonly copyItem: (keys: Keys, source: Fields, walk: Walk, list: unknown[], index: number) => boolean;
}

/** What a link leaves to the copier. */
export interface Copier {
  readonly begin: (root: string, source: object, shell: object) => Walk;
  readonly adopt: (value: unknown, walk: Walk, holder: object, step: Step) => unknown;
  readonly descend: (shell: unknown, source: unknown, walk: Walk) => void;
  /** Copies from the key of that number on, one that a getter has deleted, or that an Object.prototype was given, maybe with a setter. */
  readonly rest: (keys: Keys, from: number, shell: Fields, source: Fields, walk: Walk | undefined, root: string) => Walk | undefined;
  /** Copies what the other links of a shape copy, and what was put aside. Returns the shell. */
  readonly finish: (keys: Keys, shell: Fields, source: Fields, walk: Walk | undefined, root: string) => Fields;
}

const { getPrototypeOf: prototypeOf } = Object;
const ObjectPrototype: unknown = Object.prototype;

/** Returns all links there are. In them k are the keys, f the fields, o the shell, v a value and w the walk. */
export function makeLinks({ begin, adopt, descend, rest, finish }: Copier): Link[] {
  return [
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
    (() => {
      const shellOf: Link["shellOf"] = (k, f) => (k.a in f && prototypeOf(f) === ObjectPrototype ? new k.Shell() : undefined);
      const fill: Link["fill"] = (k, o, f, w, root) => { let v: unknown;
        if (k.a in o || !(k.a in f)) return rest(k, 0, o, f, w, root);
        if (isOwn((v = f[k.a]))) o[k.a] = v; else { o[k.a] = adopt(v, (w ??= begin(root, f, o)), o, k.a); descend(o[k.a], v, w); }
        if (k.count === 1 || k.b in o || !(k.b in f)) return rest(k, 1, o, f, w, root);
        if (isOwn((v = f[k.b]))) o[k.b] = v; else { o[k.b] = adopt(v, (w ??= begin(root, f, o)), o, k.b); descend(o[k.b], v, w); }
        if (k.count === 2 || k.c in o || !(k.c in f)) return rest(k, 2, o, f, w, root);
        if (isOwn((v = f[k.c]))) o[k.c] = v; else { o[k.c] = adopt(v, (w ??= begin(root, f, o)), o, k.c); descend(o[k.c], v, w); }
        if (k.count === 3 || k.d in o || !(k.d in f)) return rest(k, 3, o, f, w, root);
        if (isOwn((v = f[k.d]))) o[k.d] = v; else { o[k.d] = adopt(v, (w ??= begin(root, f, o)), o, k.d); descend(o[k.d], v, w); }
        return w;
      };
      const copy: Link["copy"] = (k, f, root) => { const o = shellOf(k, f); return o === undefined ? o : finish(k, o, f, fill(k, o, f, undefined, root), root); };
      return { shellOf, fill, copy, copyItem: (k, f, w, l, i) => { const o = shellOf(k, f); if (o === undefined) return false; l[i] = o; fill(k, o, f, w, w.root); return true; } };
    })(),
  ];
}
