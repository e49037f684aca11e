declare module "empty-module" {}
