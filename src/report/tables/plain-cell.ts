import { formatValue } from '../../model/units.ts';
import { formatInterval } from '../../sections/estimate.ts';
import type { Cell } from '../../sections/table.ts';

/** A cell in one line of text: `193 ms (188–199 ms)`. */
export function plainCell(cell: Cell): string {
  if (cell === undefined) return '–';
  if ('text' in cell) return cell.note === undefined ? cell.text : `${cell.text} (${cell.note})`;
  const figure = formatValue(cell.value, cell.unit);
  return cell.ci95 === null ? figure : `${figure} (${formatInterval(cell.ci95, cell.unit)})`;
}
