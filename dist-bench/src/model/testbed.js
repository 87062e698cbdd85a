export {};
//# sourceMappingURL=testbed.js.map