/** A plan is the expanded, seeded, ordered list of rounds. It is pure data: the same scenario and seed give the same plan. */
/** A stable text for a cell or series, for maps and messages: `startup/runc/d8 concurrency=4`. */
export function cellKey(cell) {
    const parameters = Object.entries(cell.parameters)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => ` ${name}=${value}`)
        .join('');
    return `${cell.experiment}/${cell.variant}/d${cell.density}${parameters}`;
}
//# sourceMappingURL=plan.js.map