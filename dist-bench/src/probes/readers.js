export {};
//# sourceMappingURL=readers.js.map