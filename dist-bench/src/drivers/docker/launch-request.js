export {};
//# sourceMappingURL=launch-request.js.map