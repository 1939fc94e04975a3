// The stores that the team had before this program. `stores.ts` is what `import` wrote.
import { sessions, shopDb, shopDbWebDevelopment } from "./stores";

export const stores = [shopDb.name, sessions.name];
export const databaseUrl = shopDb.secrets.apply((secrets) => secrets.DATABASE_URL);
export const localVariables = shopDbWebDevelopment.variableNames;
