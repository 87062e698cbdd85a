export function intervalAround(centre, halfWidth) {
    return [centre - halfWidth, centre + halfWidth];
}
//# sourceMappingURL=interval.js.map