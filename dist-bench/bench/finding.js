/** Decided only when the whole interval is on one side of the goal: a noisy host gives a wide one and decides nothing. */
export function verdictOf({ ci95, goal }) {
    if (goal === null)
        return 'no goal';
    if (ci95 === null)
        return 'not decided on this host';
    if (ci95[1] <= goal)
        return 'met';
    return ci95[0] > goal ? 'not met' : 'not decided on this host';
}
//# sourceMappingURL=finding.js.map