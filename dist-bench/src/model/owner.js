export const OWNER_LABEL = 'io.isodense.owner';
export const HOST_LABEL = 'io.isodense.host';
//# sourceMappingURL=owner.js.map