/** A scenario after loading: defaults filled in, units parsed. See scenario/schema.ts for what users write. */
export {};
//# sourceMappingURL=scenario.js.map