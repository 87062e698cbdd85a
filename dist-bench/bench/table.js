import Table from 'cli-table3';
import { formatNumber } from '../src/model/units.js';
import { verdictOf } from './finding.js';
/** Two tables: what has a goal, with its verdict; and figures for scale. */
export function renderFindings(findings) {
    const goals = newTable(['target', 'goal', 'measured', '95% interval', 'from', 'verdict']);
    const scale = newTable(['for scale', 'measured', '95% interval', 'from']);
    for (const finding of findings) {
        const { what, value, ci95, goal, from } = finding;
        const measured = [show(value, finding), ci95 === null ? '–' : `${show(ci95[0], finding)} … ${show(ci95[1], finding)}`, from];
        if (goal === null)
            scale.push([what, ...measured]);
        else
            goals.push([what, `≤ ${show(goal, finding)}`, ...measured, verdictOf(finding)]);
    }
    return `${goals.toString()}\n\n${scale.toString()}`;
}
/** Columns apart by two spaces, a line under the head only: wide enough as it is. */
function newTable(head) {
    const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' };
    return new Table({ head, chars: none, style: { head: ['bold'], border: [], 'padding-left': 0, 'padding-right': 1 } });
}
function show(value, { unit }) {
    switch (unit) {
        case 'ratio':
            return `${value.toFixed(3)}×`;
        case 'percent':
            return `${value.toFixed(2)}%`;
        case 'ms':
        case 'µs':
            return `${formatNumber(value)} ${unit}`;
    }
}
//# sourceMappingURL=table.js.map